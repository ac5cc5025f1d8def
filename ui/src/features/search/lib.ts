import type { Hit, OpenTask } from "../../api";

export type Group = { kind: string; hits: { hit: Hit; index: number }[] };

/** Hits by kind in the order in which the kinds first appear; `index` is the position for the arrow keys. */
export function grouped(hits: Hit[]): Group[] {
  const kinds = [...new Set(hits.map((h) => h.kind))];
  let index = 0;
  return kinds.map((kind) => ({ kind, hits: hits.filter((h) => h.kind === kind).map((hit) => ({ hit, index: index++ })) }));
}

/** A whole telephone number that was typed stands on the telephone that rings: the resident calls. Rust looks whose it is. */
export const callOf = (typed: string): OpenTask | null => {
  const digits = typed.replace(/[\s-]/g, "");
  return /^\+?\d{10,15}$/.test(digits) ? { kind: "call", id: digits } : null;
};

/** The address of a record's screen. */
export function pathOf(kind: string, id: string): string {
  const at: Record<string, string> = {
    people: `/people/${id}`,
    rooms: `/door/${id}`,
    buildings: `/rooms/${id}`,
    contacts: `/people/contacts/${id}`,
    consultations: `/consultations/${id}`,
    disputes: `/disputes/${id}`,
    broadcasts: `/broadcasts/${id}`,
    declarations: "/people/declarations",
    conflicts: "/sync",
    quarantined: "/sync",
    retention_decisions: "/people/retention",
    retention_periods: "/people/retention",
  };
  return at[kind] ?? "/today";
}
