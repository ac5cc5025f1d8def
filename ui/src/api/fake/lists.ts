import type {
  BackupMade,
  BackupState,
  FoundBackup,
  Cell, Commands_, ContactQuery, ConsultationQuery, DeclarationQuery, DeclarationRow, DisputeQuery, Grid, Hit, NavCounts, Occupant, PeopleQuery, PersonPage,
  PersonRow, RoomPage, CourierRead, CourierState, CourierWritten, SyncPage, SyncState, TaskItem, Today,
} from "./types"; // prettier-ignore
import { refused } from "./settling";
import { addDays, codeLabel, today } from "../../words";
import {
  areaName, areas, base, broadcasts, buildings, consultations, contacts, declarations, disputes, fullOf, maskNumber, maskPhone, people, residences, rooms, timeline,
  type Person, type Residence, type Room,
} from "./world"; // prettier-ignore

const ageOf = (birth: string) => Math.floor((Date.now() - new Date(birth).getTime()) / 31_557_600_000);
const stayOf = (person: string) => residences.find((r) => r.person === person && !r.until);
const roomOf = (id: string) => rooms.find((r) => r.id === id)!;
const personOf = (id: string) => people.find((p) => p.id === id)!;
const buildingOf = (id: string) => buildings.find((b) => b.id === id)!;
const dueState = (due: string | null) =>
  (!due ? "none" : due < today() ? "late" : due < addDays(today(), 15) ? "due" : "ok") as "none" | "ok" | "due" | "late";
const declarationOf = (residence: string) => declarations.filter((d) => d.residence === residence).at(-1);
const cut = <T>(all: T[], q: { offset: number; limit: number }) => ({ rows: all.slice(q.offset, q.offset + q.limit), total: all.length });
const living = (room: string) => residences.filter((r) => r.room === room && !r.until);

function occupant(stay: Residence): Occupant {
  const p = personOf(stay.person);
  const d = declarationOf(stay.id);
  return { person_id: p.id, residence_id: stay.id, name: p.name, sex: p.sex, age: ageOf(p.birth), minor: ageOf(p.birth) < 14, guardian: p.guardian ? personOf(p.guardian).name : null, reason: stay.reason, since: stay.since, due: stay.due, due_source: "浙江省流动人口居住登记条例 §7", due_state: dueState(stay.due), document: maskNumber(p.number), phone: maskPhone(p.phone), declaration_id: d?.id ?? null, declaration_state: d?.state ?? null, pending: p.pending }; // prettier-ignore
}

const cellOf = (r: Room): Cell => ({
  room_id: r.id,
  label: r.label,
  unit: r.unit,
  state: r.state,
  occupants: living(r.id).length,
  room_use: r.use,
  pending: false,
});
const visited = (r: Room) => !["due", "late", "unknown"].includes(r.state);

function gridOf(id: string): Grid {
  const building = buildingOf(id);
  const mine = rooms.filter((r) => r.building === id);
  const floors = [...new Set(mine.map((r) => r.floor))].sort((a, b) => Number(b) - Number(a));
  return {
    building_id: id, area_id: building.area, area: areaName(building.area), label: building.label, total: mine.length, visited: mine.filter(visited).length,
    due: mine.filter((r) => r.state === "due").length, late: mine.filter((r) => r.state === "late").length,
    floors: floors.map((floor) => ({ floor, cells: mine.filter((r) => r.floor === floor).map(cellOf) })),
  }; // prettier-ignore
}

const task = (part: Partial<TaskItem>): TaskItem => ({ kind: "residences", id: "", what: "renewal_due", who: "", place: "", until: null, why: "", late: false, person_id: null, room_id: null, at: null, ...part }); // prettier-ignore

function openOf(room: Room): TaskItem[] {
  const dispute = disputes.find((d) => d.room_id === room.id && d.status !== "closed");
  const own = dispute
    ? [
        task({
          kind: "disputes",
          id: dispute.id,
          what: "dispute_open",
          why: "押金纠纷待调解",
          who: dispute.parties.map((p) => p.name).join("、"),
        }),
      ]
    : [];
  return room.label === "402"
    ? [...own, task({ kind: "broadcasts", id: broadcasts[0]!.id, what: "broadcast_pass_on", why: "反诈提醒未转达" })]
    : own;
}

function roomPage(id: string): RoomPage {
  const room = roomOf(id);
  const building = buildingOf(room.building);
  const landlord = contacts.find((c) => c.id === room.landlord);
  return {
    id, building_id: room.building, area_id: building.area, area: areaName(building.area), full: fullOf(room), label: room.label, room_use: room.use, base, state: room.state,
    landlord: landlord ? { contact_id: landlord.id, name: landlord.name, phone: maskPhone(landlord.phone) } : null,
    occupants: living(id).map(occupant), open: openOf(room), history: timeline.filter((l) => l.about.includes(id)).sort((a, b) => b.at - a.at),
  }; // prettier-ignore
}

function personRow(p: Person): PersonRow {
  const stay = stayOf(p.id);
  return { id: p.id, name: p.name, sex: p.sex, age: ageOf(p.birth), document: maskNumber(p.number), phone: maskPhone(p.phone), room_id: stay?.room ?? null, room: stay ? fullOf(roomOf(stay.room)) : null, area: areaName(p.area), since: stay?.since ?? null, due: stay?.due ?? null, due_state: dueState(stay?.due ?? null), pending: p.pending }; // prettier-ignore
}

function peopleFound(q: PeopleQuery): PersonRow[] {
  const keep: Record<string, (r: PersonRow) => boolean> = {
    here: (r) => r.room !== null, due: (r) => r.due_state === "due", late: (r) => r.due_state === "late", foreign: () => false,
    minors: (r) => (r.age ?? 99) < 18, left: (r) => r.room === null, all: () => true,
  }; // prettier-ignore
  const by = (r: PersonRow) => (q.sort === "since" || q.sort === "due" || q.sort === "room" ? r[q.sort] : r.name) ?? "";
  const rows = people.filter((p) => !q.area || p.area === q.area).map(personRow).filter(keep[q.filter] ?? (() => true)).filter((r) => !q.text || r.name.includes(q.text) || r.phone.endsWith(q.text)); // prettier-ignore
  return rows.sort((a, b) => by(a).localeCompare(by(b), "zh", { numeric: true }) * (q.descending ? -1 : 1));
}

function personPage(id: string): PersonPage {
  const p = personOf(id);
  return {
    id, base, name: p.name, name_latin: p.latin, pinyin: "", sex: p.sex, birth: p.birth, age: ageOf(p.birth), minor: ageOf(p.birth) < 14, document_type: p.type,
    document: maskNumber(p.number), phone: maskPhone(p.phone), phone2: "", household: p.household, nationality: p.nationality,
    guardian: p.guardian ? { id: p.guardian, name: personOf(p.guardian).name } : null,
    children: people.filter((x) => x.guardian === id).map((x) => ({ id: x.id, name: x.name })),
    stays: residences.filter((r) => r.person === id).map((r) => {
      const d = declarationOf(r.id);
      return { residence_id: r.id, room_id: r.room, room: fullOf(roomOf(r.room)), since: r.since, until: r.until, reason: r.reason, due: r.due, due_state: dueState(r.due), declaration_id: d?.id ?? null, declaration_state: d?.state ?? null };
    }),
    contacts: contacts.filter((c) => c.person_id === id), timeline: timeline.filter((l) => l.about.includes(id)), notes: [],
    looked: { times: 2, last_at: Date.now() - 7_200_000, last_by: "王丽" }, pending: p.pending,
  }; // prettier-ignore
}

function declarationRows(q: DeclarationQuery): DeclarationRow[] {
  return declarations
    .filter((d) => !q.state || d.state === q.state)
    .map((d) => {
      const stay = residences.find((r) => r.id === d.residence)!;
      const p = personOf(stay.person);
      return { id: d.id, person_id: p.id, person: p.name, room_id: stay.room, room: fullOf(roomOf(stay.room)), type: d.type, declared_on: d.on, state: d.state, by: d.by, at: Date.now(), reason: d.reason, since: stay.since, due: stay.due, document: maskNumber(p.number), pending: false }; // prettier-ignore
    });
}

function todayOf(area: string | null): Today {
  const groups = buildings
    .filter((b) => !area || b.area === area)
    .slice(0, 4)
    .map((b) => {
      const items = rooms
        .filter((r) => r.building === b.id && (r.state === "late" || r.state === "due"))
        .slice(0, 5)
        .flatMap((r) => {
          const stay = living(r.id)[0];
          if (!stay) return [];
          const late = r.state === "late";
          return [task({ id: stay.id, what: late ? "declaration_late" : "renewal_due", who: personOf(stay.person).name, place: `${r.label}室`, until: stay.due, why: late ? "入住后还没有申报" : "居住登记满半年，请当面核对", late, person_id: stay.person, room_id: r.id })]; // prettier-ignore
        });
      return { building_id: b.id, place: `${areaName(b.area)} ${b.label}`, items };
    })
    .filter((g) => g.items.length > 0);
  return {
    groups,
    rest: 23,
    arrived: [
      task({ kind: "broadcasts", id: broadcasts[0]!.id, what: "broadcast_new", who: broadcasts[0]!.title, why: "请看过后转达", at: broadcasts[0]!.at }),
      task({ kind: "declarations", id: "d", what: "declaration_returned", who: people[8]!.name, why: "入住日期与租房合同不符，请核对", person_id: people[8]!.id, at: Date.now() - 9_000_000 }),
    ],
    waiting: [task({ kind: "declarations", id: "e", what: "declaration_review", who: people[11]!.name, why: "周斌审核中", at: Date.now() - 90_000_000 })],
  }; // prettier-ignore
}

function searchFor(text: string, limit: number): Hit[] {
  const hits: Hit[] = [];
  for (const p of people) if (p.name.includes(text) || p.phone.endsWith(text)) hits.push({ kind: "people", id: p.id, title: p.name, detail: `${codeLabel("sex", p.sex)} ${ageOf(p.birth)} · ${personRow(p).room ?? ""}`, why: p.phone.endsWith(text) ? maskPhone(p.phone) : "" }); // prettier-ignore
  for (const r of rooms) if (fullOf(r).includes(text)) hits.push({ kind: "rooms", id: r.id, title: fullOf(r), detail: areaName(buildingOf(r.building).area), why: `${living(r.id).length} 人` }); // prettier-ignore
  for (const c of contacts)
    if (c.name.includes(text)) hits.push({ kind: "contacts", id: c.id, title: c.name, detail: c.room ?? "", why: "房东" });
  for (const c of consultations)
    if (c.text.includes(text)) hits.push({ kind: "consultations", id: c.id, title: c.text, detail: c.who, why: "" });
  for (const d of disputes)
    if (d.course.includes(text)) hits.push({ kind: "disputes", id: d.id, title: d.course, detail: d.place ?? "", why: "" });
  const room = Math.max(3, Math.ceil(limit / 5));
  return ["people", "rooms", "contacts", "consultations", "disputes"]
    .flatMap((k) => hits.filter((h) => h.kind === k).slice(0, room))
    .slice(0, limit);
}

const contains = (text: string | null, ...parts: (string | null)[]) => !text || parts.some((p) => p?.includes(text));
const counts = (): NavCounts => ({ today: 7, consultations: consultations.filter((c) => c.status === "open").length, disputes: 2, broadcasts: broadcasts.filter((b) => b.state === "approved" && b.ok_at === null).length, station: 3 }); // prettier-ignore

export function lists(state: () => SyncState): Partial<Commands_> {
  return {
    navCounts: async () => counts(),
    todayGet: async (area) => todayOf(area),
    areasList: async () => areas.map((a) => ({ ...a, buildings: buildings.filter((b) => b.area === a.id).length, rooms: rooms.filter((r) => buildingOf(r.building).area === a.id).length, people: people.filter((p) => p.area === a.id).length })), // prettier-ignore
    buildingsList: async (area) => buildings.filter((b) => b.area === area).map((b) => ({ ...gridOf(b.id), id: b.id, kind: b.kind, rooms: gridOf(b.id).total, people: rooms.filter((r) => r.building === b.id).reduce((n, r) => n + living(r.id).length, 0) })), // prettier-ignore
    buildingGrid: async (id) => gridOf(id),
    roomPage: async (id) => roomPage(id),
    peopleList: async (q: PeopleQuery) => cut(peopleFound(q), q),
    personPage: async (id) => personPage(id),
    personChanges: async () => ({ lines: [], of_station: false }),
    personCopy: async () => ({ path: "/documents/copy-AB12-CD34.pdf", message: "已保存 copy-AB12-CD34.pdf，可以打印了。" }),
    declarationsList: async (q: DeclarationQuery) => cut(declarationRows(q), q),
    contactsList: async (q: ContactQuery) => cut(contacts.filter((c) => (!q.role || c.role === q.role) && contains(q.text, c.name, c.remark)).map((c) => ({ ...c, phone: maskPhone(c.phone) })), q), // prettier-ignore
    consultationsList: async (q: ConsultationQuery) => cut(consultations.filter((c) => (!q.status || c.status === q.status) && (!q.kind || c.kind === q.kind) && contains(q.text, c.text, c.who)).sort((a, b) => b.at - a.at).map((c) => ({ ...c, area: areaName(c.area) })), q), // prettier-ignore
    disputesList: async (q: DisputeQuery) => cut(disputes.filter((d) => (!q.status || d.status === q.status) && (!q.kind || d.kind === q.kind) && contains(q.text, d.course, d.place)).sort((a, b) => b.at - a.at).map((d) => ({ ...d, parties: d.parties.map((p) => p.name).join("、") })), q), // prettier-ignore
    disputePage: async (id) => structuredClone(disputes.find((d) => d.id === id)!),
    search: async (text, limit) => searchFor(text, limit),
    courierState: async (): Promise<CourierState> => ({
      ready: true,
      sentences: ["11月19日 16:20 写过传递文件，里面有 3 条修改，还没有读到站内的回执。"],
      places: [
        { id: "/run/media/u/USB", name: "USB", removable: true },
        { id: "/home/u/Documents", name: "我的文档", removable: false },
      ],
    }),
    backupState: async (): Promise<BackupState> => ({
      sentence: "上次备份：11月12日 17:05。",
      places: [
        { id: "/run/media/u/USB", name: "USB", removable: true },
        { id: "/home/u/Documents", name: "我的文档", removable: false },
      ],
    }),
    backupSave: async (): Promise<BackupMade> => ({
      path: "/run/media/u/USB/beatbook-2026-11-20.beatbook-backup",
      message: "备份做好了，读回来核对过。它只能用这台电脑现在的口令打开；请把文件带走，不要和电脑放在一起。",
    }),
    backupsFound: async (): Promise<FoundBackup[]> => [{ id: "/run/media/u/USB/a", name: "王丽 · 11月12日 17:05 · USB" }],
    backupRestore: async () => "王丽的数据恢复到了11月12日 17:05备份时的样子。",
    courierSave: async (): Promise<CourierWritten> => ({
      serial: 4,
      ops: 3,
      path: "/run/media/u/USB/beatbook-2026-11-20.courier",
      message: "已写好，里面有 3 条要上传的修改。请带到站内服务器读入，再把回执带回来。",
    }),
    courierRead: async (): Promise<CourierRead> => ({
      created: Date.now() - 86_400_000,
      taken: 3,
      quarantined: 0,
      pulled: 12,
      sentences: ["这是站内 昨天 09:10 写的文件。", "站内收下了这台电脑的 3 条修改。", "收到别处的变化 12 条。"],
    }),
    syncPage: async (): Promise<SyncPage> => ({
      state: state(), station_url: "https://10.0.0.5:8443", device: "王丽的电脑",
      waiting: timeline.slice(-3).map((l) => ({ at: Date.now() - 600_000, kind: l.kind, id: l.id, text: l.text })),
      waiting_since: "最早的一条从09:12等到现在。还没有连上服务器，连上后会自动上传，不用做什么。", refused,
      runs: [{ at: Date.now() - 3_600_000, text: "上传 12 条，收到 4 条", ok: true }, { at: Date.now() - 90_000_000, text: "没有连上站内服务器", ok: false }],
    }), // prettier-ignore
  };
}
