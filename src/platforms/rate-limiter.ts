import { lruCache } from "../lru-cache.ts";

/** At most `most` messages in any period of `withinMs`, counted over all messages with the same `key`. */
export interface Limit {
  /** `"all"`, `"chat:5000000001"` */
  key: string;
  most: number;
  withinMs: number;
  /**
   * Which messages wait:
   * - `everything` all messages
   * - `further`    all but one answer to each question
   * - `unasked`    only messages that nobody waits for; answers pass, and are counted
   */
  holds: "everything" | "further" | "unasked";
  /**
   * So many held answers, and so many notices, that have waited for a whole period may go in any period although answers
   * that passed have used it up. Without this, steady answers would hold all other messages for good.
   */
  heldAtLeast?: number;
}

/** A message to be sent. */
interface QueuedMessage {
  chat: string;
  /** A person waits for it. */
  isAsked: boolean;
  /** That person, if known. Waiting answers of several people take turns. */
  person?: string | undefined;
  limits: readonly Limit[];
}

export interface RateLimiterClock {
  nowMs(): number;
  /** Calls `run` once after this many milliseconds, at most a day. @returns a function that cancels the call */
  wake(afterMs: number, run: () => void): () => void;
}

export const systemRateLimiterClock: RateLimiterClock = {
  nowMs: () => performance.now(),
  wake(afterMs, run) {
    const timer = setTimeout(run, afterMs);
    return () => clearTimeout(timer);
  },
};

/** How many questions of one chat may each have an answer that passes. More would be a flood. */
const MOST_CREDIT = 5;
/** Above this number, windows and rests that are over are deleted. Only so many credits and people are kept. */
const SWEEP_AT = 1_000;

/** `setTimeout` runs at once if it has to wait for more than 24.8 days. */
const LONGEST_WAIT_MS = 86_400_000;

type CountLimit = Pick<Limit, "key" | "most" | "withinMs">;

interface WaitingTurn extends QueuedMessage {
  sinceMs: number;
  go: () => void;
}

/**
 * Delays messages so that the platform does not answer 429. It knows no platform: the limits come with each message,
 * and the clock is passed in.
 */
export class RateLimiter {
  private readonly clock: RateLimiterClock;
  private readonly windows = new Map<string, RateWindow>();
  private readonly credits = lruCache<number>(SWEEP_AT);
  private readonly restsUntil = new Map<string, number>();
  private readonly answers = new Set<WaitingTurn>();
  private readonly notices = new Set<WaitingTurn>();
  /** The number of each person's last answer. The person served last is at the end. */
  private readonly lastServed = lruCache<number>(SWEEP_AT);
  private served = 0;
  private callOff = () => {};

  constructor(clock: RateLimiterClock = systemRateLimiterClock) {
    this.clock = clock;
  }

  /** Notes a question in this chat: one answer may pass the limits that hold only `further` messages. */
  asked(chat: string): void {
    this.credits.set(chat, Math.min(MOST_CREDIT, (this.credits.get(chat) ?? 0) + 1));
  }

  /**
   * Runs `send` as soon as its limits allow. Answers go first, starting with the person whose last answer is the
   * oldest. All other messages go in the order of their arrival.
   */
  async run<T>(turn: QueuedMessage, send: () => Promise<T>): Promise<T> {
    let end = () => {};
    await new Promise<void>((resolve) => {
      const go = () => {
        end = this.begin(turn);
        resolve();
      };
      const sinceMs = this.clock.nowMs();
      // In the queue, an earlier answer to this chat would take its credit. All others go in turn, because a waiting message
      // whose time has come may not have been woken yet.
      const passesAll = turn.limits.every((limit) => this.passes(turn, limit));
      if (passesAll && this.readyAtMs({ ...turn, sinceMs }) <= sinceMs) return go();
      const queue = turn.isAsked ? this.answers : this.notices;
      queue.add({ ...turn, sinceMs, go });
      this.advance();
    });
    try {
      return await send();
    } finally {
      end();
    }
  }

  /** Holds all messages to this chat for this many milliseconds, as the platform demanded. */
  rest(chat: string, ms: number): void {
    // Its messages came too fast, so no answer passes a limit there until somebody asks again.
    this.credits.delete(chat);
    this.restsUntil.set(chat, Math.max(this.restsUntil.get(chat) ?? 0, this.clock.nowMs() + ms));
  }

  /** Returns how many milliseconds to wait until this limit allows one more message. */
  waitMs(limit: Limit): number {
    return Math.max(0, this.freeAtMs(limit) - this.clock.nowMs());
  }

  private passes({ isAsked, chat }: QueuedMessage, { holds }: Limit): boolean {
    return isAsked && (holds === "unasked" || (holds === "further" && this.credits.has(chat)));
  }

  /** Returns when this turn may start. Infinity: not before a running message has ended. */
  private readyAtMs(turn: Omit<WaitingTurn, "go">): number {
    const held = turn.limits.filter((limit) => !this.passes(turn, limit));
    return Math.max(
      this.restsUntil.get(turn.chat) ?? 0,
      ...held.map((limit) => {
        const leastMs = leastOf(limit, turn).map((least) =>
          Math.max(turn.sinceMs + limit.withinMs, this.freeAtMs(least)),
        );
        return Math.min(this.freeAtMs(limit), ...leastMs);
      }),
    );
  }

  private freeAtMs(limit: CountLimit): number {
    return this.windows.get(limit.key)?.freeAtMs(limit) ?? 0;
  }

  private begin(turn: QueuedMessage): () => void {
    // Before the credit is spent, because it decides which limits the message passes.
    const counted = turn.limits.flatMap((limit) =>
      this.passes(turn, limit) ? [limit] : [limit, ...leastOf(limit, turn)],
    );
    this.spendCredit(turn);
    this.noteServed(turn);
    const ends = counted.map(({ key, withinMs }) => {
      const window = this.windows.get(key) ?? new RateWindow();
      this.windows.set(key, window);
      return window.begin(withinMs);
    });
    return () => {
      for (const end of ends) end(this.clock.nowMs());
      if (this.windows.size + this.restsUntil.size > SWEEP_AT) this.sweep();
      this.advance();
    };
  }

  private spendCredit({ chat, isAsked, limits }: QueuedMessage): void {
    const left = this.credits.get(chat);
    if (!isAsked || left === undefined || !limits.some(({ holds }) => holds === "further")) return;
    if (left > 1) this.credits.set(chat, left - 1);
    else this.credits.delete(chat);
  }

  private noteServed({ person }: QueuedMessage): void {
    if (person === undefined) return;
    this.served += 1;
    this.lastServed.set(person, this.served);
  }

  /** Starts every turn that may start now, also behind others that must wait. Wakes up when the next one may start. */
  private advance(): void {
    this.callOff();
    this.callOff = () => {};
    let nextMs = Number.POSITIVE_INFINITY;
    for (const queue of [this.answers, this.notices]) {
      for (;;) {
        const { first, atMs } = this.firstReady(queue);
        nextMs = Math.min(nextMs, atMs);
        if (first === null) break;
        queue.delete(first);
        first.go();
      }
    }
    if (nextMs === Number.POSITIVE_INFINITY) return;
    const afterMs = Math.min(LONGEST_WAIT_MS, Math.max(1, nextMs - this.clock.nowMs()));
    this.callOff = this.clock.wake(afterMs, () => this.advance());
  }

  /** Returns the first turn that may start now, or null, and the time at which another one may. */
  private firstReady(queue: ReadonlySet<WaitingTurn>): { first: WaitingTurn | null; atMs: number } {
    const nowMs = this.clock.nowMs();
    let [first, atMs]: [WaitingTurn | null, number] = [null, Number.POSITIVE_INFINITY];
    for (const waiting of queue) {
      const readyMs = this.readyAtMs(waiting);
      if (readyMs > nowMs) atMs = Math.min(atMs, readyMs);
      else if (first === null || this.servedAt(waiting) < this.servedAt(first)) first = waiting;
    }
    return { first, atMs };
  }

  private servedAt({ person = "" }: QueuedMessage): number {
    return this.lastServed.get(person) ?? 0;
  }

  private sweep(): void {
    const nowMs = this.clock.nowMs();
    for (const [key, window] of this.windows) if (window.isOver(nowMs)) this.windows.delete(key);
    for (const [chat, untilMs] of this.restsUntil) if (untilMs <= nowMs) this.restsUntil.delete(chat);
  }
}

/** The limit of which one more message may go when the whole limit is used up: `heldAtLeast`. */
function leastOf({ key, withinMs, heldAtLeast }: Limit, { isAsked }: QueuedMessage): CountLimit[] {
  if (heldAtLeast === undefined) return [];
  return [{ key: `${key}:${isAsked ? "answers" : "notices"}`, most: heldAtLeast, withinMs }];
}

/**
 * Counts messages against one limit. A message counts from its start until `withinMs` after its answer, because the
 * platform received it somewhere in between. So two messages never arrive closer together than allowed.
 */
class RateWindow {
  private underWay = 0;
  private ended: number[] = [];
  private longestMs = 0;

  begin(withinMs: number): (nowMs: number) => void {
    this.longestMs = Math.max(this.longestMs, withinMs);
    this.underWay += 1;
    return (nowMs) => {
      this.underWay -= 1;
      this.ended.push(nowMs);
      this.forget(nowMs);
    };
  }

  freeAtMs({ most, withinMs }: CountLimit): number {
    const room = most - this.underWay;
    if (room <= 0) return Number.POSITIVE_INFINITY;
    const last = this.ended.at(-room);
    return last === undefined ? 0 : last + withinMs;
  }

  isOver(nowMs: number): boolean {
    this.forget(nowMs);
    return this.underWay === 0 && this.ended.length === 0;
  }

  private forget(nowMs: number): void {
    const keep = this.ended.findIndex((endedMs) => endedMs + this.longestMs > nowMs);
    this.ended = keep < 0 ? [] : keep === 0 ? this.ended : this.ended.slice(keep);
  }
}
