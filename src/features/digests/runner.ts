import { toAppError } from "../../errors.ts";
import type { Logger } from "../../logging/logger.ts";
import type { Lease } from "../../operations/lease.ts";
import { nextDue } from "../../scheduling/due.ts";
import { plannedRuns } from "./planning.ts";
import type { Reason, Run, RunRows, StoredRun, Subscription } from "./runs.ts";
import type { Subscriptions } from "./subscriptions.ts";

/** What the reader must be told beside the digest. */
export interface Marks {
  /** It may have been sent before: a process died between the send and the mark, or no answer came. */
  mayBeRepeated: boolean;
  /** It comes later than it was due: a downtime is caught up. */
  isLate: boolean;
}

/** How digests are made and delivered. `Letter` is whatever goes from the one to the other. */
export interface Post<Letter> {
  /** May it still be read there? */
  isAllowed(subscription: Subscription): Promise<boolean>;
  /**
   * What there is to tell; null where nothing happened and the subscription skips that.
   * @throws AppError as the CRM does
   */
  compose(subscription: Subscription, run: Run, marks: Marks, signal: AbortSignal): Promise<Letter | null>;
  /**
   * @throws AppError `forbidden`: this chat does not let the bot write; `unavailable` or `busy`: nothing was sent, later it
   *   may be; `refused`: no, and never; anything else: it may have been sent
   */
  send(subscription: Subscription, letter: Letter): Promise<void>;
  /** Tells the owner that a chat does not let the bot write. Never rejects. */
  tellOwner(subscription: Subscription): Promise<void>;
}

export interface RunnerPorts {
  subscriptions: Subscriptions;
  runs: RunRows;
  lease: Pick<Lease, "owner" | "hold">;
  timeZone: string;
  /** A downtime no longer than this is caught up, once. */
  catchUpMs(): Promise<number>;
  now: () => Date;
  newId: () => string;
  log: Logger;
}

/** Sends what is due, once. */
export interface Runner {
  /**
   * One round: writes down what has come due, takes over what dead processes had in hand, and sends. Resolves when all of
   * it was tried; never rejects for the sake of one subscription.
   */
  sweep<Letter>(post: Post<Letter>): Promise<void>;
  /** Before the process ends: what is being composed is given up, what is being sent is waited for. */
  end(): Promise<void>;
}

/** A digest that comes within this is on time. */
const ON_TIME_MS = 5 * 60_000;
const FIRST_RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 15 * 60_000;
/** What may have been sent is sent again so many times; each stands in the chat with its mark. */
const MOST_REPEATS = 3;
/** Subscriptions side by side: what AntCRM is asked for stays small beside what people ask. */
const SIDE_BY_SIDE = 2;

export function createDigestRunner(ports: RunnerPorts): Runner {
  const { subscriptions, runs, lease, timeZone, now, newId, log } = ports;
  const { owner } = lease;
  const closing = new AbortController();
  let underWay: Promise<void> = Promise.resolve();

  /** Of each subscription: nothing comes due before then. */
  const quietUntil = new Map<string, Date | null>();

  /** Writes down what has come due since it was looked the last time. */
  async function plan(subscription: Subscription, catchUpMs: number): Promise<void> {
    const at = now();
    const next = quietUntil.get(subscription.id);
    if (next === null || (next !== undefined && at < next)) return;
    const planned = plannedRuns(subscription, { timeZone, now: at, catchUpMs, newId });
    if (planned === null) quietUntil.set(subscription.id, nextDue(subscription.schedule, timeZone, at));
    else await runs.plan(subscription.id, planned.runs, planned.checkedUntil);
  }

  async function sendAll<Letter>(
    subscription: Subscription,
    inHand: readonly StoredRun[],
    post: Post<Letter>,
    catchUpMs: number,
  ): Promise<void> {
    for (const run of inHand) {
      if (closing.signal.aborted) return;
      if (run.nextAt > now()) return;
      const isOutdone = inHand.some(({ kind, dueAt }) => kind === run.kind && dueAt > run.dueAt);
      const goesOn = await advance(subscription, run, post, { catchUpMs, isOutdone });
      if (!goesOn) return;
    }
  }

  /** @returns false where the rest of the subscription must wait as well */
  async function advance<Letter>(
    subscription: Subscription,
    run: StoredRun,
    post: Post<Letter>,
    { catchUpMs, isOutdone }: { catchUpMs: number; isOutdone: boolean },
  ): Promise<boolean> {
    const lateMs = now().getTime() - run.dueAt.getTime();
    const mayBeRepeated = run.state === "sending";
    const skip = async (reason: Reason) => {
      await runs.end(run.id, owner, { state: "skipped", at: now(), reason });
      return true;
    };
    const current = await subscriptions.byId(subscription.id);
    if (current === null || current.state !== "active") {
      return skip(current?.state === "shut-out" ? "shut-out" : "paused");
    }
    // The row of a run is not signed.
    if (!current.kinds.includes(run.kind)) return skip("failed");
    if (lateMs > catchUpMs) return skip(mayBeRepeated ? "unclear" : lastReason(run));
    if (run.repeated >= MOST_REPEATS) return skip("unclear");
    if (!(await post.isAllowed(current))) return skip("no-right");
    // What waited so long that the next one has come due is not worth a message of its own.
    if (isOutdone && !mayBeRepeated) return skip("newer");

    const letter = await composed(subscription, run, post, { mayBeRepeated, isLate: lateMs > ON_TIME_MS });
    if (letter === "put off") return false;
    // What may stand in the chat already is not taken back because nothing would be told now.
    if (letter === null) return skip("empty");
    await lease.hold();
    // The chat may have been told to be quiet while the digest was read.
    if (closing.signal.aborted || !(await runs.send(run.id, owner, now()))) return false;
    try {
      await post.send(subscription, letter.what);
    } catch (thrown) {
      return undelivered(subscription, { ...run, state: "sending" }, mayBeRepeated, thrown, post);
    }
    await runs.end(run.id, owner, { state: "sent", at: now() });
    log.info({ digest: run.kind, subscription: subscription.number }, "a digest was sent");
    return true;
  }

  async function composed<Letter>(
    subscription: Subscription,
    run: StoredRun,
    post: Post<Letter>,
    marks: Marks,
  ): Promise<{ what: Letter } | null | "put off"> {
    try {
      const what = await post.compose(subscription, run, marks, closing.signal);
      return what === null ? null : { what };
    } catch (thrown) {
      if (closing.signal.aborted) return "put off";
      const { fault, message } = toAppError(thrown);
      log.warn({ digest: run.kind, subscription: subscription.number, err: message }, "a digest waits");
      const state = marks.mayBeRepeated ? "sending" : "claimed";
      await putOff(run, state, fault === "bug" || fault === "storage" ? "failed" : "crm");
      return "put off";
    }
  }

  async function undelivered<Letter>(
    subscription: Subscription,
    run: StoredRun,
    wasUnclear: boolean,
    thrown: unknown,
    post: Post<Letter>,
  ): Promise<boolean> {
    const { fault, message } = toAppError(thrown);
    log.warn({ digest: run.kind, subscription: subscription.number, err: message }, "a digest was not sent");
    switch (fault) {
      case "forbidden":
        await runs.end(run.id, owner, { state: "skipped", at: now(), reason: "shut-out" });
        if (await subscriptions.shutOut(subscription)) await post.tellOwner(subscription);
        return true;
      case "refused":
        await runs.end(run.id, owner, { state: "failed", at: now(), reason: "failed" });
        return true;
      case "unavailable":
      case "busy":
        await putOff(run, wasUnclear ? "sending" : "claimed", "platform");
        return false;
      default:
        await putOff(run, "sending", "unclear");
        return false;
    }
  }

  async function putOff(run: StoredRun, state: "claimed" | "sending", reason: Reason): Promise<void> {
    const pauseMs = Math.min(FIRST_RETRY_MS * 2 ** Math.min(run.tries, 10), LONGEST_RETRY_MS);
    await runs.putOff(run.id, owner, { state, nextAt: new Date(now().getTime() + pauseMs), reason });
  }

  async function round<Letter>(post: Post<Letter>): Promise<void> {
    await lease.hold();
    // Where nothing is caught up, what is on time is sent all the same.
    const catchUpMs = Math.max(await ports.catchUpMs(), ON_TIME_MS);
    const taken = await runs.takeOver(owner);
    if (taken > 0) log.info({ runs: taken }, "taking over digests that were not finished");
    const all = await subscriptions.list();
    for (const one of all.filter(({ state }) => state === "active")) await plan(one, catchUpMs);
    await runs.claim(owner);
    await sideBySide(await bySubscription(), ([id, inHand]) => work(id, inHand, post, catchUpMs));
  }

  async function bySubscription(): Promise<[string, StoredRun[]][]> {
    const found = new Map<string, StoredRun[]>();
    for (const run of await runs.inHand(owner)) {
      found.set(run.subscription, [...(found.get(run.subscription) ?? []), run]);
    }
    return [...found];
  }

  async function work<Letter>(
    id: string,
    inHand: readonly StoredRun[],
    post: Post<Letter>,
    catchUpMs: number,
  ): Promise<void> {
    const subscription = await subscriptions.byId(id);
    if (subscription === null) return;
    await sendAll(subscription, inHand, post, catchUpMs).catch((thrown: unknown) => {
      const { number } = subscription;
      log.warn({ subscription: number, err: toAppError(thrown).message }, "not finished in this round");
    });
  }

  return {
    sweep(post) {
      // Never two rounds at a time: whoever comes while one is under way waits for that one.
      underWay = underWay.catch(() => {}).then(() => (closing.signal.aborted ? undefined : round(post)));
      return underWay;
    },
    async end() {
      closing.abort();
      await underWay.catch(() => {});
    },
  };
}

/** Why it was not sent in all that time: what stood in its way last, or that nobody was there. */
function lastReason({ reason }: Run): Reason {
  return reason === "crm" || reason === "platform" || reason === "failed" ? reason : "late";
}

async function sideBySide<T>(all: readonly T[], effect: (one: T) => Promise<void>): Promise<void> {
  const waiting = [...all];
  async function work(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await effect(next);
  }
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
}
