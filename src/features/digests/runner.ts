import { type Channel, createOutbox, type Delivery } from "../../delivery/outbox.ts";
import type { Logger } from "../../logging/logger.ts";
import type { Lease } from "../../operations/lease.ts";
import { createPlanner } from "./planning.ts";
import type { Reason, Run, RunRepository, StoredRun, Subscription } from "./runs.ts";
import type { Subscriptions } from "./subscriptions.ts";

/** What a digest says about its own delivery. */
export interface DeliveryMarks {
  /** It may have been sent before: a process died between the send and the mark, or no answer came. */
  mayBeRepeated: boolean;
  /** It comes later than it was due: a downtime is caught up. */
  isLate: boolean;
}

/** How digests are composed and sent. */
export interface DigestSender<Content> {
  /** May the digest still be read there? */
  isAllowed(subscription: Subscription): Promise<boolean>;
  /**
   * Returns null where nothing happened and the subscription skips that.
   * @throws AppError as the CRM does
   */
  compose(
    subscription: Subscription,
    run: Run,
    marks: DeliveryMarks,
    signal: AbortSignal,
  ): Promise<Content | null>;
  /** @throws AppError as `Channel.send` says */
  send(subscription: Subscription, content: Content): Promise<void>;
  /** Tells the owner that a chat does not let the bot write. Never rejects. */
  notifyOwner(subscription: Subscription): Promise<void>;
}

export interface RunnerPorts {
  subscriptions: Subscriptions;
  runs: RunRepository;
  lease: Pick<Lease, "owner" | "hold">;
  timeZone: string;
  /** A downtime no longer than this is caught up, once. */
  catchUpMs(): Promise<number>;
  now: () => Date;
  newId: () => string;
  log: Logger;
}

/** Sends the digests that are due, once. */
export interface DigestRunner {
  /** One round: plans what has come due and sends it. Never rejects for the sake of one subscription. */
  sweep<Content>(sender: DigestSender<Content>): Promise<void>;
  /** Before the process ends: aborts composing, and waits for what is being sent. */
  end(): Promise<void>;
}

/** A digest that comes within this is on time. */
const ON_TIME_MS = 5 * 60_000;
/** Few, so that people's own requests to AntCRM stay fast. */
const SUBSCRIPTIONS_AT_ONCE = 2;

interface DigestDelivery extends Delivery {
  run: StoredRun;
  subscription: Subscription;
  /** A later run of the same kind is due as well. */
  isOvertaken: boolean;
}

export function createDigestRunner(ports: RunnerPorts): DigestRunner {
  const outbox = createOutbox({
    ...ports,
    name: "a digest",
    repository: ports.runs,
    recipientsAtOnce: SUBSCRIPTIONS_AT_ONCE,
  });
  const plan = createPlanner(ports);
  let underWay: Promise<void> = Promise.resolve();

  async function round<Content>(sender: DigestSender<Content>): Promise<void> {
    // Where nothing is caught up, what is on time is sent all the same.
    const catchUpMs = Math.max(await ports.catchUpMs(), ON_TIME_MS);
    await outbox.sweep(createDigestChannel(ports, sender, plan, catchUpMs));
  }

  return {
    sweep(sender) {
      // Rounds run one after the other.
      underWay = underWay.catch(() => {}).then(() => (outbox.isClosed() ? undefined : round(sender)));
      return underWay;
    },
    async end() {
      outbox.close();
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

  async function open(id: string, inHand: readonly StoredRun[]): Promise<DigestDelivery[]> {
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
      const bySubscription = new Map<string, StoredRun[]>();
      for (const run of await runs.inHand(lease.owner)) {
        bySubscription.set(run.subscription, [...(bySubscription.get(run.subscription) ?? []), run]);
      }
      return [...bySubscription].map(([id, inHand]) => ({ recipient: id, open: () => open(id, inHand) }));
    },
    async outdated(item): Promise<Reason | null> {
      const { run, subscription, mayBeSent } = item;
      const current = await subscriptions.byId(subscription.id);
      if (current?.state !== "active") return current?.state === "shut-out" ? "shut-out" : "paused";
      // The row of a run is not signed.
      if (!current.kinds.includes(run.kind)) return "failed";
      if (lateMs(item) <= catchUpMs) return null;
      return mayBeSent ? "unclear" : lastReason(run);
    },
    async compose(item, signal) {
      const { run, subscription, mayBeSent, isOvertaken } = item;
      if (!(await sender.isAllowed(subscription))) return { skip: "no-right" };
      // A run that waited until the next one came due is not worth a message of its own.
      if (isOvertaken && !mayBeSent) return { skip: "newer" };
      const marks = { mayBeRepeated: mayBeSent, isLate: lateMs(item) > ON_TIME_MS };
      const content = await sender.compose(subscription, run, marks, signal);
      return content === null ? { skip: "empty" } : { content };
    },
    markSending: ({ id }, owner, at) => runs.send(id, owner, at),
    send: ({ subscription }, content) => sender.send(subscription, content),
    async stopChat({ subscription }) {
      if (await subscriptions.shutOut(subscription)) await sender.notifyOwner(subscription);
    },
    labels: ({ run, subscription }) => ({ digest: run.kind, subscription: subscription.number }),
  };
}

/** What prevented the delivery last, or `late` where the bot was down. */
function lastReason({ reason }: Run): Reason {
  return reason === "crm" || reason === "platform" || reason === "failed" ? reason : "late";
}
