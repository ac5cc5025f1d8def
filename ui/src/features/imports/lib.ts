import type { ImportAs, ImportPreview, ImportProblem } from "../../api";

/** A file's bytes as base64, in slices so that a large file does not overflow the call stack. */
export function base64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
}
export const importKind = (given: string | null): ImportAs => (given === "people" || given === "contacts" ? given : "rooms");

/** Problems in reading order: by row, then by column as a spreadsheet counts them (Z before AA). */
export const inReadingOrder = (problems: ImportProblem[]): ImportProblem[] =>
  [...problems].sort(
    (a, b) => a.row - b.row || (a.column ?? "").length - (b.column ?? "").length || (a.column ?? "").localeCompare(b.column ?? ""),
  );

/** What is left out, and what is taken all the same with something to look at. */
export const apart = (problems: ImportProblem[]) => {
  const sorted = inReadingOrder(problems);
  return { out: sorted.filter((p) => p.left_out), remarks: sorted.filter((p) => !p.left_out) };
};

/** "B12", or the row alone when the whole row is meant. */
export const cellName = (p: ImportProblem): string => `${p.column ?? ""}${p.row}`;

export const canCommit = (preview: ImportPreview): boolean => preview.sound > 0;
