import type { Field, ImportAs, ImportChoice, ImportColumn, ImportDifference, ImportMapped, ImportPreview, ImportProblem } from "../../api";

/** A file's bytes as base64, in slices so that a large file does not overflow the call stack. */
export function base64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
}
export const importKind = (given: string | null): ImportAs => (given === "people" || given === "contacts" ? given : "rooms");

/** Most lines of a list that are drawn; the rest is a count. */
export const MOST = 300;

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

/** Asked when more than one sheet that can be seen holds a list. */
export const mustChoose = (preview: ImportPreview): boolean => preview.lists.length > 1;

/** The columns as they are read, with one of them read otherwise; a field moves from the column that had it. */
export const remapped = (columns: ImportColumn[], column: string, field: Field | null): ImportMapped[] =>
  columns.map((c) => ({
    column: c.column,
    field: c.column === column ? field : c.field === field ? null : c.field,
  }));

/** What was decided otherwise than Rust proposes. */
export const choiceOf = (differences: ImportDifference[], turned: ReadonlySet<string>): ImportChoice => {
  const chosen = differences.filter((d) => turned.has(d.key));
  return { take: chosen.filter((d) => !d.taken).map((d) => d.key), leave: chosen.filter((d) => d.taken).map((d) => d.key) };
};

/** Every difference taken, or none: the set of those that are then turned. */
export const turnAll = (differences: ImportDifference[], take: boolean): Set<string> =>
  new Set(differences.filter((d) => d.taken !== take).map((d) => d.key));
