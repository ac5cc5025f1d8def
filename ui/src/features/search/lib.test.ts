import { expect, test } from "vitest";
import type { Hit } from "../../api";
import { callOf, grouped, pathOf } from "./lib";

const hit = (kind: string, id: string): Hit => ({ kind, id, title: id, detail: "", why: "" });

test("hits are grouped by kind and numbered as they are shown", () => {
  const groups = grouped([hit("people", "a"), hit("rooms", "b"), hit("people", "c")]);
  expect(groups.map((g) => g.kind)).toEqual(["people", "rooms"]);
  expect(groups.flatMap((g) => g.hits.map((h) => [h.hit.id, h.index]))).toEqual([["a", 0], ["c", 1], ["b", 2]]); // prettier-ignore
});
test("a kind nobody knows leads home", () => expect(pathOf("new_kind", "1")).toBe("/today"));
test("a whole telephone number is a call, a part of one or anything else is not", () => {
  expect(callOf("138 0013-8000")).toEqual({ kind: "call", id: "13800138000" });
  expect(callOf("+8613800138000")).toEqual({ kind: "call", id: "+8613800138000" });
  for (const typed of ["8000", "138", "王子涵", "3-402", "330799********0022"]) expect(callOf(typed)).toBeNull();
});
