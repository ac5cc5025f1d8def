import { expect, test } from "vitest";
import { change, linesOf, months } from "./lib";

test("a change carries its sign", () => expect([change(5, 3), change(3, 5), change(2, 2)]).toEqual(["+2", "−2", "0"]));
test("months go back over the turn of the year", () => expect(months("2026-02-10", 3)).toEqual(["2026-02", "2026-01", "2025-12"]));
test("kinds that never occurred are left out", () => {
  const line = (code: string, now: number, before: number) => ({ group: "visit_result" as const, code, now, before });
  expect(linesOf([line("a", 0, 0), line("b", 1, 4), line("c", 7, 0)], "visit_result").map((l) => l.code)).toEqual(["c", "b"]);
});
