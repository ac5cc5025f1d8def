import type { Key } from "../../words";

export const SHORTEST = 12;
export type Enrolling = { station_url: string; code: string; fingerprint: string; passphrase: string; again: string };

/** What is missing before the station can be asked; the sentence belongs under the named field. */
export function enrolFindings(form: Enrolling): { field: keyof Enrolling; key: Key }[] {
  const found: { field: keyof Enrolling; key: Key }[] = [];
  if (!/^https:\/\/\S+/.test(form.station_url.trim())) found.push({ field: "station_url", key: "enrol.address_bad" });
  if (form.code.trim() === "") found.push({ field: "code", key: "enrol.code_missing" });
  if ([...form.passphrase].length < SHORTEST) found.push({ field: "passphrase", key: "enrol.too_short" });
  else if (form.passphrase !== form.again) found.push({ field: "again", key: "enrol.not_same" });
  return found;
}
