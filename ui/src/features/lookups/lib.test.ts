import { expect, test } from "vitest";
import { blank, isWhole } from "./lib";

test("a person is asked for by a whole number, or a name with birth or telephone, and a reason", () => {
  const why = { ...blank, reason: "lost_child", words: "门口走失" };
  expect(isWhole(why)).toBe(false);
  expect(isWhole({ ...why, name: "王子涵" })).toBe(false);
  expect(isWhole({ ...why, name: "王子涵", birth: "1990-01-01" })).toBe(true);
  expect(isWhole({ ...why, name: "王子涵", phone: "13800138000" })).toBe(true);
  expect(isWhole({ ...why, number: "330799199001010022" })).toBe(true);
  expect(isWhole({ ...why, number: "330799199001010022", words: " " })).toBe(false);
  expect(isWhole({ ...why, number: "330799199001010022", reason: "" })).toBe(false);
});
