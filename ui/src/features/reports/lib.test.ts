import { expect, test } from "vitest";
import { change, linesOf, percent, periods, weekOf } from "./lib";

const of = (by: number, percent: number | null, small = false) => ({ by, percent, small });

test("a change carries its sign", () => expect([change(of(2, null)), change(of(-2, -40)), change(of(0, 0))]).toEqual(["+2", "−2", "0"]));
test("a percentage of a small base is marked and one of nought is none", () =>
  expect([percent(of(-7, -10.9375)), percent(of(1, 50, true)), percent(of(3, null)), percent(of(0, 0))]).toEqual([
    "−10.94%", "+50.00%*", "", "0%",
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
test("kinds that never occurred are left out", () => {
  const line = (code: string, now: number, before: number) => ({
    group: "visit_result" as const,
    code,
    now,
    before,
    change: of(now - before, null),
  });
  expect(linesOf([line("a", 0, 0), line("b", 1, 4), line("c", 7, 0)], "visit_result").map((l) => l.code)).toEqual(["c", "b"]);
});
