import { useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import type { OpenTask } from "./bindings";

// What the window itself remembers until it closes: kept in the query cache like everything else, written nowhere.
export type Message = { text: string; undo: string | null; bad: boolean; at: number };
export type Local = {
  area: string | null;
  look: "auto" | "light" | "dark";
  folded: boolean;
  message: Message | null;
  purpose: string | null;
  /** From which matter in hand a person was opened: then the purpose follows by itself. */
  tasks: Record<string, OpenTask>;
  lastEntry: { reason: string | null; period: string | null; dwelling: string | null } | null;
  panel: "none" | "consult" | "keys";
  /** Who the next quick consultation is about, when it was opened from a person. */
  about: { id: string; name: string } | null;
  /** What a consultation hands on to the dispute it turned out to be. */
  opening: { course: string; person: { id: string | null; name: string } | null } | null;
};
const initial: Local = {
  area: null,
  look: "auto",
  folded: false,
  message: null,
  purpose: null,
  tasks: {},
  lastEntry: null,
  panel: "none",
  about: null,
  opening: null,
};

const key = (name: keyof Local) => ["local", name] as const;

export function setLocal<N extends keyof Local>(queries: QueryClient, name: N, value: Local[N]): void {
  queries.setQueryData(key(name), value);
}
export function getLocal<N extends keyof Local>(queries: QueryClient, name: N): Local[N] {
  return queries.getQueryData<Local[N]>(key(name)) ?? initial[name];
}
export function useLocal<N extends keyof Local>(name: N): [Local[N], (value: Local[N]) => void] {
  const queries = useQueryClient();
  const { data } = useQuery<Local[N]>({
    queryKey: key(name),
    queryFn: () => getLocal(queries, name),
    initialData: () => getLocal(queries, name) as never,
    staleTime: Infinity,
    gcTime: Infinity,
  });
  return [data as Local[N], (value) => setLocal(queries, name, value)];
}
/** Locking forgets what was remembered about people and purposes. */
export function forget(queries: QueryClient): void {
  for (const name of ["message", "purpose", "tasks", "lastEntry", "about", "opening"] as const)
    setLocal(queries, name, initial[name] as never);
  setLocal(queries, "panel", "none");
}
