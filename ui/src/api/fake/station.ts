import type { BroadcastRow, Commands_, ImportPreview, Report, StationActDone } from "./types";
import { addDays, today } from "../../words";
import { areas, base, batches, broadcasts, buildings, declarations, newId, people, rooms, users } from "./world";

type Changed = (...kinds: string[]) => void;
const HOUR = 3_600_000;
const laptops = [
  { id: "l-1", name: "王丽-ThinkPad", user: "王丽", own: false, check_digits: "204 118", confirmed_at: (Date.now() - 1999 * HOUR) as number | null, enrolled_at: Date.now() - 2000 * HOUR, revoked_at: null as number | null, erased_at: null as number | null, seen_at: Date.now() - HOUR, app_version: "0.1.0", waiting: 0, clock: null, failures: 0, copies_at: null as number | null, is_in: true, other_version: false },
  { id: "l-2", name: "林海燕-华为", user: "林海燕", own: false, check_digits: "871 530", confirmed_at: null as number | null, enrolled_at: Date.now() - 900 * HOUR, revoked_at: null as number | null, erased_at: null as number | null, seen_at: Date.now() - 30 * HOUR, app_version: "0.1.0", waiting: 12, clock: "时钟快 15 分钟" as string | null, failures: 3, copies_at: Date.now() - HOUR as number | null, is_in: false, other_version: false },
  { id: "l-3", name: "高明-联想", user: "高明", own: false, check_digits: "552 907", confirmed_at: (Date.now() - 3999 * HOUR) as number | null, enrolled_at: Date.now() - 4000 * HOUR, revoked_at: Date.now() - 500 * HOUR, erased_at: Date.now() - 499 * HOUR, seen_at: Date.now() - 700 * HOUR, app_version: "0.0.9", waiting: 0, clock: null, failures: 0, copies_at: null as number | null, is_in: false, other_version: true },
]; // prettier-ignore

function row(b: (typeof broadcasts)[number]): BroadcastRow {
  const { id, title, type, state, at, author, urgent, expires_on, ok_at } = b;
  return {
    id,
    title,
    type,
    state,
    at,
    author,
    urgent,
    expires_on,
    ok_at,
    passed: b.passes.reduce((n, p) => n + p.reached, 0),
    ok_count: 2,
    ok_all: 4,
  };
}

const against = (now: number, before: number) => ({
  by: now - before,
  percent: before ? Math.round(((now - before) * 10_000) / before) : null,
  small: before > 0 && before < 20,
});

const line = (group: string, code: string, now: number, before: number | null, year: number | null, of: number | null = null) => ({
  group, code, now, of, part: of ? Math.round((now * 10_000) / of) : null, before, year_before: year, hidden: [false, false, false] as [boolean, boolean, boolean],
  change: before === null ? null : against(now, before), change_of_year: year === null ? null : against(now, year),
}); // prettier-ignore

function report(period: string): Report {
  const month = /^\d{4}-\d{2}$/.test(period) ? period : today().slice(0, 7);
  const days = Array.from(
    { length: month === today().slice(0, 7) ? Number(today().slice(8)) : 30 },
    (_, i) => `${month}-${String(i + 1).padStart(2, "0")}`,
  );
  const wave = (i: number, n: number) => Math.round(n + n * Math.sin(i / 2.3) * 0.6 + (i % 5));
  return {
    period, as_of: Date.now() - 600_000, laptops_in: 11, laptops_all: 14, laptops_missing: ["西楼村 1", "东塘村 2", "备用"],
    figures: [
      line("figure", "people", people.length, people.length - 12, null), line("figure", "declarations", 63, 58, 71), line("figure", "visits", 214, 188, 160),
      line("figure", "consultations", 41, 47, 39), line("figure", "disputes", 6, 6, 9),
    ],
    lines: [
      line("consultation_kind", "fraud_consulted", 14, 9, 11), line("consultation_kind", "residence", 11, 18, 12), line("consultation_kind", "household", 9, 8, null), line("consultation_kind", "help", 7, 12, 9),
      line("dispute_kind", "neighbours", 3, 2, 2), line("dispute_kind", "housing", 2, 3, 6), line("dispute_outcome", "written", 2, 1, 1),
      line("declaration_state", "accepted", 52, 55, 60), line("declaration_state", "submitted", 9, 0, 0),
      line("declaration_duty", "due", 61, 57, null), line("declaration_duty", "in_time", 50, 44, null, 61), line("declaration_duty", "missing", 11, 13, null, 61),
      line("visit_result", "done", 171, 150, 120), line("visit_result", "nobody_home", 31, 29, 22), line("door_coverage", "doors", 300, null, null), line("door_coverage", "called_at", 188, 160, 130, 300),
      line("resident_origin", "floating", 900, 880, null), line("police_total", "incidents", 871, 902, 978),
    ],
    areas: areas.map((a, i) => ({ area_id: a.id, area: a.name, people: people.filter((p) => p.area === a.id).length, hidden: false, declarations: 40 - i * 17, visits: 130 - i * 46, called_at: 90 - i * 30, doors: 150, consultations: 24 - i * 7, disputes: 4 - i * 2, contacts: 12 - i * 3, before: 190 - i * 60 })),
    closing: null, may_close: true, total_month: month, entered_total: 871, unfinished: true, frozen_months: [], corrections: [], areas_without_code: [],
    known: [],
    curve: days.map((day, i) => ({ day, consultations: wave(i, 2), declarations: wave(i + 3, 3) })),
  }; // prettier-ignore
}

const preview = (name: string): ImportPreview => ({
  id: newId("import"), name, sheets: ["Sheet1"], hidden: ["备份"], lists: ["Sheet1"], sheet: "Sheet1", header_row: 1, total: 1284, sound: 1279, created: 1261, updated: 2, left_out: 5, unchanged: 16,
  fields: ["building", "room", "landlord", "landlord_phone", "room_use"], remembered: false,
  differences: [
    { key: "1", row: 31, name: "E区12幢402", field: "landlord", was: "陈金土", becomes: "陈大海", taken: true, why: "上次导入后没有人改过，名单更新了，会按名单改。" },
    { key: "2", row: 32, name: "E区12幢403", field: "use", was: "整租", becomes: "自住", taken: false, why: "上次导入后有人改过，保留现在登记的。要按名单改，请勾选。" },
  ],
  columns: [
    { column: "A", header: "幢号", field: "building", refused: false, note: null }, { column: "B", header: "房号", field: "room", refused: false, note: null },
    { column: "C", header: "房东", field: "landlord", refused: false, note: null }, { column: "D", header: "民族", field: null, refused: true, note: "不收集" }, { column: "E", header: "备注", field: null, refused: false, note: null },
  ],
  problems: [
    { row: 17, column: "B", field: "room", code: "empty", message: "房号是空的，这一行不导入。", left_out: true }, { row: 203, column: "A", field: "building", code: "unknown", message: "“12懂”不是已知的幢号，是不是“12幢”？", left_out: true },
    { row: 640, column: null, field: null, code: "twice", message: "与第 212 行是同一间房，只导入一次。", left_out: true }, { row: 702, column: "A", field: "building", code: "empty", message: "幢号是空的，这一行不导入。", left_out: true },
    { row: 911, column: "B", field: "room", code: "unknown", message: "“4o2”不像房号，是不是“402”？", left_out: true }, { row: 88, column: "C", field: "landlord", code: "missing", message: "没有房东姓名，房间照样导入。", left_out: false },
    { row: 415, column: "C", field: "landlord_phone", code: "phone_shape", message: "房东电话少一位，电话没有导入，房间照样导入。", left_out: false },
  ],
  sample: [2, 3, 4].map((r) => ({ row: r, cells: ["12幢", `${r}01`, "陈金土", "", ""] })),
}); // prettier-ignore

export function station(changed: Changed): Partial<Commands_> {
  const find = (id: string) => broadcasts.find((b) => b.id === id)!;
  return {
    broadcastsList: async (offset, limit) => ({ rows: [...broadcasts].sort((a, b) => b.at - a.at).slice(offset, offset + limit).map(row), total: broadcasts.length }), // prettier-ignore
    handoverPage: async (id) => ({ user: id, name: users.find((u) => u.id === id)?.name ?? "", standing: "从今天起由林海燕负责。", areas: areas.map((a) => ({ id: a.id, name: a.name, figures: "12幢 240间，在住518人。", open: [{ what: "该申报、该续签", total: 7, lines: [{ who: "王**", place: "E区12幢402室", when: "11月18日前", late: true }] }] })) }), // prettier-ignore
    handoverPrint: async () => ({ path: "/home/u/handover.pdf", message: "已保存 handover.pdf。" }),
    broadcastPage: async (id) => ({ ...find(id), reach: users.filter((u) => u.role === "instructor" && u.active).map((u, i) => ({ user_id: u.id, name: u.name, areas: u.areas.map((a) => areas.find((x) => x.id === a)?.name).join("、"), ok_at: i === 0 ? find(id).ok_at : null, passes: i === 0 ? find(id).passes.length : 0, reached: i === 0 ? row(find(id)).passed : 0 })) }), // prettier-ignore
    broadcastCheck: async (title, text) => [
      ...(/杀猪/.test(title + text)
        ? [{ field: "text", level: "warning" as const, code: "wording", message: "“杀猪盘”容易伤人，可以写“网络婚恋、交友骗局”。" }]
        : []),
      ...(text.length > 300
        ? [{ field: "text", level: "warning" as const, code: "long", message: "超过 300 字，手机上不容易看完。" }]
        : []),
    ],
    broadcastWrite: async (form) => {
      const id = form.id ?? newId("w");
      const made = { id, base, title: form.title, text: form.text, type: form.type, state: form.submit ? "submitted" : "draft", reason: null, urgent: form.urgent, areas: form.areas, author: "何建军", expires_on: form.expires_on, at: Date.now(), ok_at: null, passes: [], reach: [] }; // prettier-ignore
      if (form.id) Object.assign(find(form.id), made);
      else broadcasts.push(made);
      changed("broadcasts");
      return { id, undo: null, message: form.submit ? "已提交，等待所长批准。" : "已存为草稿。" };
    },
    broadcastDecide: async (form) => {
      Object.assign(find(form.id), {
        state: form.decision === "approve" ? "approved" : form.decision === "return" ? "returned" : "withdrawn",
        reason: form.reason,
      });
      changed("broadcasts");
      return { id: form.id, undo: null, message: form.decision === "approve" ? "已发布。" : "已退回。" };
    },
    broadcastOk: async (id) => {
      find(id).ok_at = Date.now();
      changed("broadcast_oks");
      return { id, undo: null, message: "已记下您看过。" };
    },
    broadcastPass: async (form) => {
      find(form.broadcast).passes.push({ at: Date.now(), channel: form.channel, reached: form.reached, area: "青岩刘村" });
      changed("broadcast_passes");
      return { id: form.broadcast, undo: null, message: `已记下转达 ${form.reached} 人。` };
    },
    stationPage: async () => ({
      areas: areas.map((a) => ({ ...a, buildings: buildings.filter((b) => b.area === a.id).length, rooms: rooms.length, people: people.filter((p) => p.area === a.id).length })),
      users: users.map((u) => ({ ...u, coming: [], areas: areas.filter((a) => u.areas.includes(a.id)).map(({ id, name }) => ({ id, name })) })),
      laptops: [...laptops], as_of: Date.now(), laptops_in: 1, laptops_all: 2, declarations_waiting: declarations.filter((d) => d.state === "submitted").length, broadcasts_waiting: broadcasts.filter((b) => b.state === "submitted").length,
    }), // prettier-ignore
    accessFind: async (wanted) => ({
      lines: [
        { place: 42, at: Date.now() - HOUR, user: "王丽", laptop: "王丽的电脑", act: "consult", what: "人员 · 电话", purpose: "登记核对", reference: "9f2c 4b7a 1d3e 58c0 6b9a 7f11 e2d4 4c83" },
        { place: 41, at: Date.now() - 2 * HOUR, user: null, laptop: null, act: "admin", what: "收到电脑的日志：王丽的电脑", purpose: null, reference: null },
      ].filter((line) => !wanted.act || line.act === wanted.act),
      next: null,
    }), // prettier-ignore
    stationAct: async (act): Promise<StationActDone> => {
      const user = users.find((u) => u.id === act.user);
      if (act.act === "add_area") areas.push({ id: newId("area"), name: act.name!, kind: act.kind ?? "village", code: act.code ?? "" });
      const area = areas.find((a) => act.act === "change_area" && a.id === act.area);
      if (area) Object.assign(area, { name: act.name ?? area.name, kind: act.kind ?? area.kind, code: act.code ?? area.code });
      if (act.act === "add_user")
        users.push({
          id: newId("u"),
          name: act.name!,
          role: act.role as "instructor",
          active: true,
          areas: [] as string[],
        } as (typeof users)[number]);
      if (act.act === "assign" && user) user.areas.push(act.area!);
      if (act.act === "unassign" && user) user.areas = user.areas.filter((a) => a !== act.area);
      if (act.act === "close_user" && user) user.active = false;
      for (const l of laptops) if (act.act === "revoke_laptop" && l.id === act.laptop) l.revoked_at = Date.now();
      changed("users", "areas", "laptops");
      const invitation = {
        code: "QYL7-4KD2-9M",
        fingerprint: "9f2c4b7a1d3e58c06b9a7f11e2d44c83aa5b6077c9e1f0d2b3a4958677e8d9c0",
        station_url: "https://10.0.0.5:8443",
        expires_at: Date.now() + 48 * HOUR,
      };
      return {
        message: act.act === "invite" ? "邀请已生成,48 小时内有效。" : "已保存。",
        invitation: act.act === "invite" ? invitation : null,
      };
    },
    report: async (wanted) => report(wanted.period),
    reportRows: async (query) => Array.from({ length: 7 }, (_, i) => ({ kind: "consultations", id: `c${i}`, day: addDays(today(), -i), area: areas[0]!.name, what: `${query.group} ${query.code ?? ""} ${i}` })), // prettier-ignore
    reportForms: async () => ["所里月报"],
    noticeSeen: async (id) => ({ id, undo: null, message: "已阅，这条提醒不再显示。" }),
    reportPlaces: async () => [{ id: "/documents", name: "文档", removable: false }],
    reportSave: async (period, _area, format) => ({
      path: `/documents/report-${period}.${format}`,
      message: `已保存 report-${period}.${format}。`,
    }),
    importOpen: async (form) => preview(form.name),
    importMap: async () => preview("房屋表.xlsx"),
    importCancel: async () => null,
    importLeftOutSave: async () => ({ path: "/documents/left-out-房屋表.xlsx", message: "已保存 left-out-房屋表.xlsx，并记入查阅记录。" }),
    contactMatches: async () => ({ contacts: [], more: false }),
    contactMatchesConfirm: async () => ({ id: null, undo: null, message: "已确认。" }),
    contactMatchesTurnDown: async () => ({ id: null, undo: null, message: "不再建议。" }),
    importCommit: async () => {
      batches.unshift({ batch: newId("batch"), name: "房屋表.xlsx", at: Date.now(), created: 1263, undone: false, can_undo: true });
      changed("imports");
      return {
        batch: batches[0]!.batch,
        created: 1263,
        updated: 0,
        unchanged: 16,
        left_out: 5,
        problems: [],
        message: "已导入 1,263 条,16 条没有变化,5 行没有导入。",
      };
    },
    importUndo: async (id) => {
      for (const b of batches) if (b.batch === id) b.undone = true;
      changed("imports", "rooms");
      return { id: null, undo: null, message: "这批导入已撤销。" };
    },
    importsList: async () => batches.map((b) => ({ ...b })),
  };
}
