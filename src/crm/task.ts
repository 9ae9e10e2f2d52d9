import { pick } from "./aliases.ts";
import { readStaff } from "./customer.ts";
import { freeForm } from "./free-form.ts";
import { type Party, readParty } from "./party.ts";
import {
  isRecord,
  readDate,
  readLabel,
  readList,
  readObjectId,
  readSwitch,
  readText,
  timeOfObjectId,
} from "./shapes.ts";

export type TaskStatus = "TO_DO" | "DOING" | "DONE" | "DEFERRED";

/** A ticket has other words: src/crm/API.md#ticket-words */
export type TaskPriority = "LOW" | "NORMAL" | "HIGH";

/** A task of the shop's staff. See src/crm/API.md#tasks */
export interface Task {
  /** Mongo ObjectId. */
  id: string;
  /** From a likely key: the vendor's sample is cut before it. */
  title: string | null;
  /** One of the four words where it is one of them, in any case; else as stored. */
  status: TaskStatus | (string & {}) | null;
  priority: TaskPriority | (string & {}) | null;
  dueAt: Date | null;
  isCompleted: boolean;
  assignee: { name: string | null; email: string | null } | null;
  /** The customer it is about, from likely keys. */
  customer: Party | null;
  createdAt: Date | null;
}

const STATUSES: readonly TaskStatus[] = ["TO_DO", "DOING", "DONE", "DEFERRED"];
const PRIORITIES: readonly TaskPriority[] = ["LOW", "NORMAL", "HIGH"];

/** Likely keys: the vendor's sample is cut after `assignTo`. See src/crm/API.md#get-tasks */
const TITLE_KEYS = ["title", "name", "subject", "content"];
const CUSTOMER_KEYS = ["contact", "customer", "lead", "account"];

/** A record of src/crm/API.md#get-tasks; without an id it is unreadable. */
export const taskShape = freeForm((raw, id): Task => {
  const status = readOneOf(raw.status, STATUSES);
  return {
    id,
    title: pick(raw, TITLE_KEYS, readText),
    status,
    priority: readOneOf(raw.priority, PRIORITIES),
    dueAt: readDate(raw.dueAt),
    isCompleted: readSwitch(raw.isCompleted) || status === "DONE",
    assignee: readAssignee(raw.assignTo),
    customer: pick(raw, CUSTOMER_KEYS, (value) => (isRecord(value) ? readParty(value) : null)),
    createdAt: readDate(raw.createdAt) ?? timeOfObjectId(readObjectId(id)),
  };
});

/** One of the known values, in any case; else as stored. */
function readOneOf<Value extends string>(
  value: unknown,
  known: readonly Value[],
): Value | (string & {}) | null {
  const text = readLabel(value);
  return known.find((one) => one === text?.toUpperCase()) ?? text;
}

/** A user object, an address or a name, or a list of one of these. See src/crm/API.md#staff */
function readAssignee(value: unknown): Task["assignee"] {
  const [user] = readList(value);
  const text = readLabel(readStaff(user));
  if (!isRecord(user)) return text === null ? null : asPerson(text);
  const email = readText(user.email);
  const name = readLabel(readStaff({ ...user, email: null }));
  return name === null && email === null ? null : { name, email };
}

function asPerson(text: string): Task["assignee"] {
  return text.includes("@") ? { name: null, email: text } : { name: text, email: null };
}
