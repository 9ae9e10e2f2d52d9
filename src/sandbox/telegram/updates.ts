import type { Update } from "@grammyjs/types";
import { ApiError } from "./api-error.ts";
import { limits } from "./limits.ts";

export type UpdateKind = Exclude<keyof Update, "update_id">;

export interface Queued {
  update: Update;
  /** Updates of one chat are sent to a webhook in sequence. */
  chatId: number;
  at: number;
}

interface Poll {
  finish: (updates: Update[]) => void;
  fail: (error: ApiError) => void;
}

/** Sent only when requested by name (setWebhook, getUpdates: "all update types except …"). */
const ON_DEMAND: readonly UpdateKind[] = ["chat_member", "message_reaction", "message_reaction_count"];

/**
 * The bot's pending updates. An update stays until it is confirmed, by a poll with a higher offset or by a 2xx of the
 * webhook. After 24 hours it is dropped.
 */
export class UpdateQueue {
  /** All updates so far, so that they can be delivered again. */
  readonly history: Queued[] = [];
  /** Called for each new update while a webhook is set. */
  onQueued: ((queued: Queued) => void) | undefined;
  private waiting: Queued[] = [];
  private poll: Poll | undefined;
  private allowed: readonly string[] | undefined;
  private nextId = 8_000_001;
  private readonly now: () => number;
  private idle: (() => void)[] = [];

  constructor(now: () => number) {
    this.now = now;
  }

  get pending(): readonly Queued[] {
    const oldest = this.now() - limits.updateSeconds * 1000;
    this.waiting = this.waiting.filter((queued) => queued.at >= oldest);
    return this.waiting;
  }

  /** Adds an update, unless the bot does not want this kind. */
  push(kind: UpdateKind, chatId: number, payload: unknown): void {
    if (!this.isWanted(kind)) return;
    const update = { update_id: this.nextId++, [kind]: structuredClone(payload) } as unknown as Update;
    const queued = { update, chatId, at: this.now() };
    this.waiting.push(queued);
    this.history.push(queued);
    this.poll?.finish(this.pending.map((q) => q.update).slice(0, limits.updatesPerPoll));
    this.onQueued?.(queued);
  }

  /**
   * Continues with other ids, as Telegram does after a week without updates
   * (https://core.telegram.org/bots/api#update: "chosen randomly instead of sequentially").
   */
  continueFrom(id: number): void {
    this.nextId = id;
  }

  /** An empty list means all but the on-demand kinds; undefined changes nothing. */
  allow(kinds: readonly string[] | undefined): void {
    if (kinds) this.allowed = kinds.length > 0 ? kinds : undefined;
  }

  get allowedKinds(): readonly string[] | undefined {
    return this.allowed;
  }

  /**
   * One getUpdates. Waits up to `timeout` seconds for an update. A newer poll ends this one with 409; a closed
   * connection ends it without an answer and without a confirmation.
   */
  take(ask: {
    offset: number;
    limit: number;
    timeout: number;
    disconnected: AbortSignal;
  }): Promise<Update[]> {
    this.interrupt("terminated by other getUpdates request; make sure that only one bot instance is running");
    this.confirmBefore(ask.offset);
    const ready = this.pending.map((queued) => queued.update).slice(0, ask.limit);
    if (ready.length > 0 || ask.timeout === 0) return Promise.resolve(ready);
    return new Promise((resolve, reject) => {
      const poll: Poll = {
        finish: (updates) => end(() => resolve(updates.slice(0, ask.limit))),
        fail: (error) => end(() => reject(error)),
      };
      const timer = setTimeout(() => poll.finish([]), ask.timeout * 1000);
      const end = (settle: () => void) => {
        clearTimeout(timer);
        if (this.poll === poll) this.poll = undefined;
        settle();
      };
      ask.disconnected.addEventListener("abort", () => poll.finish([]), { once: true });
      this.poll = poll;
    });
  }

  /** Ends a waiting poll with 409. */
  interrupt(why: string): void {
    this.poll?.fail(new ApiError(409, `Conflict: ${why}`));
  }

  confirm(queued: Queued): void {
    this.waiting = this.waiting.filter((other) => other !== queued);
    this.notifyIdle();
  }

  dropAll(): void {
    this.waiting = [];
    this.notifyIdle();
  }

  /** Resolves when no update is pending. */
  settled(): Promise<void> {
    if (this.pending.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.idle.push(resolve));
  }

  /**
   * An offset above the next id confirms nothing. Seen after new ids had begun:
   * https://github.com/go-telegram-bot-api/telegram-bot-api/issues/156.
   */
  private confirmBefore(offset: number): void {
    if (offset > this.nextId) return;
    if (offset > 0) this.waiting = this.waiting.filter((queued) => queued.update.update_id >= offset);
    // "All previous updates will be forgotten": counted from the end of the queue.
    if (offset < 0) this.waiting = this.waiting.slice(offset);
    this.notifyIdle();
  }

  private isWanted(kind: UpdateKind): boolean {
    return this.allowed ? this.allowed.includes(kind) : !ON_DEMAND.includes(kind);
  }

  private notifyIdle(): void {
    if (this.waiting.length > 0) return;
    for (const resolve of this.idle.splice(0)) resolve();
  }
}
