// An in-memory stand-in for Rust, for development in a browser and for tests. It is imported only outside Tauri and never reaches a
// production bundle. It knows the contract's shapes, not its rules: what Rust decides is only hinted at here.
import type { Backend, Commands, Events } from "./backend";
import type { Draft, Me, Role, SessionState, SyncState } from "./bindings";
import { words, speak } from "../words";
import { lists } from "./fake/lists";
import { settling } from "./fake/settling";
import { station } from "./fake/station";
import { areas, users } from "./fake/world";
import { writes } from "./fake/writes";

type Hear = (payload: never) => void;
const hearers: Partial<Record<keyof Events, Set<Hear>>> = {};
const tell = <E extends keyof Events>(event: E, payload: Events[E]) => hearers[event]?.forEach((hear) => hear(payload as never));

const MAY: Record<Role, string[]> = {
  instructor: ["register", "visit", "propose_declaration", "consult", "dispute", "pass_broadcast", "read_reports", "reveal", "import", "look_up"],
  officer: ["register", "visit", "propose_declaration", "decide_declaration", "void_declaration", "consult", "dispute", "police_mediation", "pass_broadcast", "read_reports", "reveal", "import", "decide_retention", "export_people", "look_up", "supervise"],
  chief: ["decide_declaration", "void_declaration", "consult", "dispute", "police_mediation", "write_broadcast", "approve_broadcast", "manage_station", "read_reports", "reveal", "import", "decide_retention", "export_people", "look_up", "supervise"],
  administrator: ["manage_accounts"],
  auditor: ["read_log"],
}; // prettier-ignore

/** `?role=chief&phase=locked` in the address of the development server chooses who is in. */
const asked = new URLSearchParams(typeof location === "undefined" ? "" : location.search);
let phase = (asked.get("phase") ?? "open") as SessionState["phase"];
const role = (asked.get("role") ?? "instructor") as Role;
const user = users.find((u) => u.role === role)!;
const me: Me = {
  id: user.id,
  name: user.name,
  role,
  may: MAY[role],
  areas: areas.filter((a) => user.areas.includes(a.id)).map(({ id, name }) => ({ id, name })),
};
let spoken = (asked.get("language") ?? "zh-CN") as "zh-CN" | "en";
const trouble = { code: "store_damaged", message: "本机的警务簿打不开：文件不完整。站里的备份都在，请带电脑到站里恢复。" };
const books = [
  { id: "1", name: me.name },
  { id: "2", name: "李强" },
];
let book = "1";
const session = (): SessionState => ({
  phase,
  me: phase === "open" ? me : null,
  user_name: phase === "fresh" ? null : me.name,
  book: phase === "locked" || phase === "trouble" ? book : null,
  books: phase === "locked" || phase === "trouble" ? books : [],
  trouble: phase === "trouble" ? trouble : null,
  version: "0.1.0",
  language: spoken,
});

let pin = "";
let waiting = 3;
let syncing = false;
export const syncState = (): SyncState => ({
  sentence: spoken === "en" ? `Everything is stored on this laptop · ${waiting} waiting to be sent · last synced 09:42` : `全部已保存在本机 · ${waiting} 条待上传 · 上次同步 09:42`,
  stored: true,
  waiting,
  not_accepted: 1,
  last_sync_at: Date.now() - 3_600_000,
  online: syncing,
  running: syncing,
  progress: null,
  notice: null,
  ended: false,
}); // prettier-ignore

const drafts = new Map<string, Draft>();
export const changed = (...kinds: string[]) => {
  waiting += 1;
  tell("changed", { kinds });
  tell("sync_state", syncState());
};

function sessions() {
  return {
    sessionState: async () => session(),
    sessionEnrol: async () => ((phase = "open"), me),
    sessionChoose: async (id: string) => ((book = id), session()),
    sessionUnlock: async (passphrase: string) => {
      if (passphrase.length < 4) throw { code: "wrong_passphrase", message: "口令不对，请再试一次。连续输错会要等一会儿。" };
      phase = "open";
      return me;
    },
    sessionPassphrase: async () => ({ id: null, undo: null, message: "口令已更改。以前做的备份仍用当时的口令打开。" }),
    recoveryState: async () => ({
      ready: true,
      sentence: "忘记口令时，站里两名民警可以一起打开：在这里写一份请求带到站里，再把答复带回来。没上传的内容都不会丢。",
      urged: false,
      asked: null,
      places: [{ id: "/run/media/u/USB", name: "USB", removable: true }],
    }),
    recoveryAsk: async () => ({ digits: "274 859", path: "/run/media/u/USB/a", message: "请求写好了。民警会问这六位数：274 859。" }),
    recoveryAnswer: async () => ((phase = "open"), me),
    recoveryStanding: async () => ["忘记口令时，站里两名民警可以一起恢复（恢复密钥 11月20日制作）。"],
    curtainState: async () => ({ set: pin !== "" }),
    curtainSet: async (form: { pin: string }) => {
      pin = form.pin;
      return { id: null, undo: null, message: pin ? "PIN 已设好。" : "不再用 PIN。" };
    },
    curtainDrop: async () => {
      phase = pin ? "covered" : "locked";
      return session();
    },
    curtainLift: async (typed: string) => {
      if (typed !== pin) throw { code: "pin_wrong", message: "PIN 不对。还可以试 4 次。" };
      phase = "open";
      return null;
    },
    sessionLock: async () => {
      phase = "locked";
      tell("session", session());
      return null;
    },
    setLanguage: async (to: string) => {
      spoken = to as "zh-CN" | "en";
      await speak(spoken);
      return null;
    },
    windowPainted: async () => null,
    windowUsed: async () => null,
    syncState: async () => syncState(),
    syncNow: async () => {
      syncing = true;
      tell("sync_state", syncState());
      setTimeout(() => {
        syncing = false;
        waiting = 0;
        tell("sync_state", syncState());
      }, 900);
      return null;
    },
    draftSave: async (draft: Draft) => (drafts.set(draft.key, draft), null),
    draftGet: async (key: string) => drafts.get(key) ?? null,
    draftDrop: async (key: string) => (drafts.delete(key), null),
  };
}

export function fakeBackend(): Backend {
  const unknown = new Proxy({} as Commands, {
    get: (_, name) => async () => {
      throw { code: "fake", message: `${String(name)}: ${words("error.unexpected")}` };
    },
  });
  const known = { ...sessions(), ...lists(syncState), ...writes(changed, () => me), ...station(changed), ...settling(changed) };
  return {
    commands: new Proxy(known as unknown as Commands, {
      get: (have, name) => (name in have ? have[name as keyof Commands] : unknown[name as keyof Commands]),
    }),
    listen: async (event, hear) => {
      const set = (hearers[event] ??= new Set());
      set.add(hear as Hear);
      return () => set.delete(hear as Hear);
    },
  };
}
