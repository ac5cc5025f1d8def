import { expect, test } from "vitest";
import type { ImportColumn, ImportDifference, ImportPreview } from "../../api";
import { apart, base64, cellName, choiceOf, importKind, inReadingOrder, mustChoose, remapped, turnAll } from "./lib";

const problem = (row: number, column: string | null, left_out = true) => ({ row, column, field: null, code: "", message: "", left_out });
const column = (letter: string, field: ImportColumn["field"]): ImportColumn => ({
  column: letter,
  header: letter,
  field,
  refused: false,
  note: null,
});
const difference = (key: string, taken: boolean): ImportDifference => ({
  key,
  row: 1,
  name: "",
  field: "phone",
  was: "",
  becomes: "",
  taken,
  why: "",
});

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
test("a field moves to the column that is chosen for it", () => {
  const mapped = remapped([column("A", "name"), column("B", "phone"), column("C", null)], "C", "phone");
  expect(mapped.map((m) => m.field)).toEqual(["name", null, "phone"]);
  expect(remapped([column("A", "name"), column("B", null)], "A", null).map((m) => m.field)).toEqual([null, null]);
});
test("only what was turned is decided otherwise", () => {
  const all = [difference("a", true), difference("b", false), difference("c", true)];
  expect(choiceOf(all, new Set(["a", "b"]))).toEqual({ take: ["b"], leave: ["a"] });
  expect([...turnAll(all, true)]).toEqual(["b"]);
  expect([...turnAll(all, false)]).toEqual(["a", "c"]);
});
test("a sheet is asked for only where several hold a list", () => {
  expect([["a"], ["a", "b"]].map((lists) => mustChoose({ lists } as ImportPreview))).toEqual([false, true]);
});
