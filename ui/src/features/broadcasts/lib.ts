import type { BroadcastPage, BroadcastRow } from "../../api";
import { isoDay } from "../../words";

export type DayGroup = { day: string; rows: BroadcastRow[] };

/** Broadcasts by calendar day, newest day first, in the order Rust gave within a day. */
export function byDay(rows: BroadcastRow[]): DayGroup[] {
  const groups: DayGroup[] = [];
  for (const row of rows) {
    const day = isoDay(row.at);
    const group = groups.find((g) => g.day === day);
    if (group) group.rows.push(row);
    else groups.push({ day, rows: [row] });
  }
  return groups.sort((a, b) => b.day.localeCompare(a.day));
}

/** How many were reached through a channel; null when it was not used yet. */
export function reachedBy(passes: BroadcastPage["passes"], channel: string): number | null {
  const used = passes.filter((p) => p.channel === channel);
  return used.length === 0 ? null : used.reduce((sum, p) => sum + p.reached, 0);
}

/** What goes into a chat: title, text, and nothing that names a person. */
export const asMessage = (b: { title: string; text: string }): string => `【${b.title}】\n${b.text}`;

export const expired = (row: { expires_on: string | null }, today: string): boolean => row.expires_on !== null && row.expires_on < today;
