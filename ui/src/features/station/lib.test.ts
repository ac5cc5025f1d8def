import { expect, test } from "vitest";
import type { StationUser } from "../../api";
import { areasFree, inFours, stationAct, successors, usersInOrder } from "./lib";

const user = (name: string, active: boolean): StationUser => ({
  id: name,
  name,
  role: "instructor",
  active,
  areas: [{ id: "a", name: "甲村" }],
  coming: [],
});

test("a fingerprint is read in fours", () => expect(inFours("ab:cd:ef01 23")).toBe("abcd ef01 23"));
test("an act carries nothing it was not given", () => {
  expect(stationAct("invite", { user: "u" })).toEqual({
    act: "invite",
    name: null,
    role: null,
    user: "u",
    successor: null,
    from: null,
    area: null,
    laptop: null,
    kind: null,
    code: null,
    stolen: false,
  });
});
test("areas already held are not offered", () => {
  expect(areasFree(user("u", true), [{ id: "a", name: "甲村" }, { id: "b", name: "乙村" }])).toEqual([{ id: "b", name: "乙村" }]); // prettier-ignore
});
test("closed accounts come last", () => expect(usersInOrder([user("a", false), user("b", true)]).map((u) => u.name)).toEqual(["b", "a"]));
test("only who works in the same role stands in for someone", () => {
  const officer: StationUser = { ...user("o", true), role: "officer" };
  const all = [user("a", true), user("b", true), user("c", false), officer];
  expect(successors(user("a", true), all).map((u) => u.name)).toEqual(["b"]);
});
