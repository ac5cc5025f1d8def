import { expect, test } from "vitest";
import { codeOptions } from "../../words";
import { continuesAt, kindOfLetter, LETTERS } from "./lib";

test("every kind of consultation has a letter of its own", () => {
  const kinds = codeOptions("consultation_kind").map((o) => o.value);
  expect(kinds.filter((k) => !LETTERS[k])).toEqual([]);
  expect(new Set(Object.values(LETTERS)).size).toBe(kinds.length);
});
test("a letter finds its kind in either case", () => expect([kindOfLetter("F"), kindOfLetter("x")]).toEqual(["fraud_consulted", null]));
test("a dispute goes on as a dispute", () => expect([continuesAt("dispute"), continuesAt("help")]).toEqual(["/disputes/new", null]));
