import { expect, test } from "vitest";
import type { DeclarationRow } from "../../api";
import { decidable } from "./lib";

test("only ticked rows that still wait are decided", () => {
  const row = (id: string, state: string) => ({ id, state }) as DeclarationRow;
  expect(decidable([row("a", "submitted"), row("b", "accepted"), row("c", "submitted")], ["a", "b", "x"])).toEqual(["a"]);
  expect(decidable([row("a", "submitted"), row("b", "accepted")], ["a", "b"], "accepted")).toEqual(["b"]);
});
