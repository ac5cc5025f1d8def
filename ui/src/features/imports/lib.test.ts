import { expect, test } from "vitest";
import { apart, base64, cellName, importKind, inReadingOrder } from "./lib";

const problem = (row: number, column: string | null, left_out = true) => ({ row, column, field: null, code: "", message: "", left_out });

test("bytes become base64 whatever their number", () => {
  expect(base64(new Uint8Array([80, 75, 3, 4]))).toBe("UEsDBA==");
  expect(base64(new Uint8Array(100_000)).length).toBe(133_336);
});
test("problems are read by row, then by column", () => {
  expect(inReadingOrder([problem(3, "AA"), problem(3, "B"), problem(1, null)]).map(cellName)).toEqual(["1", "B3", "AA3"]);
});
test("an unknown kind starts with rooms", () => expect([importKind("x"), importKind("people")]).toEqual(["rooms", "people"]));
test("rows left out stand apart from remarks, each in reading order", () => {
  const { out, remarks } = apart([problem(9, "A"), problem(2, "C", false), problem(4, null)]);
  expect([out.map(cellName), remarks.map(cellName)]).toEqual([["4", "A9"], ["C2"]]);
});
