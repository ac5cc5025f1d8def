import { listen } from "@tauri-apps/api/event";
import { commands as generated } from "./bindings";

export type Commands = typeof generated;
export type CommandName = keyof Commands;
export type Events = {
  changed: { kinds: string[] };
  sync_state: import("./bindings").SyncState;
  session: import("./bindings").SessionState;
  import_progress: { done: number; all: number };
};
export type Backend = {
  commands: Commands;
  listen<E extends keyof Events>(event: E, hear: (payload: Events[E]) => void): Promise<() => void>;
};

const tauri = (): Backend => ({
  commands: generated,
  listen: (event, hear) => listen(event, (e) => hear(e.payload as never)),
});

export const inTauri = () => "__TAURI_INTERNALS__" in window;
let chosen: Backend | null = null;

/** Chooses Rust, or in a browser during development the in-memory stand-in, which never reaches a production bundle. */
export async function connect(): Promise<Backend> {
  if (chosen) return chosen;
  if ((import.meta.env.DEV || import.meta.env.MODE === "fake") && !inTauri()) {
    return (chosen = (await import("./fake")).fakeBackend());
  }
  return (chosen = tauri());
}
export function use(backend: Backend): void {
  chosen = backend;
}
export function backend(): Backend {
  if (!chosen) throw new Error("connect() comes first");
  return chosen;
}
