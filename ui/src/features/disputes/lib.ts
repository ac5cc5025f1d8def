import type { DisputePage, Party, RecordForm } from "../../api";

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

/** Stored parties as a form opens them: a masked number starts empty, empty keeps it. */
export const startOf = (parties: Party[]): Party[] => parties.map((p) => ({ ...p, phone: null }));

/** One change per party that was touched and one record per new line. */
export function partyEdits(dispute: string, stored: Party[], now: Party[]): RecordForm[] {
  return now.flatMap((p): RecordForm[] => {
    const name = p.name.trim();
    const phone = p.phone?.replace(/\s/g, "") || null;
    const was = stored.find((s) => s.id !== null && s.id === p.id);
    if (!was) return name ? [{ kind: "dispute_parties", id: null, base: null, fields: { dispute, name, phone, side: p.side } }] : [];
    const fields = { ...(name !== was.name && { name }), ...(phone && { phone }), ...(p.side !== was.side && { side: p.side }) };
    return Object.keys(fields).length > 0 ? [{ kind: "dispute_parties", id: was.id, base: was.base, fields }] : [];
  });
}
