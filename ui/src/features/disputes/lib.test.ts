import { expect, test } from "vitest";
import { emptyParty, namedParties, nextStates, outcomesFor, partyEdits, startOf } from "./lib";

const options = (...codes: string[]) => codes.map((value) => ({ value }));

test("public-order mediation is offered to police only", () => {
  expect(outcomesFor(options("oral", "police_mediation"), false)).toEqual(options("oral"));
  expect(outcomesFor(options("oral", "police_mediation"), true)).toHaveLength(2);
});
test("a settled dispute can only be closed", () => {
  expect(nextStates(options("open", "mediating", "settled", "ended", "closed"), "settled")).toEqual(options("closed"));
});
test("empty party lines are left out", () => {
  expect(namedParties([emptyParty("applicant"), { ...emptyParty("respondent"), name: " 李伟 ", phone: "138 0013 8000" }])).toEqual([
    { ...emptyParty("respondent"), name: "李伟", phone: "13800138000" },
  ]);
});
test("of stored parties only what was touched is sent, a masked number never; a new line becomes a record", () => {
  const base = { epoch: 1, seq: 4 };
  const stored = [
    { id: "a", base, person_id: null, name: "王丽", phone: "138****8000", side: "applicant" },
    { id: "b", base, person_id: null, name: "李伟", phone: null, side: "respondent" },
  ];
  const [a, b] = startOf(stored);
  expect(partyEdits("x", stored, [a!, b!, emptyParty("witness")])).toEqual([]);
  expect(partyEdits("x", stored, [a!, { ...b!, phone: "138 0013 8000" }, { ...emptyParty("witness"), name: "张敏 " }])).toEqual([
    { kind: "dispute_parties", id: "b", base, fields: { phone: "13800138000" } },
    { kind: "dispute_parties", id: null, base: null, fields: { dispute: "x", name: "张敏", phone: null, side: "witness" } },
  ]);
});
