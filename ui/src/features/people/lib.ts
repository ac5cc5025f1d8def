import type { HistoryLine, PersonPage, Stay } from "../../api";

/** Where someone lives now: the stay without an end, else none. */
export const currentStay = (person: Pick<PersonPage, "stays">): Stay | null => person.stays.find((s) => s.until === null) ?? null;

/** The kinds that occur in a timeline, in the order of their first appearance. */
export const kindsIn = (timeline: HistoryLine[]): string[] => [...new Set(timeline.map((l) => l.kind))];

export const newestFirst = (timeline: HistoryLine[]): HistoryLine[] => [...timeline].sort((a, b) => b.at - a.at);

export type PersonFields = { name: string; name_latin: string; phone: string; phone2: string; household_name: string; nationality: string };

type Loose = { [key: string]: unknown };
const text = (v: unknown) => (typeof v === "string" ? v : "");

/** A person's stored fields as a form shows them; masked numbers start empty and stay untouched unless typed anew. */
export function personFields(stored: Loose): PersonFields {
  const household = (stored.household ?? {}) as Loose;
  return {
    name: text(stored.name),
    name_latin: text(stored.name_latin),
    phone: "",
    phone2: "",
    household_name: text(household.name ?? stored.household_name),
    nationality: text(stored.nationality),
  };
}

/** Only what was touched leaves the form; an object field is sent whole, because it merges as one value. */
export function touchedFields(fields: PersonFields, touched: Partial<Record<keyof PersonFields, boolean>>) {
  const sent: { [key: string]: string | null | { code: null; name: string | null } } = {};
  for (const name of ["name", "name_latin", "phone", "phone2", "nationality"] as const) {
    if (touched[name]) sent[name] = fields[name].trim() || null;
  }
  if (touched.household_name) sent.household = { code: null, name: fields.household_name.trim() || null };
  return sent;
}
