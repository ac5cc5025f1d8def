import type { TaskItem } from "../../api";
import { pathOf } from "../search/lib";

/** Something to know of: there is nothing to open, unless one signs it. */
export const isTold = (item: TaskItem, signs: boolean) => item.what === "opened_many" || (item.what === "lookup_made" && !signs);

/** Where a task is done. A room comes before a person: the day is a walk. */
export function taskPath(item: TaskItem): string {
  switch (item.what) {
    case "declaration_review":
      return "/people/declarations";
    case "export_asked":
    case "export_agreed":
      return "/people/exports";
    case "lookup_made":
      return "/station";
    case "not_accepted":
    case "conflict_open":
      return "/sync";
    case "handed_over":
      return `/handover/${item.id}`;
    case "consultation_open":
      return `/consultations/${item.id}`;
    case "dispute_open":
      return `/disputes/${item.id}`;
    case "broadcast_new":
    case "broadcast_pass_on":
    case "broadcast_approve":
      return `/broadcasts/${item.id}`;
  }
  if (item.room_id) return `/door/${item.room_id}`;
  if (item.person_id) return `/people/${item.person_id}`;
  return pathOf(item.kind, item.id);
}
