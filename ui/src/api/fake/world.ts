// Synthetic data for development and tests. Names are drawn from lists, document numbers lie in region 330799, which is no real region.
import type { BroadcastPage, CellState, ContactRow, ConsultationRow, DisputePage, ImportBatch } from "../bindings";
import { addDays, today } from "../../words";

export type Building = { id: string; area: string; label: string; kind: string };
export type Room = {
  id: string;
  building: string;
  unit: string;
  floor: string;
  label: string;
  use: string;
  landlord: string | null;
  state: CellState;
};
export type Person = {
  id: string; name: string; latin: string | null; sex: string; birth: string; type: string | null; number: string; phone: string; household: string | null;
  nationality: string | null; guardian: string | null; area: string; pending: boolean;
}; // prettier-ignore
export type Residence = {
  id: string;
  person: string;
  room: string;
  since: string;
  until: string | null;
  reason: string;
  due: string | null;
};
export type Declaration = { id: string; residence: string; type: string; on: string; state: string; reason: string | null; by: string };
export type Line = { at: number; kind: string; id: string; text: string; by: string | null; about: string[] };

let seed = 7;
export const random = () => ((seed = (seed * 1103515245 + 12345) % 2147483648), seed / 2147483648);
export const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
let last = 100;
export const newId = (kind: string) => `${kind}-${++last}`;
export const mask = (text: string, head: number, tail: number) =>
  text.length > head + tail ? text.slice(0, head) + "*".repeat(text.length - head - tail) + text.slice(-tail) : text;
export const maskPhone = (phone: string) => mask(phone, 3, 4);
export const maskNumber = (number: string) => mask(number, 6, 4);

/** A resident number in region 330799 with a correct check digit. */
export function residentNumber(birth: string, order: number): string {
  const body = `330799${birth.replaceAll("-", "")}${String(order % 1000).padStart(3, "0")}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  return body + "10X98765432"[[...body].reduce((sum, d, i) => sum + Number(d) * weights[i]!, 0) % 11];
}

const SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗".split("");
const GIVEN = [
  "子涵",
  "伟",
  "敏",
  "静",
  "浩然",
  "雨欣",
  "建国",
  "丽华",
  "志强",
  "晓燕",
  "明",
  "秀英",
  "俊杰",
  "梓萱",
  "磊",
  "婷婷",
  "国栋",
  "海燕",
  "鹏",
  "小雨",
];
const HOMES = [
  "安徽省阜阳市颍州区",
  "江西省上饶市广丰区",
  "河南省周口市郸城县",
  "贵州省毕节市七星关区",
  "四川省达州市渠县",
  "浙江省丽水市缙云县",
];
const REASONS = ["204", "204", "204", "206", "206", "207", "208", "131"];

export const areas = [
  { id: "area-1", name: "青岩刘村", kind: "village", code: "330782002003" },
  { id: "area-2", name: "下车门社区", kind: "community", code: "330782001012" },
];
export const users = [
  { id: "u-1", name: "王丽", role: "instructor" as const, active: true, areas: ["area-1", "area-2"] },
  { id: "u-2", name: "周斌", role: "officer" as const, active: true, areas: ["area-1", "area-2"] },
  { id: "u-3", name: "何建军", role: "chief" as const, active: true, areas: ["area-1", "area-2"] },
  { id: "u-4", name: "陈晓", role: "administrator" as const, active: true, areas: [] as string[] },
  { id: "u-5", name: "何平", role: "auditor" as const, active: true, areas: [] as string[] },
  { id: "u-5", name: "林海燕", role: "instructor" as const, active: true, areas: ["area-2"] },
  { id: "u-6", name: "高明", role: "instructor" as const, active: false, areas: [] as string[] },
];
export const buildings: Building[] = [];
export const rooms: Room[] = [];
export const people: Person[] = [];
export const residences: Residence[] = [];
export const declarations: Declaration[] = [];
export const contacts: ContactRow[] = [];
export const consultations: ConsultationRow[] = [];
export const disputes: DisputePage[] = [];
export const broadcasts: BroadcastPage[] = [];
export const timeline: Line[] = [];
export const batches: ImportBatch[] = [];
export const base = { epoch: 1, seq: 1 };
const HOUR = 3_600_000;

const byHand = [
  { name: "王子涵", sex: "female", birth: "1995-01-01", phone: "13800138000" },
  { name: "李伟", sex: "male", birth: "1992-06-12", phone: "13800132201" },
  { name: "张敏", sex: "female", birth: "1998-03-08", phone: "13800135566" },
];
type Hand = (typeof byHand)[number];

function addPerson(room: Room, area: string, hand?: Hand): Person {
  const sex = hand?.sex ?? (random() < 0.5 ? "male" : "female");
  const birth = hand?.birth ?? `${1958 + Math.floor(random() * 47)}-0${1 + Math.floor(random() * 9)}-1${Math.floor(random() * 9)}`;
  const person: Person = {
    id: newId("p"), name: hand?.name ?? pick(SURNAMES) + pick(GIVEN), latin: null, sex, birth, type: "resident_id",
    number: residentNumber(birth, people.length * 2 + (sex === "male" ? 1 : 0)), phone: hand?.phone ?? `1380013${String(1000 + people.length * 7).slice(-4)}`,
    household: pick(HOMES), nationality: null, guardian: null, area, pending: random() < 0.02,
  }; // prettier-ignore
  people.push(person);
  const since = addDays(today(), -Math.floor(random() * 420) - 3);
  const due = addDays(today(), room.state === "late" ? -4 : room.state === "due" ? 11 : 90 + Math.floor(random() * 90));
  const residence = { id: newId("res"), person: person.id, room: room.id, since, until: null, reason: pick(REASONS), due };
  residences.push(residence);
  const state = random() < 0.08 ? "submitted" : random() < 0.04 ? "returned" : "accepted";
  const reason = state === "returned" ? "入住日期与租房合同不符，请核对" : null;
  declarations.push({ id: newId("d"), residence: residence.id, type: "arrive", on: since, state, reason, by: "王丽" });
  timeline.push({
    at: new Date(`${since}T10:12:00`).getTime(),
    kind: "declarations",
    id: person.id,
    text: `入住申报 · ${room.label}`,
    by: "王丽",
    about: [person.id, room.id],
  });
  if (random() < 0.5) timeline.push({ at: Date.now() - Math.floor(random() * 80) * 24 * HOUR, kind: "visits", id: room.id, text: "走访，情况如旧", by: "王丽", about: [person.id, room.id] }); // prettier-ignore
  return person;
}

function addBuilding(area: string, label: string, kind: string, floors: number, perFloor: number, units: number) {
  const building = { id: newId("b"), area, label, kind };
  buildings.push(building);
  for (let floor = 1; floor <= floors; floor++)
    for (let unit = 1; unit <= units; unit++)
      for (let n = 1; n <= perFloor; n++) {
        const shop = floor === 1 && n <= 2 && label.includes("12");
        const r = random();
        const state: CellState = shop ? "confirmed" : r < 0.5 ? "confirmed" : r < 0.66 ? "due" : r < 0.72 ? "late" : r < 0.78 ? "nobody_home" : r < 0.81 ? "refused" : r < 0.88 ? "vacant" : "unknown"; // prettier-ignore
        const number = `${floor}${String((unit - 1) * perFloor + n).padStart(2, "0")}`;
        const room: Room = { id: newId("r"), building: building.id, unit: `${unit}单元`, floor: String(floor), label: number, use: shop ? "shop" : pick(["let_whole", "let_shared", "own"]), landlord: null, state }; // prettier-ignore
        if (label.includes("12") && number === "402") room.state = "due";
        rooms.push(room);
        if (shop || ["vacant", "unknown"].includes(room.state)) continue;
        if (label.includes("12") && number === "402") byHand.forEach((h) => addPerson(room, area, h));
        else for (let i = Math.floor(random() * 4); i >= 0; i--) addPerson(room, area);
      }
}

export const fullOf = (room: Room) => {
  const building = buildings.find((b) => b.id === room.building)!;
  return `${building.label}${room.unit}${room.label}室`;
};
export const areaName = (id: string) => areas.find((a) => a.id === id)?.name ?? "";

function build() {
  ["E区12幢", "E区9幢", "E区10幢", "E区11幢", "D区1幢", "D区2幢", "D区3幢"].forEach((label, i) =>
    addBuilding("area-1", label, "dwelling", i === 0 ? 6 : 5 + (i % 2), 4, i % 3 === 1 ? 2 : 1),
  );
  addBuilding("area-1", "村口老宅1号", "house", 2, 2, 1);
  ["1幢", "2幢", "3幢", "工地宿舍A"].forEach((label, i) =>
    addBuilding("area-2", label, i === 3 ? "dormitory" : "dwelling", i === 3 ? 3 : 11, i === 3 ? 12 : 4, 1),
  );
  rooms.slice(0, 60).forEach((room, i) => {
    if (i % 3 > 0) return;
    const contact: ContactRow = { id: newId("c"), base, name: i === 0 ? "陈金土" : pick(SURNAMES) + pick(GIVEN), role: "landlord", phone: `1390013${String(2201 + i * 13)}`, person_id: null, room_id: room.id, room: fullOf(room), remark: `${fullOf(room)}房东`, group: "青岩刘房东群", tags: [], source: "door", added_by: "王丽", added_at: Date.now() - i * 30 * HOUR, pending: false }; // prettier-ignore
    contacts.push(contact);
    for (const r of rooms.slice(i, i + 3)) r.landlord = contact.id;
  });
  const asked = [
    ["fraud_consulted", "接到自称客服的电话，说快递丢失要理赔，问是不是骗子。", "open"],
    ["residence", "居住证快到一年了，签注怎么办？", "answered"],
    ["dispute", "楼上半夜搬货太吵，想请人去说一说。", "open"],
    ["household", "孩子上学要开居住登记凭证，到哪里开？", "answered"],
    ["help", "钥匙落在屋里，老人一个人在家。", "answered"],
    ["declaration", "新租的房子，三天内要登记吗？", "handed_over"],
  ];
  for (let i = 0; i < 64; i++) {
    const [kind, text, status] = asked[i % asked.length] as [string, string, string];
    const person = i % 4 === 0 ? null : people[(i * 5) % people.length]!;
    const row: ConsultationRow = { id: newId("q"), base, kind, channel: pick(["door", "phone", "wecom", "office"]), person_id: person?.id ?? null, who: person?.name ?? "", text, answer: status === "open" ? null : "已当面说明办理地点和需要带的证件。", status: i < 8 ? status : "answered", at: Date.now() - i * 9 * HOUR, by: i % 3 ? "王丽" : "林海燕", area: "area-1", pending: i < 2 }; // prettier-ignore
    consultations.push(row);
    if (person) timeline.push({ at: row.at, kind: "consultations", id: row.id, text, by: row.by, about: [person.id] });
  }
  const quarrels = [
    ["housing", "退租时房东不退押金，双方在楼道争吵。", "open", "E区12幢3单元402室"],
    ["neighbours", "楼上漏水泡坏天花板，赔多少谈不拢。", "mediating", "E区9幢"],
    ["labour", "工地拖欠两个月工资，八名工人来反映。", "settled", "工地宿舍A"],
    ["neighbours", "门口堆放杂物影响通行。", "closed", "D区2幢"],
  ];
  for (let i = 0; i < 14; i++) {
    const [kind, course, status, place] = quarrels[i % 4] as [string, string, string, string];
    const [a, b] = [people[i * 3]!, people[i * 3 + 1]!];
    const done = status === "settled" || status === "closed";
    const row: DisputePage = { id: newId("x"), base, area_id: "area-1", area: "青岩刘村", kind, source: "active", status: i < 4 ? status : "closed", place, room_id: i === 0 ? (residences[i]?.room ?? null) : null, course, at: Date.now() - i * 50 * HOUR, by: "王丽", outcome: done ? "oral" : null, result_text: done ? "双方口头约定，当场握手言和。" : null, result_at: done ? Date.now() - i * 40 * HOUR : null, result_by: done ? "王丽" : null, pending: i === 0, parties: [
      { id: newId("dp"), base, person_id: a.id, name: a.name, phone: maskPhone(a.phone), side: "applicant" },
      { id: newId("dp"), base, person_id: i % 2 ? b.id : null, name: b.name, phone: maskPhone(b.phone), side: "respondent" },
    ] }; // prettier-ignore
    disputes.push(row);
    for (const p of [a, b])
      timeline.push({
        at: row.at,
        kind: "disputes",
        id: row.id,
        text: course,
        by: "王丽",
        about: [p.id, ...(row.room_id ? [row.room_id] : [])],
      });
  }
  const warnings = [
    [
      "冒充快递客服“理赔”骗局",
      "昨天本辖区有两家店铺接到“快递丢失理赔”电话，对方要求下载会议软件、共享屏幕，被转走现金。\n\n真正的快递理赔不会要您共享屏幕，也不会要验证码。接到这类电话请直接挂断，拿不准就问驻村辅导员。",
      "CS_LOGISTICS",
      "approved",
    ],
    [
      "刷单返利全是骗局",
      "先给小额返利，再要您垫付大额“连单”，钱就取不回来了。\n\n凡是要您先垫钱的兼职，都不要做。",
      "BRUSHING",
      "approved",
    ],
    ["冬季用电提醒", "出租房内不要给电动车电池充电，离开房间请关掉取暖器。", "OTHER", "submitted"],
    ["假冒“征信修复”", "征信不能花钱修复，要您转账“清零”的都是骗子。", "CREDIT", "approved"],
  ];
  warnings.forEach(([title, text, type, state], i) =>
    broadcasts.push({ id: newId("w"), base, title: title!, text: text!, type: type!, state: state!, reason: null, urgent: i === 0, areas: [], author: "何建军", expires_on: addDays(today(), i === 3 ? -2 : 14), at: Date.now() - i * 31 * HOUR, ok_at: i === 0 || i === 2 ? null : Date.now() - i * 28 * HOUR, passes: i === 1 ? [{ at: Date.now() - 26 * HOUR, channel: "group", reached: 186, area: "青岩刘村" }, { at: Date.now() - 25 * HOUR, channel: "moments", reached: 240, area: "青岩刘村" }] : [], reach: [] })); // prettier-ignore
  batches.push({ batch: "batch-1", name: "青岩刘村房屋表.xlsx", at: Date.now() - 200 * HOUR, created: 214, undone: false, can_undo: true });
}
build();
