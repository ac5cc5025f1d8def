import type { Change, ReportLine } from "../../api";
import { addDays } from "../../words";

export const UNITS = ["month", "week", "quarter", "year", "days"] as const;
export type Unit = (typeof UNITS)[number];

const two = (n: number) => String(n).padStart(2, "0");
const signed = (n: number, text: string) => (n === 0 ? "0" : n > 0 ? `+${text}` : `−${text}`);

/** "+12", "−1,878" or "0": a change is read by its sign. */
export const change = (c: Change): string => signed(c.by, Math.abs(c.by).toLocaleString("en-US"));

/** Hundredths of a percent, rounded by Rust: every output prints the same digits. */
const digits = (hundredths: number): string => {
  const size = Math.abs(hundredths);
  return `${Math.floor(size / 100)}.${two(size % 100)}%`;
};

/** "−10.94%"; with an asterisk where the base is so small that it says little; nothing against nought. */
export const percent = (c: Change): string => {
  if (c.percent === null) return "";
  const sign = c.percent > 0 ? "+" : c.percent < 0 ? "−" : "";
  return `${sign}${digits(c.percent)}${c.small ? "*" : ""}`;
};

/** The week of ISO 8601 that a day is in: year and number. */
export function weekOf(iso: string): [number, number] {
  const [y = 1970, m = 1, d = 1] = iso.split("-").map(Number);
  // The week belongs to the year of its Thursday.
  const thursday = new Date(Date.UTC(y, m - 1, d));
  thursday.setUTCDate(thursday.getUTCDate() + 3 - ((thursday.getUTCDay() + 6) % 7));
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return [thursday.getUTCFullYear(), Math.floor((thursday.getTime() - first) / 604_800_000) + 1];
}

/** The periods of a unit one may look at, newest first, beginning with the one that today is in. */
export function periods(unit: Exclude<Unit, "days">, today: string): string[] {
  const [y = 1970, m = 1] = today.split("-").map(Number);
  switch (unit) {
    case "week":
      return Array.from({ length: 14 }, (_, i) => {
        const [year, week] = weekOf(addDays(today, -7 * i));
        return `${year}-W${two(week)}`;
      });
    case "month":
      return Array.from({ length: 25 }, (_, i) => {
        const at = new Date(y, m - 1 - i, 1);
        return `${at.getFullYear()}-${two(at.getMonth() + 1)}`;
      });
    case "quarter":
      return Array.from({ length: 9 }, (_, i) => {
        const at = y * 4 + Math.floor((m - 1) / 3) - i;
        return `${Math.floor(at / 4)}-Q${(at % 4) + 1}`;
      });
    case "year":
      return Array.from({ length: 5 }, (_, i) => String(y - i));
  }
}

/** A count, or a dash for what is not known. */
export const count = (n: number | null): string => (n === null ? "—" : n.toLocaleString("en-US"));

/** A count of a line in the period (0), the one before (1) or the one a year before (2); "※" where it would tell of few people. */
export const told = (l: ReportLine, at: 0 | 1 | 2): string => (l.hidden[at] ? "※" : count([l.now, l.before, l.year_before][at] ?? null));

/** " / 60 (56.67%)" for a count that is a part of another. */
export const part = (l: ReportLine): string => (l.of === null || l.part === null ? "" : ` / ${count(l.of)} (${digits(l.part)})`);

export const GROUPS = [
  "consultation_kind", "dispute_kind", "dispute_outcome", "declaration_state", "declaration_duty", "visit_result", "door_coverage",
  "broadcast_reach", "contact_source", "resident_origin", "police_total",
] as const; // prettier-ignore
export type Group = (typeof GROUPS)[number];

/** Groups whose order says more than their size. */
const IN_ORDER: readonly string[] = ["declaration_duty", "door_coverage", "broadcast_reach", "resident_origin"];

/** One group's lines, largest first unless its order means something. */
export const linesOf = (lines: ReportLine[], group: Group): ReportLine[] => {
  const own = lines.filter((l) => l.group === group);
  const size = (l: ReportLine) => [l.now ?? 0, l.before ?? 0] as const;
  return IN_ORDER.includes(group) ? own : own.sort((a, b) => size(b)[0] - size(a)[0] || size(b)[1] - size(a)[1]);
};

/** Whether a count opens records: work that was done does, people and doors do not. */
export const opens = (l: ReportLine): boolean => {
  if (!l.now || l.group === "resident_origin" || l.group === "police_total" || l.code === "doors") return false;
  return l.group !== "broadcast_reach" || l.code === "published";
};
