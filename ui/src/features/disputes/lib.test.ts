import { expect, test } from "vitest";
import { emptyParty, namedParties, nextStates, outcomesFor } from "./lib";

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
