import { forgetOldest } from "../forget-oldest.ts";

/**
 * The pace of what we say, kept before a platform has to ask for it by 429. Nothing here knows a platform: the limits
 * come with each message, the clock is handed in.
 */

/** At most `most` messages in any stretch of `withinMs`, counted over all that name the same `key`. */
export interface Limit {
  /** `"all"`, `"chat:5000000001"` */
  key: string;
  most: number;
  withinMs: number;
  /**
   * - `everything` nothing passes
   * - `further`    one answer to each question passes; all beyond it waits
   * - `unasked`    only what nobody waits for waits; answers pass, and are counted
   */
  holds: "everything" | "further" | "unasked";
}

/** A message that wants to be sent. */
interface Turn {
  chat: string;
  /** A person waits for it. */
  isAsked: boolean;
  /** Who that is, where it is known. Waiting answers of several people take turns. */
  person?: string | undefined;
  limits: readonly Limit[];
}

export interface RateLimiterClock {
  nowMs(): number;
  /** Calls `run` once after so many milliseconds. @returns how to call it off */
  wake(afterMs: number, run: () => void): () => void;
}

export interface RateLimiter {
  /** A person asked something here: one answer may pass the limits that hold only `further` messages. */
  asked(chat: string): void;
  /**
   * Runs `send` as soon as its limits allow: answers first, then the rest. Among answers the person whose last one is the
   * longest ago goes first; everything else goes in the order in which it came.
   */
  run<T>(turn: Turn, send: () => Promise<T>): Promise<T>;
  /** The platform said so: nothing goes to this chat for so long. */
  rest(chat: string, ms: number): void;
  /** Milliseconds until one more message would keep to this limit; 0 when it does now. */
  waitMs(limit: Limit): number;
}

export const systemRateLimiterClock: RateLimiterClock = {
  nowMs: () => performance.now(),
  wake(afterMs, run) {
    const timer = setTimeout(run, afterMs);
    return () => clearTimeout(timer);
  },
};

/** Questions of one chat that are not answered yet and may each pass; more than a hand would be a flood of its own. */
const MOST_CREDIT = 5;
/** So many counts and credits are kept before those that hold nothing any more are thrown away. */
const SWEEP_AT = 1_000;

interface Waiting extends Turn {
  go: () => void;
}

export function createRateLimiter(clock: RateLimiterClock = systemRateLimiterClock): RateLimiter {
  const windows = new Map<string, Window>();
  const credits = new Map<string, number>();
  const restsUntil = new Map<string, number>();
  const queues: Record<"asked" | "unasked", Set<Waiting>> = { asked: new Set(), unasked: new Set() };
  /** The number of each person's last answer; the one served last stands at the end. */
  const lastServed = new Map<string, number>();
  let served = 0;
  let callOff = () => {};

  const passes = ({ isAsked, chat }: Turn, { holds }: Limit): boolean =>
    isAsked && (holds === "unasked" || (holds === "further" && credits.has(chat)));

  /** When this turn may go; Infinity: not before something that is under way has ended. */
  function readyAtMs(turn: Turn): number {
    const held = turn.limits.filter((limit) => !passes(turn, limit));
    return Math.max(
      restsUntil.get(turn.chat) ?? 0,
      ...held.map((limit) => windows.get(limit.key)?.freeAtMs(limit) ?? 0),
    );
  }

  function spendCredit({ chat, isAsked, limits }: Turn): void {
    const left = credits.get(chat);
    if (!isAsked || left === undefined || !limits.some(({ holds }) => holds === "further")) return;
    if (left > 1) credits.set(chat, left - 1);
    else credits.delete(chat);
  }

  function noteServed({ person }: Turn): void {
    if (person === undefined) return;
    lastServed.delete(person);
    served += 1;
    lastServed.set(person, served);
    forgetOldest(lastServed, SWEEP_AT);
  }

  /** The first of these that may go now; null where none may, with the time at which one may. */
  function firstReady(queue: ReadonlySet<Waiting>): { first: Waiting | null; atMs: number } {
    const nowMs = clock.nowMs();
    let [first, atMs]: [Waiting | null, number] = [null, Number.POSITIVE_INFINITY];
    for (const waiting of queue) {
      const readyMs = readyAtMs(waiting);
      if (readyMs > nowMs) atMs = Math.min(atMs, readyMs);
      else if (first === null || servedAt(waiting) < servedAt(first)) first = waiting;
    }
    return { first, atMs };
  }

  const servedAt = ({ person = "" }: Turn): number => lastServed.get(person) ?? 0;

  function begin(turn: Turn): () => void {
    spendCredit(turn);
    noteServed(turn);
    const ends = turn.limits.map((limit) => {
      const window = windows.get(limit.key) ?? new Window();
      windows.set(limit.key, window);
      return window.begin(limit.withinMs);
    });
    return () => {
      for (const end of ends) end(clock.nowMs());
      if (windows.size + restsUntil.size > SWEEP_AT) sweep();
      advance();
    };
  }

  /** Lets go whoever may go, past those that may not yet, and wakes up when the next one may. */
  function advance(): void {
    callOff();
    callOff = () => {};
    let nextMs = Number.POSITIVE_INFINITY;
    for (const queue of [queues.asked, queues.unasked]) {
      for (;;) {
        const { first, atMs } = firstReady(queue);
        nextMs = Math.min(nextMs, atMs);
        if (first === null) break;
        queue.delete(first);
        first.go();
      }
    }
    if (nextMs < Number.POSITIVE_INFINITY) callOff = clock.wake(Math.max(1, nextMs - clock.nowMs()), advance);
  }

  function sweep(): void {
    const nowMs = clock.nowMs();
    for (const [key, window] of windows) if (window.isOver(nowMs)) windows.delete(key);
    for (const [chat, untilMs] of restsUntil) if (untilMs <= nowMs) restsUntil.delete(chat);
  }

  return {
    asked(chat) {
      // Oldest first out: a question that got no answer must not be remembered for ever.
      if (credits.size >= SWEEP_AT) credits.delete(credits.keys().next().value ?? chat);
      credits.set(chat, Math.min(MOST_CREDIT, (credits.get(chat) ?? 0) + 1));
    },
    async run(turn, send) {
      let end = () => {};
      await new Promise<void>((resolve) => {
        const go = () => {
          end = begin(turn);
          resolve();
        };
        if (readyAtMs(turn) <= clock.nowMs()) return go();
        queues[turn.isAsked ? "asked" : "unasked"].add({ ...turn, go });
        advance();
      });
      return send().finally(end);
    },
    rest(chat, ms) {
      // Who was told to wait has been too quick: what is owed there keeps to the pace from now on.
      credits.delete(chat);
      restsUntil.set(chat, Math.max(restsUntil.get(chat) ?? 0, clock.nowMs() + ms));
    },
    waitMs: (limit) => Math.max(0, (windows.get(limit.key)?.freeAtMs(limit) ?? 0) - clock.nowMs()),
  };
}

/**
 * What counts against one limit. A message counts from its departure until `withinMs` after its answer: the platform
 * took it somewhere in between, so that two never arrive closer together than they may, however long the way is.
 */
class Window {
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

  freeAtMs({ most, withinMs }: Limit): number {
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
