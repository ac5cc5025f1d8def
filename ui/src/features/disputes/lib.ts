import type { DisputePage, Party } from "../../api";

/** Acts of a police officer: an instructor records and assists, so the list does not offer them. */
const POLICE_ONLY = ["police_mediation"];

export function outcomesFor<T extends { value: string }>(all: T[], mayPolice: boolean): T[] {
  return mayPolice ? all : all.filter((o) => !POLICE_ONLY.includes(o.value));
}
/** States a dispute can still go to. */
export function nextStates<T extends { value: string }>(all: T[], status: DisputePage["status"]): T[] {
  const order = ["open", "mediating", "settled", "ended", "closed"];
  const after: Record<string, string[]> = {
    open: ["mediating", "settled", "ended"],
    mediating: ["settled", "ended"],
    settled: ["closed"],
    ended: ["closed"],
    closed: [],
  };
  const allowed = after[status] ?? order;
  return all.filter((o) => allowed.includes(o.value));
}
export const emptyParty = (side: string): Party => ({ id: null, base: null, person_id: null, name: "", phone: null, side });

/** Parties without a name are lines nobody filled in. */
export const namedParties = (parties: Party[]): Party[] =>
  parties.filter((p) => p.name.trim() !== "").map((p) => ({ ...p, name: p.name.trim(), phone: p.phone?.replace(/\s/g, "") || null }));
