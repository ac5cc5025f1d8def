import { expect, test } from "vitest";
import type { TaskItem } from "../../api";
import { taskPath } from "./lib";

const task = (part: Partial<TaskItem>): TaskItem => ({ kind: "residences", id: "1", what: "renewal_due", who: "", place: "", until: null, why: "", late: false, person_id: "p", room_id: "r", at: null, ...part }); // prettier-ignore

test("a task of the walk leads to the door, others to their screen", () => {
  expect(taskPath(task({}))).toBe("/door/r");
  expect(taskPath(task({ room_id: null }))).toBe("/people/p");
  expect(taskPath(task({ what: "broadcast_new", id: "b" }))).toBe("/broadcasts/b");
  expect(taskPath(task({ what: "declaration_review" }))).toBe("/people/declarations");
});
