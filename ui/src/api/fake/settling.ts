import type { Commands_, ConflictCard, Done, DuplicatesPage, RefusedLine } from "./types";
import { consultations, people } from "./world";

type Changed = (...kinds: string[]) => void;
const MINUTE = 60_000;
const [one, two] = [people[0]!, people[1]!];

let conflicts: ConflictCard[] = [
  { id: "k-1", kind: "people", row: one.id, what: one.name, field: "证件", legal: true, deletion: false, changed_since: false, note: null, may: true,
    stands: { text: "居民身份证 330799********0014", by: "陈警官", at: Date.now() - 40 * MINUTE, side: "kept" }, other: { text: "居民身份证 330799********0022", by: "王丽", at: Date.now() - 50 * MINUTE, side: "lost" } },
  { id: "k-2", kind: "people", row: two.id, what: two.name, field: "电话", legal: false, deletion: false, changed_since: false, note: "备用电话", may: true,
    stands: { text: "138****8000", by: "陈警官", at: Date.now() - 60 * MINUTE, side: "kept" }, other: { text: "139****0001", by: "王丽", at: Date.now() - 90 * MINUTE, side: "lost" } },
]; // prettier-ignore

const side = (of: typeof one, here: boolean) => ({ id: of.id, name: of.name, here, area: "青岩刘村", room: "E区12幢402室", follows: 3 });
const duplicates: DuplicatesPage = {
  open: [
    { id: "d-1", why: "证件号码相同", a: side(one, true), b: side(two, true), choosable: true, may: true,
      fields: [
        { field: "name", label: "姓名", a: one.name, b: two.name, differs: true },
        { field: "document", label: "证件", a: "居民身份证 330799********0014", b: "居民身份证 330799********0014", differs: false },
        { field: "phone", label: "电话", a: "138****8000", b: "139****0001", differs: true },
      ] },
  ],
  merged: [],
}; // prettier-ignore

export let refused: RefusedLine[] = [
  {
    refused: "q-1",
    at: Date.now() - 86_000_000,
    kind: "consultations",
    id: consultations[3]!.id,
    text: consultations[3]!.text,
    reason: "这一条的责任区已不由您分管。内容还在本机，请告诉站里由谁接手。",
    fields: [{ label: "内容", value: consultations[3]!.text }],
    by: null,
  },
];

const done = (message: string): Done => ({ id: null, undo: null, message });

export function settling(changed: Changed): Partial<Commands_> {
  const settled = (message: string, act: () => void) => {
    act();
    changed("conflicts", "quarantined", "duplicate_cases");
    return done(message);
  };
  return {
    conflictsList: async () => conflicts,
    marksOf: async (rows) => rows.map((row) => ({ row, conflicts: conflicts.filter((c) => c.row === row).length, duplicates: 0 })),
    conflictSettle: async (form) => settled("已选定。", () => (conflicts = conflicts.filter((c) => c.id !== form.id))),
    exportsPage: async () => [],
    exportWeigh: async () => ({ persons: 12, children: 1, second: false, message: "共 12 人，可以直接导出。 14 岁以下 1 人不列入。" }),
    lookupsList: async () => [],
    olderAsk: async () => ({ lines: [], message: "派出所没有更早的记录。" }),
    retentionPage: async () => ({
      periods: [{ class: "departed", label: "已离开的人员", months: 6, least: 1, most: 24, by: null }],
      review: [
        { id: one.id, kind: "people", name: one.name, place: "E区12幢3-402", class: "已离开的人员", due_on: "2026-12-10", decided: false },
      ],
      review_count: 1,
      waiting: [],
      standing: [],
      may_decide: true,
      may_set: true,
    }),
    retentionDecide: async () => done("已提出，等另一位民警或所长确认后生效。"),
    retentionConfirm: async () => done("已确认，同步后生效。"),
    retentionWithdraw: async () => done("已撤回这项决定。"),
    retentionSetPeriod: async () => done("已保存新的保存期限。"),
    duplicatesPage: async () => structuredClone(duplicates),
    duplicateMerge: async () => settled("已合并。", () => (duplicates.open = [])),
    duplicateDistinct: async () => settled("已记下。", () => (duplicates.open = [])),
    duplicateUnmerge: async () => settled("已拆开。", () => (duplicates.merged = [])),
    refusedOpen: async (id) => ({
      refused: id,
      reason: refused[0]?.reason ?? "",
      records: [
        {
          refused: id,
          title: "咨询",
          fields: [
            { path: "text", label: "内容", input: "long", value: refused[0]?.text ?? "", shown: refused[0]?.text ?? "", options: [] },
            { path: "phone", label: "电话", input: "text", value: "", shown: "138****8000", options: [] },
          ],
        },
      ],
    }),
    refusedResend: async () => settled("已更正，下次同步时重新上传。", () => (refused = [])),
    refusedDrop: async () => settled("这一条不要了。", () => (refused = [])),
  };
}
