import { expect, test } from "vitest";
import { currentStay, kindsIn, newestFirst, personFields, touchedFields } from "./lib";

const stay = (id: string, until: string | null) => ({ residence_id: id, room_id: "r", room: "", since: "2026-01-01", until, reason: null, due: null, due_state: "none" as const, declaration_id: null, declaration_state: null }); // prettier-ignore

test("the current stay is the one without an end", () => {
  expect(currentStay({ stays: [stay("a", "2026-02-01"), stay("b", null)] })?.residence_id).toBe("b");
  expect(currentStay({ stays: [stay("a", "2026-02-01")] })).toBeNull();
});
test("a timeline is read from the newest line", () => {
  const lines = [1, 3, 2].map((at) => ({ at, kind: at === 2 ? "visits" : "disputes", id: String(at), text: "", by: null }));
  expect(newestFirst(lines).map((l) => l.at)).toEqual([3, 2, 1]);
  expect(kindsIn(lines)).toEqual(["disputes", "visits"]);
});
test("only touched fields are sent and a masked phone never goes back", () => {
  const fields = personFields({ name: "李伟", phone: "138****2201", household: { code: "341204", name: "安徽省阜阳市" } });
  expect(fields.phone).toBe("");
  expect(touchedFields(fields, {})).toEqual({});
  expect(touchedFields({ ...fields, phone: "13800138000" }, { phone: true })).toEqual({ phone: "13800138000" });
  expect(touchedFields(fields, { household_name: true })).toEqual({ household: { code: null, name: "安徽省阜阳市" } });
});
