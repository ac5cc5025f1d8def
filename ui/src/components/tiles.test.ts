import { expect, test } from "vitest";
import { beside } from "./tiles";

const tiles = [0, 1, 2, 3, 4].map((i) => ({ offsetLeft: (i % 3) * 10, offsetTop: Math.floor(i / 3) * 10 }));

test("arrows walk tiles: sideways through all, up and down in the column", () => {
  expect([beside(tiles, 2, 1, 0), beside(tiles, 0, -1, 0), beside(tiles, 4, 1, 0)]).toEqual([3, 0, 4]);
  expect([beside(tiles, 1, 0, 1), beside(tiles, 4, 0, -1), beside(tiles, 2, 0, 1), beside(tiles, 0, 0, -1)]).toEqual([4, 1, 4, 0]);
});
