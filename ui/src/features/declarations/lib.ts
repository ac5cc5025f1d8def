import type { DeclarationRow } from "../../api";

/** Of the ticked rows those that still wait: what a colleague decided meanwhile is not decided twice. */
export const decidable = (rows: DeclarationRow[], ticked: string[]): string[] =>
  rows.filter((r) => r.state === "submitted" && ticked.includes(r.id)).map((r) => r.id);
