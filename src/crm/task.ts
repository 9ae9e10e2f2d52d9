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

/** Other words than a ticket's (row 38). */
export type TaskPriority = "LOW" | "NORMAL" | "HIGH";

/** A to-do of the shop's staff [docs 16]. */
export interface Task {
  /** Mongo ObjectId. */
  id: string;
  /** Not in the vendor's sample, which was cut [inferred]. */
  title: string | null;
  /** One of the four words where it is one of them, in any case; else as stored. */
  status: TaskStatus | (string & {}) | null;
  priority: TaskPriority | (string & {}) | null;
  dueAt: Date | null;
  isCompleted: boolean;
  assignee: { name: string | null; email: string | null } | null;
  /** Whom it is about, where the record says so [inferred]. */
  customer: Party | null;
  createdAt: Date | null;
}

const STATUSES: readonly TaskStatus[] = ["TO_DO", "DOING", "DONE", "DEFERRED"];
const PRIORITIES: readonly TaskPriority[] = ["LOW", "NORMAL", "HIGH"];

/** The vendor's sample is cut after `assignTo`: these are likely keys [inferred]. */
const TITLE_KEYS = ["title", "name", "subject", "content"];
const CUSTOMER_KEYS = ["contact", "customer", "lead", "account"];

/** A task as GET /tasks answers [docs 16]. Unreadable: it has no id. */
export const taskShape = freeForm((raw, id): Task => {
  const status = wordOf(raw.status, STATUSES);
  return {
    id,
    title: pick(raw, TITLE_KEYS, readText),
    status,
    priority: wordOf(raw.priority, PRIORITIES),
    dueAt: readDate(raw.dueAt),
    isCompleted: readSwitch(raw.isCompleted) || status === "DONE",
    assignee: readAssignee(raw.assignTo),
    customer: pick(raw, CUSTOMER_KEYS, (value) => (isRecord(value) ? readParty(value) : null)),
    createdAt: readDate(raw.createdAt) ?? timeOfObjectId(readObjectId(id)),
  };
});

/** Row 38: the words in any case. */
function wordOf<Word extends string>(value: unknown, words: readonly Word[]): Word | (string & {}) | null {
  const text = readLabel(value);
  return words.find((word) => word === text?.toUpperCase()) ?? text;
}

/** `{_id, firstname, lastname, email}` [docs 16], an address or a name alone, or a list of one. */
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
