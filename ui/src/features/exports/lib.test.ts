import { expect, test } from "vitest";
import { blank, filterOf, isWhole } from "./lib";

test("a list of children is not offered, nor one that nobody knows", () => {
  expect(filterOf("late")).toBe("late");
  expect(filterOf("minors")).toBe("here");
  expect(filterOf(undefined)).toBe("here");
});

test("a list says why and for whom before it is made", () => {
  const form = { ...blank, purpose: "fire_safety", recipient_kind: "village_committee", recipient: "村委会" };
  expect(isWhole(form)).toBe(true);
  expect(isWhole({ ...form, recipient: "  " })).toBe(false);
  expect(isWhole({ ...form, purpose: "" })).toBe(false);
  expect(isWhole({ ...form, recipient_kind: "" })).toBe(false);
});
