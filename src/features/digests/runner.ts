import type { OnDelivered } from "../../delivery/notification.ts";
import { type Channel, createOutbox, type Delivery, type OutboxPorts } from "../../delivery/outbox.ts";
import type { Logger } from "../../logging/logger.ts";
import { dueTimes, nextDue } from "../../scheduling/due.ts";
import { periodKey, periodOf } from "./period.ts";
import type { PlannedRun, Reason, Run, RunRepository, Subscription, Subscriptions } from "./subscriptions.ts";

/** The marks that a digest shows about its own delivery. */
export interface DeliveryMarks {
  /** True if it may have been sent before: a process died between the send and the mark, or no answer came. */
  mayBeRepeated: boolean;
  /** True if it is sent later than it was due, after a downtime. */
  isLate: boolean;
}

/** Composes and sends digests. */
export interface DigestSender<Content> {
  /** True if the digest may still be sent there. */
  isAllowed(subscription: Subscription): Promise<boolean>;
  /**
   * Returns null if nothing happened and the subscription skips empty digests.
   * @throws AppError as the CRM does
   */
  compose(
    subscription: Subscription,
    run: Run,
    marks: DeliveryMarks,
    signal: AbortSignal,
  ): Promise<Content | null>;
  /** @throws AppError as `Channel.send` documents */
  send(subscription: Subscription, content: Content, isUnbroken: () => boolean): Promise<void>;
  /** Notifies the owner that a chat does not let the bot write. Never rejects. */
  notifyOwner(subscription: Subscription): Promise<void>;
}

export interface RunnerPorts {
  subscriptions: Subscriptions;
  runs: RunRepository;
  lease: OutboxPorts["lease"];
  timeZone: string;
  /** The longest downtime after which a missed digest is still sent, once. */
  catchUpMs(): Promise<number>;
  now: () => Date;
  newId: () => string;
  log: Logger;
  onDelivered?: OnDelivered | undefined;
}

/** A digest that is sent within this time is on time. */
const ON_TIME_MS = 5 * 60_000;
/** The number is small, so that people's own requests to AntCRM stay fast. */
const SUBSCRIPTIONS_AT_ONCE = 2;

/** The number of due times stored at once; a long downtime takes several rounds. */
const AT_ONCE = 200;

interface DigestDelivery extends Delivery {
  run: Run;
  subscription: Subscription;
  /** True if a later run of the same kind is due too. */
  isOvertaken: boolean;
}

/** Sends the digests that are due, each once. */
export type DigestRunner = ReturnType<typeof createDigestRunner>;

export function createDigestRunner(ports: RunnerPorts) {
  const outbox = createOutbox({
    ...ports,
    kind: "digest",
    repository: ports.runs,
    recipientsAtOnce: SUBSCRIPTIONS_AT_ONCE,
  });
  const plan = createPlanner(ports);
  let underWay: Promise<void> = Promise.resolve();

  async function round<Content>(sender: DigestSender<Content>): Promise<void> {
    // A digest that is on time is sent even if the setting allows no delay.
    const catchUpMs = Math.max(await ports.catchUpMs(), ON_TIME_MS);
    await outbox.sweep(createDigestChannel(ports, sender, plan, catchUpMs));
  }

  return {
    /**
     * Runs one round: plans what has become due and sends it. A failure of one subscription does not reject. Rounds run
     * one after the other.
     */
    sweep<Content>(sender: DigestSender<Content>): Promise<void> {
      // The caller of a failed round has received its error.
      underWay = underWay.catch(() => {}).then(() => (outbox.isClosed() ? undefined : round(sender)));
      return underWay;
    },
    /** Aborts composing and waits for digests being sent, before the process ends. */
    async end(): Promise<void> {
      outbox.close();
      // The caller of this round has received its error.
      await underWay.catch(() => {});
    },
  };
}

function createDigestChannel<Content>(
  ports: RunnerPorts,
  sender: DigestSender<Content>,
  plan: (subscription: Subscription, catchUpMs: number) => Promise<void>,
  catchUpMs: number,
): Channel<DigestDelivery, Content> {
  const { subscriptions, runs, lease, now } = ports;
  const lateMs = ({ run }: DigestDelivery) => now().getTime() - run.dueAt.getTime();

  async function open(id: string, inHand: readonly Run[]): Promise<DigestDelivery[]> {
    const subscription = await subscriptions.byId(id);
    if (subscription === null) return [];
    const firstLater = inHand.findIndex(({ nextAt }) => nextAt > now());
    return inHand.slice(0, firstLater < 0 ? inHand.length : firstLater).map((run) => ({
      ...{ id: run.id, tries: run.tries, repeated: run.repeated, mayBeSent: run.state === "sending" },
      ...{ run, subscription },
      isOvertaken: inHand.some(({ kind, dueAt }) => kind === run.kind && dueAt > run.dueAt),
    }));
  }

  return {
    async queues() {
      const active = (await subscriptions.list()).filter(({ state }) => state === "active");
      for (const one of active) await plan(one, catchUpMs);
      await runs.claim(lease.owner);
      const bySubscription = new Map<string, Run[]>();
      for (const run of await runs.inHand(lease.owner)) {
        bySubscription.set(run.subscription, [...(bySubscription.get(run.subscription) ?? []), run]);
      }
      return [...bySubscription].map(([id, inHand]) => ({ recipient: id, open: () => open(id, inHand) }));
    },
    async outdated(item): Promise<Reason | null> {
      const { run, subscription, mayBeSent } = item;
      const current = await subscriptions.byId(subscription.id);
      if (current?.state !== "active") return current?.state === "shut-out" ? "shut-out" : "paused";
      // The row of a run is not signed, so its kind is checked against the signed subscription.
      if (!current.kinds.includes(run.kind)) return "failed";
      if (lateMs(item) <= catchUpMs) return null;
      return mayBeSent ? "unclear" : lastReason(run);
    },
    async compose(item, signal) {
      const { run, subscription, mayBeSent, isOvertaken } = item;
      if (!(await sender.isAllowed(subscription))) return { skip: "no-right" };
      // The next run of this kind is due already, so this one is not sent.
      if (isOvertaken && !mayBeSent) return { skip: "newer" };
      const marks = { mayBeRepeated: mayBeSent, isLate: lateMs(item) > ON_TIME_MS };
      const content = await sender.compose(subscription, run, marks, signal);
      return content === null ? { skip: "empty" } : { content };
    },
    markSending: ({ run }, owner, at) => runs.send(run, owner, at),
    send: ({ subscription }, content, isUnbroken) => sender.send(subscription, content, isUnbroken),
    async stopChat({ subscription }) {
      if (await subscriptions.shutOut(subscription)) await sender.notifyOwner(subscription);
    },
    labels: ({ run, subscription }) => ({ digest: run.kind, subscription: subscription.number }),
  };
}

/** Returns the last reason that prevented the delivery, or `late` if the bot was down. */
function lastReason({ reason }: Run): Reason {
  return reason === "crm" || reason === "platform" || reason === "failed" ? reason : "late";
}

/** Returns a function that stores the runs of a subscription that became due since its last call. */
function createPlanner({ runs, timeZone, now, newId }: RunnerPorts) {
  /** By subscription: nothing becomes due before this time. */
  const quietUntil = new Map<string, Date | null>();
  return async (subscription: Subscription, catchUpMs: number): Promise<void> => {
    const at = now();
    const next = quietUntil.get(subscription.id);
    if (next === null || (next !== undefined && at < next)) return;
    const planned = plannedRuns(subscription, { timeZone, now: at, catchUpMs, newId });
    if (planned === null) quietUntil.set(subscription.id, nextDue(subscription.schedule, timeZone, at));
    else await runs.plan(subscription.id, planned.runs, planned.checkedUntil);
  };
}

/**
 * Returns the runs that became due since the last check. The latest is to be sent, unless it is too old. Earlier ones are
 * stored as skipped, with the reason. Null if nothing became due.
 */
function plannedRuns(
  subscription: Subscription,
  {
    timeZone,
    now,
    catchUpMs,
    newId,
  }: Pick<RunnerPorts, "timeZone" | "newId"> & { now: Date; catchUpMs: number },
): { runs: PlannedRun[]; checkedUntil: Date } | null {
  const { id, kinds, schedule, checkedUntil } = subscription;
  const due = dueTimes(schedule, timeZone, checkedUntil, now, AT_ONCE);
  const latest = due.at(-1);
  if (latest === undefined) return null;
  // If there may be more due times, the next round starts again after the last but one.
  const written = due.length === AT_ONCE ? due.slice(0, -1) : due;
  const skippedOf = (at: Date): Reason | undefined => {
    if (now.getTime() - at.getTime() > catchUpMs) return "late";
    return at === latest ? undefined : "newer";
  };
  const runs = written.flatMap((at) => {
    const { from, to } = periodOf(schedule, at, timeZone);
    const skipped = skippedOf(at);
    return kinds.map((kind) => ({
      id: newId(),
      subscription: id,
      kind,
      period: periodKey(at, timeZone),
      dueAt: at,
      from,
      to,
      ...(skipped === undefined ? {} : { skipped }),
    }));
  });
  return { runs, checkedUntil: written.at(-1) ?? checkedUntil };
}
