import type { Calls } from "./calls.ts";
import type { QueryParams } from "./client.ts";
import { decodeParty, decodeStaff } from "./customer.ts";
import { checkEmail, checkWindow, daysAround, isInWindow } from "./input.ts";
import { readAllPages } from "./pages.ts";
import {
  decodeDate,
  decodeLabel,
  decodeLine,
  decodeList,
  decodeOneOf,
  decodeSwitch,
  decodeText,
  idOf,
  isRecord,
  type RecordOf,
  record,
  timeOf,
} from "./shapes.ts";

type TaskStatus = "TO_DO" | "DOING" | "DONE" | "DEFERRED";

/** A ticket has other words: src/crm/API.md#ticket-words */
type TaskPriority = "LOW" | "NORMAL" | "HIGH";

/** A task of the shop's staff. See src/crm/API.md#tasks */
export type Task = RecordOf<typeof taskShape>;

const readStatus = decodeOneOf<TaskStatus>(["TO_DO", "DOING", "DONE", "DEFERRED"]);

/** The keys of title and customer are likely ones: the vendor's sample is cut. See src/crm/API.md#get-tasks */
const taskShape = record(
  {
    /** Mongo ObjectId. */
    id: [idOf],
    title: [["title", "name", "subject", "content"], decodeLine],
    status: readStatus,
    priority: decodeOneOf<TaskPriority>(["LOW", "NORMAL", "HIGH"]),
    dueAt: decodeDate,
    isCompleted: [({ isCompleted, status }) => decodeSwitch(isCompleted) || readStatus(status) === "DONE"],
    assignee: ["assignTo", decodeAssignee],
    customer: [["contact", "customer", "lead", "account"], decodeParty],
    createdAt: [timeOf("createdAt")],
  },
  "id",
);

/** A user object, an address or a name, or a list of one of these. See src/crm/API.md#staff */
function decodeAssignee(value: unknown): { name: string | null; email: string | null } | null {
  const [user] = decodeList(value);
  if (!isRecord(user)) {
    const text = decodeLabel(decodeStaff(user));
    if (text === null) return null;
    return text.includes("@") ? { name: null, email: text } : { name: text, email: null };
  }
  const email = decodeText(user.email);
  const name = decodeLabel(decodeStaff({ ...user, email: null }));
  return name === null && email === null ? null : { name, email };
}

/** AntCRM applies the whole filter, and this client applies it again. The ends `…To` are not included. */
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

/** The maximum of a page: src/crm/API.md#get-tasks */
const LIST = { path: "/tasks", shape: taskShape, pageSize: 100, idOf: ({ id }: Task) => id };

export function createTasksApi(calls: Calls) {
  return {
    /** Returns the tasks by due time, those without one last. `complete`: no page limit ended the reading. */
    async list(filter: TaskFilter = {}): Promise<{ tasks: Task[]; complete: boolean }> {
      const { maxPages = 50 } = filter;
      const { records, complete } = await readAllPages(calls, LIST, toQuery(filter), { maxPages });
      return { tasks: records.filter((task) => isWanted(task, filter)).sort(soonestFirst), complete };
    },
  };
}
/** Days, and values joined by commas: src/crm/API.md#get-tasks */
function toQuery(filter: TaskFilter): QueryParams {
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

/** Returns the due time; a large finite number for none, because the difference of infinities is NaN. */
function dueMs({ dueAt }: Task): number {
  return dueAt?.getTime() ?? Number.MAX_SAFE_INTEGER;
}
