import { expect, test } from "vitest";
import type { Finding, PersonCheck } from "../../api";
import { asSent, emptyForm, findingsFor, fromRoommates } from "./register-lib";

const check = (part: Partial<PersonCheck>): PersonCheck => ({
  findings: [], document_type: "resident_id", number: null, birth: null, sex: null, age: null, minor: false, foreign: false, pinyin: "", due_on: null,
  due_source: null, same: [], roommates: { household_code: null, household_name: null, employer: null, reason: null, guardians: [] }, ...part,
}); // prettier-ignore

test("a new form takes what the last entry said", () => {
  const form = emptyForm("r", "2026-11-22", { reason: "206", period: null, dwelling: null });
  expect([form.reason, form.period, form.since]).toEqual(["206", "over_year", "2026-11-22"]);
});
test("the number of a child under 14 does not leave the form", () => {
  const form = { ...emptyForm("r", "2026-11-22", null), number: "330799201801010014", phone: "13800138000", name: " 小雨 " };
  const sent = asSent(form, check({ minor: true, birth: "2018-01-01", sex: "female" }));
  expect([sent.number, sent.phone, sent.document_type, sent.birth, sent.name]).toEqual([null, null, null, "2018-01-01", "小雨"]);
});
test("the only grown-up in the room is the child's guardian until someone chooses", () => {
  const c = check({ minor: true, roommates: { ...check({}).roommates, guardians: [{ id: "g", name: "李伟" }] } });
  expect(fromRoommates(emptyForm("r", "2026-11-22", null), {}, c, null)).toEqual({ guardian: "g" });
  expect(fromRoommates(emptyForm("r", "2026-11-22", null), { guardian: true }, c, null)).toEqual({});
});
test("an error waits until the field was reached, a warning does not", () => {
  const all: Finding[] = [
    { field: "name", level: "error", code: "a", message: "a" },
    { field: "name", level: "warning", code: "b", message: "b" },
    { field: "phone", level: "warning", code: "c", message: "c" },
  ];
  expect(findingsFor("name", all, false, false).map((f) => f.code)).toEqual(["b"]);
  expect(findingsFor("name", all, false, true).map((f) => f.code)).toEqual(["a", "b"]);
});
