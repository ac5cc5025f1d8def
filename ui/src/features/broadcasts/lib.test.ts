import { expect, test } from "vitest";
import type { BroadcastRow } from "../../api";
import { asMessage, byDay, expired, reachedBy } from "./lib";

const at = (iso: string) => new Date(`${iso}T10:00:00`).getTime();
const row = (id: string, iso: string) => ({ id, at: at(iso) }) as BroadcastRow;

test("broadcasts are listed by day, newest first", () => {
  expect(byDay([row("a", "2026-11-20"), row("b", "2026-11-22"), row("c", "2026-11-20")]).map((g) => [g.day, g.rows.length])).toEqual([["2026-11-22", 1], ["2026-11-20", 2]]); // prettier-ignore
});
test("a channel's reach is the sum of its uses and unknown before the first", () => {
  const passes = [10, 5].map((reached) => ({ at: 0, channel: "group", reached, area: "" }));
  expect([reachedBy(passes, "group"), reachedBy(passes, "poster")]).toEqual([15, null]);
});
test("the copied message carries title and text", () => expect(asMessage({ title: "甲", text: "乙" })).toBe("【甲】\n乙"));
test("a broadcast is over on the day after its last", () => {
  expect([expired({ expires_on: "2026-11-21" }, "2026-11-22"), expired({ expires_on: "2026-11-22" }, "2026-11-22")]).toEqual([true, false]);
});
