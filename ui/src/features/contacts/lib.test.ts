import { expect, test } from "vitest";
import { contactFields, contactSent, emptyContact } from "./lib";

test("a new contact sends its area and what was filled in", () => {
  expect(contactSent({ ...emptyContact, name: " 陈金土 ", phone: "138 0013 8000" }, {}, null, "a1")).toEqual({
    area: "a1", name: "陈金土", phone: "13800138000", group: null, role: "landlord", person: null, room: null, source: "door",
  }); // prettier-ignore
});
test("an old contact sends only what was touched, the nickname staying with the remark", () => {
  const stored = { name: "陈金土", phone: "138****2201", wecom: { remark: "房东", nickname: "老陈" } };
  const fields = { ...contactFields(stored), remark: "12幢房东" };
  expect(contactSent(fields, { remark: true }, stored, null)).toEqual({ wecom: { remark: "12幢房东", nickname: "老陈" } });
});
