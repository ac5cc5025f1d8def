import type { ReportLine } from "../../api";

/** "+12", "−3" or "0": a change is read by its sign. */
export const change = (now: number, before: number): string =>
  now === before ? "0" : now > before ? `+${now - before}` : `−${before - now}`;

/** The months one may look at, newest first: this one and the twelve before it. */
export function months(today: string, count = 13): string[] {
  const [y = 1970, m = 1] = today.split("-").map(Number);
  return Array.from({ length: count }, (_, i) => {
    const at = new Date(y, m - 1 - i, 1);
    return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, "0")}`;
  });
}

export const GROUPS = ["consultation_kind", "dispute_kind", "declaration_state", "visit_result"] as const;

/** One group's lines, largest first; kinds that never occurred are left out. */
export const linesOf = (lines: ReportLine[], group: ReportLine["group"]): ReportLine[] =>
  lines.filter((l) => l.group === group && (l.now > 0 || l.before > 0)).sort((a, b) => b.now - a.now || b.before - a.before);
