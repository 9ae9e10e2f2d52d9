import type { Calls } from "./calls.ts";
import { notBuilt } from "./not-built.ts";

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
  customer: TaskCustomer | null;
  createdAt: Date | null;
}

export interface TaskCustomer {
  name: string | null;
  customerId: string | null;
  leadId: string | null;
  /** E.164 where understood, else as stored. */
  phones: string[];
}

/** All of it is asked of the CRM, and cut again here. The ends `…To` are not included. */
export interface TaskFilter {
  status?: readonly TaskStatus[];
  priority?: readonly TaskPriority[];
  /** E-mail addresses of the assignees, `["agent@example.com"]`. */
  assignTo?: readonly string[];
  createdFrom?: Date;
  createdTo?: Date;
  dueFrom?: Date;
  dueTo?: Date;
  /** 50 pages of 100 tasks unless told otherwise. */
  maxPages?: number;
}

export interface TasksApi {
  /** Those due soonest first, those without a due time last. `complete` is false where the cap ended the walk. */
  list(filter?: TaskFilter): Promise<{ tasks: Task[]; complete: boolean }>;
}

export function createTasks(_calls: Calls): TasksApi {
  return { list: notBuilt };
}
