import type { DeclarationRow } from "../../api";

/** Of the ticked rows those still in the state that is decided about: what a colleague decided meanwhile is not decided twice. */
export const decidable = (rows: DeclarationRow[], ticked: string[], state = "submitted"): string[] =>
  rows.filter((r) => r.state === state && ticked.includes(r.id)).map((r) => r.id);
