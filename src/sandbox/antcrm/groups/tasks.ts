/** Tasks of the team, read only: src/crm/API.md#tasks */
import { type ApiCall, type Group, json } from "../http.ts";
import { pageOf } from "../paging.ts";
import { readRange } from "../ranges.ts";
import type { Task } from "../tasks.ts";

export const tasks: Group = {
  // Page 1, limit 20, at most 100. The sample is cut before a possible total: src/crm/API.md#get-tasks
  "GET /tasks": ({ query }, world) => {
    const page = pageOf(matching(query, world.tasks.list), world, { query, most: 100 });
    return json({ success: true, data: page.map(toWire) });
  },
};

function matching(query: ApiCall["query"], all: readonly Task[]): readonly Task[] {
  const created = readRange(query, "fromCreatedAt", "toCreatedAt");
  const due = readRange(query, "fromDueAt", "toDueAt");
  const status = oneOf(query.status);
  const priority = oneOf(query.priority);
  const assignee = oneOf(query.assignTo);
  return all.filter(
    (task) =>
      status(task.status) &&
      priority(task.priority) &&
      assignee(task.assignTo?.email ?? "") &&
      created.holds(task.createdAt) &&
      // A task without a due time is in no due range, which is inferred.
      (due.open || (task.dueAt !== null && due.holds(task.dueAt))),
  );
}

/** Tests whether a value is in a list with commas, in any case: src/crm/API.md#get-tasks */
function oneOf(list: string | undefined): (value: string) => boolean {
  if (!list) return () => true;
  const words = new Set(list.split(",").map((word) => word.trim().toLowerCase()));
  return (value) => words.has(value.toLowerCase());
}

/** The fields after `assignTo` are inferred: src/crm/API.md#get-tasks */
function toWire({ title, titleKey, contact, status, ...task }: Task) {
  return {
    _id: task._id,
    dueAt: task.dueAt,
    isCompleted: status === "DONE",
    completionTime: task.completionTime,
    priority: task.priority,
    status,
    assignTo: task.assignTo,
    ...(titleKey === null ? {} : { [titleKey]: title }),
    ...(contact === null ? {} : { contact }),
    createdAt: task.createdAt,
  };
}
