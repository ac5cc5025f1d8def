import { commands as generated } from "./bindings";

export type Commands = typeof generated;
export type CommandName = keyof Commands;
export type Events = {
  changed: { kinds: string[] };
  sync_state: import("./bindings").SyncState;
  session: import("./bindings").SessionState;
};
export type Backend = {
  commands: Commands;
  listen<E extends keyof Events>(event: E, hear: (payload: Events[E]) => void): Promise<() => void>;
};

/** Argument names per command, in order: Tauri passes arguments by name. Only used while bindings.ts carries no generated bodies. */
// prettier-ignore
const ARGUMENTS: Record<CommandName, string> = {
  sessionState: "", sessionEnrol: "form", sessionUnlock: "passphrase", sessionLock: "", setLanguage: "language",
  navCounts: "area", todayGet: "area", areasList: "", buildingsList: "area", buildingGrid: "building", roomPage: "room",
  buildingCreate: "form", roomCreate: "form", visitRecord: "form", residenceLeave: "form",
  peopleList: "query", personPage: "id", personCheck: "form", personRegister: "form",
  recordGet: "kind id", recordPut: "form", recordReveal: "form",
  declarationsList: "query", declarationPropose: "form", declarationDecide: "form", contactsList: "query",
  consultationsList: "query", consultationLog: "form",
  disputesList: "query", disputePage: "id", disputeOpen: "form", disputeClose: "form",
  broadcastsList: "offset limit", broadcastPage: "id", broadcastCheck: "title text", broadcastWrite: "form",
  broadcastDecide: "form", broadcastOk: "id", broadcastPass: "form",
  stationPage: "", stationAct: "act", reportMonth: "month area", search: "text limit",
  syncState: "", syncPage: "", syncNow: "", draftSave: "draft", draftGet: "key", draftDrop: "key", undo: "token",
  importOpen: "form", importCommit: "id", importUndo: "batch", importsList: "",
};

const snake = (name: string) => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

async function tauri(): Promise<Backend> {
  const [{ invoke }, { listen }] = await Promise.all([import("@tauri-apps/api/core"), import("@tauri-apps/api/event")]);
  const call = (name: CommandName, values: unknown[]) => {
    const names = ARGUMENTS[name].split(" ").filter(Boolean);
    return invoke(snake(name), Object.fromEntries(names.map((n, i) => [n, values[i]])));
  };
  const plain = Object.fromEntries((Object.keys(ARGUMENTS) as CommandName[]).map((n) => [n, (...values: unknown[]) => call(n, values)]));
  return {
    commands: { ...(plain as unknown as Commands), ...generated },
    listen: (event, hear) => listen(event, (e) => hear(e.payload as never)),
  };
}

export const inTauri = () => "__TAURI_INTERNALS__" in window;
let chosen: Backend | null = null;

/** Chooses Rust, or in a browser during development the in-memory stand-in, which never reaches a production bundle. */
export async function connect(): Promise<Backend> {
  if (chosen) return chosen;
  if ((import.meta.env.DEV || import.meta.env.MODE === "fake") && !inTauri()) {
    return (chosen = (await import("./fake")).fakeBackend());
  }
  return (chosen = await tauri());
}
export function use(backend: Backend): void {
  chosen = backend;
}
export function backend(): Backend {
  if (!chosen) throw new Error("connect() comes first");
  return chosen;
}
