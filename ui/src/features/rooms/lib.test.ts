import { expect, test } from "vitest";
import type { Cell, CellState, Grid } from "../../api";
import { byLabel, nextUnvisited, step, unitsOf } from "./lib";

const cell = (label: string, state: CellState, unit = "1"): Cell => ({
  room_id: label,
  label,
  unit,
  state,
  occupants: 0,
  room_use: null,
  pending: false,
});
const grid = (floors: Cell[][]): Grid => ({
  building_id: "b", area_id: "a", area: "", label: "", total: 0, visited: 0, due: 0, late: 0,
  floors: floors.map((cells, i) => ({ floor: String(floors.length - i), cells })),
}); // prettier-ignore
const two = grid([[cell("201", "confirmed"), cell("202", "due"), cell("203", "late")], [cell("101", "unknown"), cell("102", "confirmed", "2")]]); // prettier-ignore

test("after a door the next unvisited one follows along the floor, then beneath, then from the top", () => {
  expect(nextUnvisited(two, "202")).toBe("203");
  expect(nextUnvisited(two, "203")).toBe("101");
  expect(nextUnvisited(two, "102")).toBe("202");
});
test("the door just called at is not chosen again when it was the last", () => {
  expect(nextUnvisited(grid([[cell("101", "due"), cell("102", "confirmed")]]), "101")).toBeNull();
});
test("arrow keys walk the rooms and stay at the edge", () => {
  expect(step(two, "201", "right")).toBe("202");
  expect(step(two, "203", "right")).toBe("203");
  expect(step(two, "203", "down")).toBe("102");
  expect(step(two, "101", "up")).toBe("201");
  expect(step(two, "101", "down")).toBe("101");
  expect(step(two, null, "down")).toBe("201");
});
test("units and buildings are in the order people read them", () => {
  expect(unitsOf(two)).toEqual(["1", "2"]);
  expect([{ label: "12幢" }, { label: "2幢" }].sort(byLabel).map((b) => b.label)).toEqual(["2幢", "12幢"]);
});
