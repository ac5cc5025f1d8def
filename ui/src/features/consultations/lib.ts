/** One letter per kind, the initial of the Chinese word's pinyin where it is free; the same in both languages so that hands learn it once. */
export const LETTERS: Record<string, string> = {
  case_guided: "a",
  help: "q",
  declaration: "d",
  fraud_consulted: "f",
  fraud_stopped: "z",
  dispute: "m",
  household: "h",
  residence: "j",
};
export const kindOfLetter = (letter: string): string | null =>
  Object.keys(LETTERS).find((k) => LETTERS[k] === letter.toLowerCase()) ?? null;

/** Where a consultation goes on: a dispute is opened, a fraud leads to the warnings that can be passed on. */
export function continuesAt(kind: string): string | null {
  if (kind === "dispute") return "/disputes/new";
  if (kind === "fraud_consulted" || kind === "fraud_stopped") return "/broadcasts";
  return null;
}
