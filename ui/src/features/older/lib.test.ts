import { expect, test } from "vitest";
import { olderMonths } from "./lib";

test("the months that can be asked for begin a year ago, by China's calendar", () => {
  const months = olderMonths(Date.parse("2026-12-31T16:30:00Z"));
  expect(months[0]).toBe("2026-01");
  expect(months[1]).toBe("2025-12");
  expect(months).toHaveLength(60);
});
