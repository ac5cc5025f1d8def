import type { CellState, Commands_, Done, Finding, Json, Me, PersonCheck, RegisterForm, Same } from "./types";
import { addDays, codeLabel, today } from "../../words";
import { base, broadcasts, buildings, consultations, contacts, declarations, disputes, fullOf, newId, people, residences, rooms, timeline, areaName, maskPhone, maskNumber } from "./world"; // prettier-ignore

type Changed = (...kinds: string[]) => void;
const undos = new Map<string, () => void>();

function done(message: string, undo: (() => void) | null, id: string | null = null): Done {
  const token = undo ? newId("undo") : null;
  if (undo && token) undos.set(token, undo);
  return { id, undo: token, message };
}

const PINYIN: Record<string, string> = {
  王: "wang",
  子: "zi",
  涵: "han",
  李: "li",
  伟: "wei",
  张: "zhang",
  敏: "min",
  刘: "liu",
  陈: "chen",
};

function check(form: RegisterForm): PersonCheck {
  const findings: Finding[] = [];
  const number = form.number?.toUpperCase() ?? null;
  const full = number && /^330799\d{11}[\dX]$/.test(number) ? number : null;
  const birth = full ? `${full.slice(6, 10)}-${full.slice(10, 12)}-${full.slice(12, 14)}` : form.birth;
  const age = birth ? Math.floor((Date.now() - new Date(birth).getTime()) / 31_557_600_000) : null;
  if (number && number.length >= 18 && !full)
    findings.push({ field: "number", level: "error", code: "check_digit", message: "证件号码的最后一位对不上，请对照证件再看一遍。" });
  if (!form.name.trim()) findings.push({ field: "name", level: "error", code: "missing", message: "请填写姓名。" });
  const phone = form.phone?.replace(/\s/g, "") ?? "";
  if (phone && !/^1\d{10}$/.test(phone))
    findings.push({ field: "phone", level: "warning", code: "phone_shape", message: "手机号一般是 11 位，现在不是；也可以保存。" });
  const mates = residences.filter((r) => r.room === form.room && !r.until).map((r) => people.find((p) => p.id === r.person)!);
  const same: Same[] = people.flatMap((p): Same[] => {
    const stay = residences.find((r) => r.person === p.id && !r.until);
    const room = stay ? fullOf(rooms.find((r) => r.id === stay.room)!) : null;
    if (full && p.number === full) return [{ person_id: p.id, name: p.name, room, why: "number" }];
    if (phone.length === 11 && p.phone === phone) return [{ person_id: p.id, name: p.name, room, why: "phone" }];
    return [];
  });
  const minor = age !== null && age < 14;
  const foreign = form.document_type === "passport";
  return {
    findings, document_type: form.document_type, number: full, birth, sex: full ? (Number(full[16]) % 2 ? "male" : "female") : form.sex, age, minor, foreign,
    pinyin: [...form.name].map((c) => PINYIN[c] ?? c).join(" "), due_on: addDays(form.since, foreign ? 1 : 3), due_source: foreign ? "出境入境管理法 §39" : "§7", same,
    roommates: { household_code: null, household_name: mates[0]?.household ?? null, employer: null, reason: null, guardians: mates.filter((m) => m.birth < "2006").map((m) => ({ id: m.id, name: m.name })) },
  }; // prettier-ignore
}

/** Stored fields of a record in the register's names, numbers masked. */
function fieldsOf(kind: string, id: string): { [key: string]: Json } {
  const p = people.find((x) => x.id === id);
  if (kind === "people" && p) return { name: p.name, name_latin: p.latin, sex: p.sex, birth: p.birth, phone: maskPhone(p.phone), document: { type: p.type, number: maskNumber(p.number) }, household: { code: null, name: p.household }, nationality: p.nationality }; // prettier-ignore
  const c = contacts.find((x) => x.id === id);
  if (kind === "contacts" && c) return { name: c.name, role: c.role, phone: maskPhone(c.phone), person: c.person_id, room: c.room_id, room_name: c.room, wecom: { remark: c.remark, nickname: null }, group: c.group, source: c.source }; // prettier-ignore
  const q = consultations.find((x) => x.id === id);
  if (kind === "consultations" && q)
    return { kind: q.kind, channel: q.channel, person: q.person_id, text: q.text, answer: q.answer, status: q.status };
  const b = broadcasts.find((x) => x.id === id);
  if (kind === "broadcasts" && b)
    return { title: b.title, text: b.text, type: b.type, urgent: b.urgent, areas: b.areas, expires_on: b.expires_on };
  return {};
}

function put(kind: string, id: string, fields: { [key: string]: Json }) {
  const text = (v: Json | undefined, old: string | null) => (v === undefined ? old : (v as string | null));
  const part = (v: Json | undefined, name: string) =>
    v && typeof v === "object" && !Array.isArray(v) ? (v[name] as string | null) : undefined;
  const p = people.find((x) => x.id === id);
  if (kind === "people" && p)
    Object.assign(p, {
      name: text(fields.name, p.name),
      phone: text(fields.phone, p.phone),
      household: part(fields.household, "name") ?? p.household,
      pending: true,
    });
  const party = disputes.flatMap((x) => x.parties).find((x) => x.id === id);
  if (kind === "dispute_parties" && party) Object.assign(party, { name: text(fields.name, party.name), side: text(fields.side, party.side), phone: typeof fields.phone === "string" ? maskPhone(fields.phone) : party.phone }); // prettier-ignore
  const q = consultations.find((x) => x.id === id);
  if (kind === "consultations" && q) Object.assign(q, fields, { pending: true });
  const d = disputes.find((x) => x.id === id);
  if (kind === "disputes" && d) Object.assign(d, fields, { pending: true });
  const r = rooms.find((x) => x.id === id);
  if (kind === "rooms" && r) Object.assign(r, fields);
  const c = contacts.find((x) => x.id === id);
  if (kind === "contacts" && c) Object.assign(c, { name: text(fields.name, c.name), role: text(fields.role, c.role), phone: text(fields.phone, c.phone) ?? "", group: text(fields.group, c.group), remark: part(fields.wecom, "remark") ?? c.remark, room_id: text(fields.room, c.room_id) }); // prettier-ignore
}

export function writes(changed: Changed, me: () => Me): Partial<Commands_> {
  return {
    personCheck: async (form) => check(form),
    personRegister: async (form) => {
      const c = check(form);
      const person = people.find((p) => p.id === form.person) ?? {
        id: newId("p"), name: form.name, latin: form.name_latin, sex: c.sex ?? "male", birth: c.birth ?? "1990-01-01", type: form.document_type, number: form.number ?? "",
        phone: form.phone ?? "", household: form.household_name, nationality: form.nationality, guardian: form.guardian, area: "area-1", pending: true,
      }; // prettier-ignore
      if (!people.includes(person)) people.push(person);
      const stay = {
        id: newId("res"),
        person: person.id,
        room: form.room,
        since: form.since,
        until: null,
        reason: form.reason ?? "999",
        due: addDays(form.since, 183),
      };
      residences.push(stay);
      const declaration = {
        id: newId("d"),
        residence: stay.id,
        type: "arrive",
        on: today(),
        state: "submitted",
        reason: null,
        by: me().name,
      };
      declarations.push(declaration);
      const room = rooms.find((r) => r.id === form.room)!;
      const before = room.state;
      room.state = "confirmed";
      timeline.push({
        at: Date.now(),
        kind: "declarations",
        id: person.id,
        text: `入住申报 · ${fullOf(room)}`,
        by: me().name,
        about: [person.id, room.id],
      });
      changed("people", "residences", "declarations", "visits");
      return done(`已登记 ${person.name}，${fullOf(room)}。`, () => {
        people.splice(people.indexOf(person), 1);
        residences.splice(residences.indexOf(stay), 1);
        declarations.splice(declarations.indexOf(declaration), 1);
        room.state = before;
        changed("people", "residences", "declarations", "visits");
      }, person.id); // prettier-ignore
    },
    visitRecord: async (form) => {
      const room = rooms.find((r) => r.id === form.room)!;
      const before = room.state;
      room.state = form.result === "done" ? "confirmed" : (form.result as CellState);
      timeline.push({
        at: Date.now(),
        kind: "visits",
        id: newId("v"),
        text: `走访：${codeLabel("visit_result", form.result)}${form.note ? `。${form.note}` : ""}`,
        by: me().name,
        about: [room.id],
      });
      changed("visits");
      return done(
        `${fullOf(room)}:${codeLabel("visit_result", form.result)}。`,
        () => ((room.state = before), timeline.pop(), changed("visits")),
      );
    },
    residenceLeave: async (form) => {
      const stay = residences.find((r) => r.id === form.residence)!;
      stay.until = form.on;
      changed("residences");
      return done(`${people.find((p) => p.id === stay.person)!.name} 已记为离开。`, () => ((stay.until = null), changed("residences")));
    },
    buildingCreate: async (form) => {
      const building = { id: newId("b"), area: form.area, label: `${form.zone ?? ""}${form.number}`, kind: form.kind ?? "dwelling" };
      buildings.push(building);
      for (let floor = 1; floor <= form.floors; floor++)
        for (let unit = 1; unit <= form.units; unit++)
          for (let n = 1; n <= form.rooms_per_floor; n++)
            rooms.push({ id: newId("r"), building: building.id, unit: `${unit}单元`, floor: String(floor), label: `${floor}${String((unit - 1) * form.rooms_per_floor + n).padStart(2, "0")}`, use: "let_whole", landlord: null, state: "unknown" }); // prettier-ignore
      changed("buildings", "rooms");
      return done(`已新增 ${building.label}。`, () => (buildings.pop(), changed("buildings")), building.id);
    },
    roomCreate: async (form) => {
      const room = { id: newId("r"), building: form.building, unit: form.unit ?? "1单元", floor: form.floor ?? (form.label.slice(0, -2) || "1"), label: form.label, use: form.room_use ?? "let_whole", landlord: null, state: "unknown" as const }; // prettier-ignore
      rooms.push(room);
      changed("rooms");
      return done(`已新增 ${fullOf(room)}。`, () => (rooms.splice(rooms.indexOf(room), 1), changed("rooms")), room.id);
    },
    recordGet: async (kind, id) => ({ id, kind, fields: fieldsOf(kind, id), base }),
    recordPut: async (form) => {
      const id = form.id ?? newId("c");
      if (!form.id && form.kind === "dispute_parties") disputes.find((x) => x.id === form.fields.dispute)?.parties.push({ id, base, person_id: null, name: "", phone: null, side: "witness" }); // prettier-ignore
      else if (!form.id) contacts.unshift({ id, base, name: "", role: null, phone: "", person_id: null, room_id: null, room: null, remark: null, group: null, tags: [], source: null, added_by: me().name, added_at: Date.now(), pending: true }); // prettier-ignore
      const before = fieldsOf(form.kind, id);
      put(form.kind, id, form.fields);
      changed(form.kind);
      return done("已保存。", () => (put(form.kind, id, before), changed(form.kind)), id);
    },
    recordReveal: async (form) => {
      const p = people.find((x) => x.id === form.id);
      const found = p ? (form.field === "document" ? p.number : p.phone) : contacts.find((c) => c.id === form.id)?.phone;
      changed("access");
      return found ?? "";
    },
    declarationPropose: async (form) => {
      declarations.push({
        id: newId("d"),
        residence: form.residence,
        type: form.type,
        on: form.declared_on,
        state: "submitted",
        reason: null,
        by: me().name,
      });
      changed("declarations");
      return done("申报已提交，等待责任民警审核。", () => (declarations.pop(), changed("declarations")));
    },
    declarationDecide: async (form) => {
      const rows = declarations.filter((d) => form.ids.includes(d.id));
      const state = form.decision === "accept" ? "accepted" : form.decision === "return" ? "returned" : "void";
      for (const d of rows) Object.assign(d, { state, reason: form.reason });
      changed("declarations");
      return done(
        `${rows.length} 条申报${codeLabel("declaration_state", state)}。`,
        () => (rows.forEach((d) => (d.state = "submitted")), changed("declarations")),
      );
    },
    consultationLog: async (form) => {
      const person = people.find((p) => p.id === form.person);
      const id = newId("q");
      consultations.unshift({ id, base, kind: form.kind, channel: form.channel, person_id: form.person, who: person?.name ?? form.asker ?? "", text: form.text, answer: form.answer, status: form.answer ? "answered" : "open", at: Date.now(), by: me().name, area: form.area ?? "area-1", pending: true }); // prettier-ignore
      if (person) timeline.push({ at: Date.now(), kind: "consultations", id, text: form.text, by: me().name, about: [person.id] });
      changed("consultations");
      return done("已记下这条咨询。", () => (consultations.shift(), changed("consultations")), id);
    },
    disputeOpen: async (form) => {
      const id = newId("x");
      disputes.unshift({ id, base, area_id: form.area ?? "area-1", area: areaName(form.area ?? "area-1"), kind: form.kind, source: form.source, status: "open", place: form.place, room_id: form.room, course: form.course, at: Date.now(), by: me().name, outcome: null, result_text: null, result_at: null, result_by: null, parties: form.parties, pending: true }); // prettier-ignore
      changed("disputes");
      return done("已登记这起纠纷。", () => (disputes.shift(), changed("disputes")), id);
    },
    disputeClose: async (form) => {
      const d = disputes.find((x) => x.id === form.id)!;
      const before = { ...d };
      Object.assign(d, {
        status: form.status,
        outcome: form.outcome ?? d.outcome,
        result_text: form.text ?? d.result_text,
        result_at: Date.now(),
        result_by: me().name,
        pending: true,
      });
      changed("disputes");
      return done(`纠纷状态：${codeLabel("dispute_status", form.status)}。`, () => (Object.assign(d, before), changed("disputes")));
    },
    undo: async (token) => {
      undos.get(token)?.();
      undos.delete(token);
      return { id: null, undo: null, message: "已撤销。" };
    },
  };
}
