import { expect, test } from "vitest";
import type { ReportLine } from "../../api";
import { change, count, linesOf, opens, part, percent, periods, weekOf } from "./lib";

const of = (by: number, percent: number | null, small = false) => ({ by, percent, small });

test("a change carries its sign", () =>
  expect([change(of(2, null)), change(of(-2, -4000)), change(of(0, 0)), change(of(-1878, null))]).toEqual(["+2", "−2", "0", "−1,878"]));
test("a percentage of a small base is marked and one of nought is none", () =>
  expect([percent(of(-7, -1094)), percent(of(1, 5000, true)), percent(of(3, null)), percent(of(0, 0)), percent(of(-1, 0)), percent(of(1, 5))]).toEqual([
    "−10.94%", "+50.00%*", "", "0.00%", "0.00%", "+0.05%",
  ])); // prettier-ignore
test("months, quarters and years go back over the turn of the year", () => {
  expect(periods("month", "2026-02-10").slice(0, 3)).toEqual(["2026-02", "2026-01", "2025-12"]);
  expect(periods("quarter", "2026-02-10").slice(0, 3)).toEqual(["2026-Q1", "2025-Q4", "2025-Q3"]);
  expect(periods("year", "2026-02-10").slice(0, 2)).toEqual(["2026", "2025"]);
});
test("a week belongs to the year of its Thursday", () => {
  expect([weekOf("2026-11-22"), weekOf("2027-01-03"), weekOf("2027-01-04"), weekOf("2024-12-30")]).toEqual([
    [2026, 47], [2026, 53], [2027, 1], [2025, 1],
  ]); // prettier-ignore
  expect(periods("week", "2027-01-05").slice(0, 3)).toEqual(["2027-W01", "2026-W53", "2026-W52"]);
});
const line = (group: string, code: string, now: number | null, of: number | null = null): ReportLine => ({
  group, code, now, of, part: now === null || of === null ? null : Math.round((now * 10_000) / of), before: null, year_before: null, hidden: [false, false, false], change: null, change_of_year: null,
}); // prettier-ignore
test("kinds come largest first, and steps of one matter in their order", () => {
  const codes = (lines: ReportLine[], group: "visit_result" | "declaration_duty") => linesOf(lines, group).map((l) => l.code);
  expect(codes([line("visit_result", "b", 1), line("visit_result", "c", 7), line("dispute_kind", "d", 9)], "visit_result")).toEqual([
    "c", "b",
  ]); // prettier-ignore
  expect(codes([line("declaration_duty", "due", 4), line("declaration_duty", "missing", 9)], "declaration_duty")).toEqual([
    "due", "missing",
  ]); // prettier-ignore
});
test("a part says of how many, and what is not known is a dash", () => {
  expect(part(line("door_coverage", "called_at", 34, 60))).toBe(" / 60 (56.67%)");
  expect([count(null), count(12_345), part(line("door_coverage", "called_at", null, 60))]).toEqual(["—", "12,345", ""]);
});
test("work opens its records, people and doors do not", () => {
  const all = [line("resident_origin", "floating", 9), line("door_coverage", "doors", 9), line("visit_result", "done", 9), line("visit_result", "done", 0)]; // prettier-ignore
  expect(all.map(opens)).toEqual([false, false, true, false]);
});
