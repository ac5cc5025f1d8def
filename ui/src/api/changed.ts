import type { QueryClient } from "@tanstack/react-query";
import type { SessionState, SyncState } from "./bindings";
import { backend } from "./backend";
import { forget } from "./local";
import type { Read } from "./query";

const counts: Read[] = ["navCounts", "todayGet", "handoverPage"];
const doors: Read[] = ["buildingsList", "buildingGrid", "roomPage"];
const persons: Read[] = ["peopleList", "personPage"];
const figures: Read[] = ["report", "reportRows"];
const settled: Read[] = ["conflictsList", "duplicatesPage", "marksOf"];

/** Which reads show a kind. A kind that is not here refreshes everything. */
export const shows: Record<string, Read[]> = {
  areas: ["areasList", "stationPage", "sessionState", ...counts],
  users: ["stationPage", "sessionState"],
  assignments: ["stationPage", "areasList", "sessionState", ...counts],
  laptops: ["stationPage", ...figures],
  buildings: ["areasList", ...doors],
  rooms: ["areasList", ...doors, ...persons, ...figures],
  people: [
    "areasList",
    ...doors,
    ...persons,
    "recordGet",
    "contactMatches",
    "contactsList",
    "consultationsList",
    "declarationsList",
    ...figures,
    ...counts,
  ],
  residences: ["areasList", ...doors, ...persons, "declarationsList", ...figures, ...counts],
  declarations: [...doors, ...persons, "declarationsList", "stationPage", ...figures, ...counts],
  visits: [...doors, "personPage", ...figures, ...counts],
  contacts: ["contactsList", "contactMatches", "roomPage", "personPage", "recordGet", ...figures],
  consultations: ["consultationsList", "personPage", "roomPage", "recordGet", ...figures, ...counts],
  disputes: ["disputesList", "disputePage", "personPage", "roomPage", "recordGet", ...figures, ...counts],
  dispute_parties: ["disputesList", "disputePage", "personPage"],
  broadcasts: ["broadcastsList", "broadcastPage", "stationPage", "roomPage", "recordGet", ...figures, ...counts],
  broadcast_oks: ["broadcastsList", "broadcastPage", ...figures, ...counts],
  broadcast_passes: ["broadcastsList", "broadcastPage", ...figures, ...counts],
  notes: ["personPage"],
  opening_notices: counts,
  export_requests: ["exportsPage", ...counts],
  lookups: ["lookupsList", ...counts],
  police_totals: figures,
  closed_months: figures,
  closed_figures: figures,
  conflicts: ["syncPage", ...settled, ...counts],
  quarantined: ["syncPage", "refusedOpen", "syncState", ...counts],
  retention_periods: ["retentionPage"],
  retention_decisions: ["retentionPage"],
  erasures: [],
  duplicate_cases: ["syncPage", ...settled, ...counts],
  imports: ["importsList"],
  access: ["personPage"],
};
const always: Read[] = [
  "search",
  "personCheck",
  "syncPage",
  "conflictsList",
  "duplicatesPage",
  "courierState",
  "backupState",
  "retentionPage",
  "exportsPage",
  "exportWeigh",
  "lookupsList",
  "recoveryStanding",
];

export async function refresh(queries: QueryClient, kinds: string[]): Promise<void> {
  if (kinds.some((kind) => !shows[kind])) {
    await queries.invalidateQueries({ predicate: (q) => q.queryKey[0] !== "local" && q.queryKey[0] !== "draftGet" });
    return;
  }
  const stale = new Set<unknown>([...always, ...kinds.flatMap((kind) => shows[kind] ?? [])]);
  await queries.invalidateQueries({ predicate: (q) => stale.has(q.queryKey[0]) });
}

/** When the store closes, everything that was on the screen leaves memory too. */
export function enter(queries: QueryClient, session: SessionState): void {
  if (session.phase !== "open") {
    forget(queries);
    queries.removeQueries({ predicate: (q) => q.queryKey[0] !== "local" && q.queryKey[0] !== "sessionState" });
  }
  queries.setQueryData(["sessionState"], session);
}

/** The one place that listens to Rust. */
export async function listenAll(queries: QueryClient): Promise<() => void> {
  const { listen } = backend();
  const stop = await Promise.all([
    listen("changed", ({ kinds }) => void refresh(queries, kinds)),
    listen("sync_state", (state: SyncState) => {
      queries.setQueryData(["syncState"], state);
      void queries.invalidateQueries({ queryKey: ["syncPage"] });
    }),
    listen("session", (session: SessionState) => enter(queries, session)),
  ]);
  return () => stop.forEach((s) => s());
}
