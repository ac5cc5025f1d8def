import type { Me, NavCounts } from "../api";
import type { Key } from "../words";

export type NavItem = { name: string; path: string; label: Key; count: keyof NavCounts | null };

const ALL: NavItem[] = [
  { name: "today", path: "/today", label: "nav.today", count: "today" },
  { name: "rooms", path: "/rooms", label: "nav.rooms", count: null },
  { name: "people", path: "/people", label: "nav.people", count: null },
  { name: "consultations", path: "/consultations", label: "nav.consultations", count: "consultations" },
  { name: "disputes", path: "/disputes", label: "nav.disputes", count: "disputes" },
  { name: "broadcasts", path: "/broadcasts", label: "nav.broadcasts", count: "broadcasts" },
  { name: "reports", path: "/reports", label: "nav.reports", count: null },
  { name: "station", path: "/station", label: "nav.station", count: "station" },
  { name: "log", path: "/log", label: "nav.log", count: null },
];

/** Who sees no person has one page of their own; others see the station's when they may act on it. */
export function navFor(me: Me): NavItem[] {
  if (me.role === "administrator") return ALL.filter((item) => item.name === "station");
  if (me.role === "auditor") return ALL.filter((item) => item.name === "log");
  const may = (act: string) => me.may.includes(act);
  return ALL.filter((item) => {
    if (item.name === "log") return may("read_log");
    if (item.name === "reports") return may("read_reports");
    if (item.name === "station") return may("manage_station") || may("manage_accounts");
    return true;
  });
}

/** Where the book opens, and where a forbidden address leads. */
export const homeOf = (me: Me): string => navFor(me)[0]?.path ?? "/sync";
