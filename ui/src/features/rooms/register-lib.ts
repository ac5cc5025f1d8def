import type { Finding, PersonCheck, RegisterForm } from "../../api";

export type Entry = { reason: string | null; period: string | null; dwelling: string | null };

/** A clean form: today's arrival and what the last entry said, so that skipped fields keep sensible values. */
export function emptyForm(room: string, today: string, last: Entry | null): RegisterForm {
  return {
    room,
    document_type: "resident_id",
    number: null,
    name: "",
    name_latin: null,
    sex: null,
    birth: null,
    phone: null,
    household_code: null,
    household_name: null,
    nationality: null,
    guardian: null,
    since: today,
    reason: last?.reason ?? "204",
    period: last?.period ?? "over_year",
    dwelling: last?.dwelling ?? "30",
    employer: null,
    person: null,
  };
}

type Touched = Partial<Record<keyof RegisterForm, boolean>>;

/** What the room already tells: reason and employer as the roommates have them, where nobody typed anything. */
export function fromRoommates(form: RegisterForm, touched: Touched, check: PersonCheck, last: Entry | null): Partial<RegisterForm> {
  const fill: Partial<RegisterForm> = {};
  if (!touched.reason && !last?.reason && check.roommates.reason && form.reason !== check.roommates.reason)
    fill.reason = check.roommates.reason;
  if (check.minor && !touched.guardian && !form.guardian && check.roommates.guardians.length === 1)
    fill.guardian = check.roommates.guardians[0]!.id;
  return fill;
}

/** Someone under 14 is kept with name, birth and guardian only: the rest leaves the form before it is sent. */
export function asSent(form: RegisterForm, check: PersonCheck | undefined): RegisterForm {
  const clean = { ...form, name: form.name.trim(), number: form.number?.trim() || null, phone: form.phone?.replace(/\s/g, "") || null };
  if (!check?.minor) return clean;
  const nothing = { number: null, document_type: null, sex: null, phone: null, household_code: null, household_name: null, reason: null, period: null, dwelling: null, employer: null }; // prettier-ignore
  return { ...clean, ...nothing, birth: form.birth ?? check.birth };
}

/** The sentences for one field. A complaint about a field nobody has reached yet is kept back until saving was tried. */
export function findingsFor(field: string, findings: Finding[], touched: boolean, asked: boolean): Finding[] {
  return findings.filter((f) => f.field === field && (f.level !== "error" || touched || asked));
}

export const isPassport = (type: string | null) =>
  type === "passport" || type === "other" || type === "travel_permit_hk_mo" || type === "travel_permit_tw";
/** Documents whose number does not tell birth and sex. */
export const tellsNothing = (type: string | null) => isPassport(type);
