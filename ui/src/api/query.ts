import { QueryClient, keepPreviousData, useMutation, useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import type { AppError, Done } from "./bindings";
import { backend, type CommandName, type Commands } from "./backend";
import { asAppError } from "./errors";
import { setLocal } from "./local";

/** What may be read and cached. The key of a read is its command's name and its arguments, nothing else. */
// prettier-ignore
export type Read = Extract<
  CommandName,
  | "sessionState" | "navCounts" | "todayGet" | "areasList" | "buildingsList" | "buildingGrid" | "roomPage"
  | "peopleList" | "personPage" | "personCheck" | "recordGet" | "declarationsList" | "contactsList" | "contactMatches" | "consultationsList"
  | "disputesList" | "disputePage" | "broadcastsList" | "broadcastPage" | "broadcastCheck" | "stationPage" | "report" | "reportRows"
  | "handoverPage" | "search" | "syncState" | "syncPage" | "conflictsList" | "marksOf" | "refusedOpen" | "duplicatesPage" | "draftGet" | "importsList" | "courierState" | "reportPlaces" | "reportForms"
  | "backupState" | "backupsFound" | "retentionPage" | "recoveryState" | "recoveryStanding" | "curtainState" | "exportsPage" | "exportWeigh" | "lookupsList"
>;
export type Act = Exclude<CommandName, Read>;
type Arguments<N extends CommandName> = Parameters<Commands[N]>;
type Answer<N extends CommandName> = Awaited<ReturnType<Commands[N]>>;

/** Local answers come from a file on this laptop: no retries, no refetching by the clock; Rust says what changed. */
export const client = new QueryClient({
  defaultOptions: {
    queries: {
      retry: false,
      staleTime: Infinity,
      gcTime: 5 * 60_000,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      networkMode: "always",
    },
    mutations: { retry: false, networkMode: "always" },
  },
});

const run = <N extends CommandName>(name: N, values: Arguments<N>): Promise<Answer<N>> =>
  (backend().commands[name] as (...values: unknown[]) => Promise<Answer<N>>)(...values);

export const keyOf = <N extends Read>(name: N, ...values: Arguments<N>) => [name, ...values] as const;

export function useRead<N extends Read>(name: N, values: Arguments<N> | null, keep = false): UseQueryResult<Answer<N>, AppError> {
  return useQuery<Answer<N>, AppError>({
    queryKey: [name, ...(values ?? ["-"])],
    queryFn: () => run(name, values as Arguments<N>).catch((e) => Promise.reject(asAppError(e))),
    enabled: values !== null,
    placeholderData: keep ? (keepPreviousData as never) : undefined,
  });
}

/** A read outside rendering: a link that must first learn where it leads. */
export const readNow = <N extends Read>(name: N, ...values: Arguments<N>): Promise<Answer<N>> =>
  client.fetchQuery({ queryKey: [name, ...values], queryFn: () => run(name, values), staleTime: 0 });

const isDone = (x: unknown): x is Done => typeof x === "object" && x !== null && "undo" in x && "message" in x;

/** One write. What it says and how it is undone appear as the one message at the foot; what it changed is refreshed by Rust's `changed`. */
export function useAct<N extends Act>(name: N, quiet = false) {
  const queries = useQueryClient();
  return useMutation<Answer<N>, AppError, Arguments<N>>({
    mutationFn: (values) => run(name, values).catch((e) => Promise.reject(asAppError(e))),
    onSuccess: (answer) => {
      if (isDone(answer)) setLocal(queries, "message", { text: answer.message, undo: answer.undo, bad: false, at: Date.now() });
    },
    onError: (error) => {
      if (!quiet) setLocal(queries, "message", { text: error.message, undo: null, bad: true, at: Date.now() });
    },
  });
}
/** A write outside rendering. */
export const actNow = <N extends Act>(name: N, ...values: Arguments<N>): Promise<Answer<N>> =>
  run(name, values).catch((e) => Promise.reject(asAppError(e)));
