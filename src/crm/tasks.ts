import type { Calls } from "./calls.ts";
import type { Query } from "./client.ts";
import { checkEmail } from "./input.ts";
import { readAllPages } from "./pages.ts";
import { type Task, type TaskPriority, type TaskStatus, taskShape } from "./task.ts";
import { checkWindow, daysAround, isInWindow } from "./window.ts";

/** AntCRM filters by all of it, and this client filters again. The ends `…To` are not included. */
export interface TaskFilter {
  status?: readonly TaskStatus[];
  priority?: readonly TaskPriority[];
  /** E-mail addresses of the assignees, `["agent@example.com"]`. */
  assignTo?: readonly string[];
  createdFrom?: Date;
  createdTo?: Date;
  dueFrom?: Date;
  dueTo?: Date;
  /** By default 50 pages of 100 tasks. */
  maxPages?: number;
}

export interface TasksApi {
  /** Sorted by due time, those without one last. `complete` is false where the page limit ended the reading. */
  list(filter?: TaskFilter): Promise<{ tasks: Task[]; complete: boolean }>;
}

const LIST = { path: "/tasks", shape: taskShape };
/** The maximum: src/crm/API.md#get-tasks */
const PAGE_SIZE = 100;
const MAX_PAGES = 50;

export function createTasks(calls: Calls): TasksApi {
  return {
    async list(filter = {}) {
      const { records, complete } = await readAllPages(calls, LIST, toQuery(filter), {
        pageSize: PAGE_SIZE,
        maxPages: filter.maxPages ?? MAX_PAGES,
        ahead: 4,
        idOf: ({ id }) => id,
      });
      return { tasks: records.filter((task) => isWanted(task, filter)).sort(soonestFirst), complete };
    },
  };
}

/** Days, and values joined by commas: src/crm/API.md#get-tasks */
function toQuery(filter: TaskFilter): Query {
  const { status, priority, assignTo, createdFrom, createdTo, dueFrom, dueTo } = filter;
  checkWindow(createdFrom, createdTo);
  checkWindow(dueFrom, dueTo);
  const [fromCreatedAt, toCreatedAt] = daysAround(createdFrom, createdTo);
  const [fromDueAt, toDueAt] = daysAround(dueFrom, dueTo);
  const lists = {
    status: listOf(status),
    priority: listOf(priority),
    assignTo: listOf(assignTo?.map(checkEmail)),
  };
  return { ...lists, fromCreatedAt, toCreatedAt, fromDueAt, toDueAt };
}

function listOf(words: readonly string[] | undefined): string | undefined {
  return words && words.length > 0 ? words.join(",") : undefined;
}

function isWanted({ status, priority, assignee, createdAt, dueAt }: Task, filter: TaskFilter): boolean {
  if (!isAmong(status, filter.status) || !isAmong(priority, filter.priority)) return false;
  // An assignee without an address may be the wanted one: AntCRM filtered by it.
  if (filter.assignTo?.length && (!assignee || !isAmong(assignee.email, filter.assignTo))) return false;
  // A task without a due time is in no due window.
  if ((filter.dueFrom || filter.dueTo) && !dueAt) return false;
  return (
    isInWindow(createdAt, filter.createdFrom, filter.createdTo) &&
    isInWindow(dueAt, filter.dueFrom, filter.dueTo)
  );
}

/** Whether the value is one of the wanted ones, in any case. A missing value counts as wanted. */
function isAmong(value: string | null, asked: readonly string[] | undefined): boolean {
  if (value === null || !asked?.length) return true;
  return asked.some((one) => one.trim().toLowerCase() === value.toLowerCase());
}

function soonestFirst(a: Task, b: Task): number {
  return dueMs(a) - dueMs(b) || (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0);
}

/** No due time is a large finite number: the difference of infinities is NaN. */
function dueMs({ dueAt }: Task): number {
  return dueAt?.getTime() ?? Number.MAX_SAFE_INTEGER;
}
