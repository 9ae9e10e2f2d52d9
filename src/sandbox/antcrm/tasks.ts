import { LazyPart } from "./lazy-part.ts";
import { insertByTime } from "./time-order.ts";

type TaskStatus = "TO_DO" | "DOING" | "DONE" | "DEFERRED";
/** Tickets have other words: src/crm/API.md#ticket-words */
type TaskPriority = "LOW" | "NORMAL" | "HIGH";

/** A user as a task shows them: src/crm/API.md#staff */
export interface TaskUser {
  _id: string;
  firstname: string;
  lastname: string;
  email: string;
}

export interface Task {
  _id: string;
  title: string;
  /** The key of the title in answers; some show none. It is inferred: src/crm/API.md#get-tasks */
  titleKey: "title" | "name" | null;
  status: TaskStatus;
  priority: TaskPriority;
  /** Epoch ms; null without a due time, which is inferred. */
  dueAt: number | null;
  /** Epoch ms; 0 until it is done. */
  completionTime: number;
  assignTo: TaskUser | null;
  /** The customer it is about, if any. It is inferred. */
  contact: Record<string, unknown> | null;
  createdAt: number;
}

/** What the team has to do, from old to new; the API reads tasks and cannot write them. */
export class TaskList extends LazyPart {
  private readonly known: Task[] = [];

  get list(): readonly Task[] {
    this.fillNow();
    return this.known;
  }

  /** `add({ title: "Gọi lại cho chị Bình", priority: "HIGH" })`: without an assignee and a date. */
  add(given: Partial<Task> & { title: string }): Task {
    const createdAt = given.createdAt ?? this.now();
    const plain = {
      _id: this.objectId(createdAt),
      titleKey: "title",
      status: "TO_DO",
      priority: "NORMAL",
      dueAt: null,
      completionTime: 0,
      assignTo: null,
      contact: null,
      createdAt,
    };
    const task: Task = Object.assign(plain, given);
    insertByTime(this.known, task);
    return task;
  }
}
