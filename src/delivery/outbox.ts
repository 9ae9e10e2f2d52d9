import pMap from "p-map";
import { toAppError } from "../errors.ts";
import { withLogFields } from "../logging/log-fields.ts";
import type { Logger } from "../logging/logger.ts";
import type { Lease } from "../operations/lease.ts";
import type { DeliveryKind, DeliveryOutcome, OnDelivered } from "./notification.ts";

/** A message that should reach its chat exactly once. After a send without an answer it is sent again, with a remark. */
export interface Delivery {
  readonly id: string;
  /** The number of failed attempts so far. */
  readonly tries: number;
  /** How often it was sent again although it may have been sent before. */
  readonly repeated: number;
  /**
   * True after a send without an answer, or a crash after `markSending`. The next attempt says that it
   * may have come before.
   */
  readonly mayBeSent: boolean;
}

/** Why a delivery was put off. */
type DeliveryFault = "crm" | "platform" | "unclear" | "failed";

/**
 * The stored deliveries: `waiting` → `sending` → `sent`, `skipped` or `failed`, and back to `waiting` if one is put off.
 * Each table has its own names for these states. Every change is one conditional update of
 * rows that belong to `owner`.
 */
export interface DeliveryRepository {
  /** Gives the deliveries of dead workers to `owner`. @returns how many rows */
  takeOver(owner: string): Promise<number>;
  /**
   * Puts a delivery off. This and `end` return false if the delivery does not belong to this worker any more.
   * @param later  `waiting`: nothing was sent; `sending`: it may have been sent
   */
  putOff(
    id: string,
    owner: string,
    later: { state: "waiting" | "sending"; nextAt: Date; reason: DeliveryFault },
  ): Promise<boolean>;
  end(
    id: string,
    owner: string,
    end: { state: "sent" | "skipped" | "failed"; at: Date; reason?: string },
  ): Promise<boolean>;
}

/** One kind of message: what is due, how it is composed, and how it reaches its chat. */
export interface Channel<Item extends Delivery, Content> {
  /** Claims what is due, by recipient. `open` reads the deliveries of one recipient, which are sent in this order. */
  queues(): Promise<readonly { recipient: string; open(): Promise<readonly Item[]> }[]>;
  /** Returns why this delivery is not wanted any more; null if it is wanted. */
  outdated(item: Item): Promise<string | null>;
  /** Rejects if the content cannot be read now. The delivery is tried again later. */
  compose(item: Item, signal: AbortSignal): Promise<{ content: Content } | { skip: string }>;
  /**
   * Commits the state `sending` before the send, while the lease of `owner` runs.
   * @returns false if another process has the delivery, or if another round has sent it or put it off since it was read
   */
  markSending(item: Item, owner: string, at: Date): Promise<boolean>;
  /**
   * @throws AppError `forbidden` if this chat does not let the bot write. `unavailable`, `busy` if nothing was sent,
   *   and a later try may succeed. `refused` if the platform never accepts it. With any other fault, the message may
   *   have been sent
   * @param isUnbroken  nothing is sent once it is false, because another process may send it
   */
  send(item: Item, content: Content, isUnbroken: () => boolean): Promise<void>;
  /** Stops all deliveries to a chat that does not let the bot write, and notifies their owners. */
  stopChat(item: Item): Promise<void>;
  /** Fields that name the delivery in the log. */
  labels(item: Item): object;
}

export interface OutboxPorts {
  kind: Extract<DeliveryKind, "digest" | "alert">;
  repository: DeliveryRepository;
  lease: Pick<Lease, "owner" | "renewIfDue" | "watch" | "mayTakeOver">;
  /** How many recipients are served at a time. */
  recipientsAtOnce: number;
  now: () => Date;
  log: Logger;
  onDelivered?: OnDelivered | undefined;
}

/** The names of deliveries in the log. */
const NAMES = { digest: "a digest", alert: "an alert" } as const;

/** A delivery that may have been sent is sent again at most this often. */
const MAX_REPEATS = 3;
const FIRST_RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 15 * 60_000;

/** Creates the outbox, which sends each due message. */
export function createOutbox(ports: OutboxPorts) {
  const { repository, lease, recipientsAtOnce, log } = ports;
  const closing = new AbortController();
  const busy = new Set<string>();

  async function round<Item extends Delivery, Content>(channel: Channel<Item, Content>): Promise<void> {
    await lease.renewIfDue();
    const taken = lease.mayTakeOver() ? await repository.takeOver(lease.owner) : 0;
    if (taken > 0) log.info({ taken }, "unfinished deliveries of dead processes were taken over");
    const deliver = createDeliver(channel, ports, closing.signal);
    const free = (await channel.queues()).filter(({ recipient }) => !busy.has(recipient));
    // All are reserved before the first one is served, so that no other round serves them too.
    for (const { recipient } of free) busy.add(recipient);
    const serve = async ({ recipient, open }: (typeof free)[number]) => {
      try {
        for (const item of await open()) {
          if (closing.signal.aborted || !(await deliver(item))) return;
        }
      } catch (thrown) {
        log.warn(
          { recipient, err: toAppError(thrown).message },
          "the deliveries of a recipient were not finished in this round",
        );
      } finally {
        busy.delete(recipient);
      }
    };
    await pMap(free, serve, { concurrency: recipientsAtOnce });
  }

  return {
    /**
     * Runs one round: takes over the deliveries of dead processes and tries all that is due. A failure of one recipient
     * does not reject. Recipients that an earlier round still serves are left out.
     */
    sweep<Item extends Delivery, Content>(channel: Channel<Item, Content>): Promise<void> {
      // A round that an event began serves many recipients, so its log lines do not carry that event.
      return withLogFields({}, () => round(channel));
    },
    /** Aborts composing and begins no new delivery. A send in progress continues. */
    close: () => closing.abort(),
    isClosed: () => closing.signal.aborted,
  };
}

/** Returns a function that tries one delivery. It returns false if the rest of the queue must wait too. */
function createDeliver<Item extends Delivery, Content>(
  channel: Channel<Item, Content>,
  { kind, repository, lease, now, log, onDelivered = () => {} }: OutboxPorts,
  closing: AbortSignal,
): (item: Item) => Promise<boolean> {
  const { owner } = lease;
  const name = NAMES[kind];

  async function skip({ id }: Item, reason: string, outcome: DeliveryOutcome = "skipped"): Promise<true> {
    onDelivered(kind, outcome);
    await repository.end(id, owner, { state: "skipped", at: now(), reason });
    return true;
  }

  async function putOff({ id, tries }: Item, mayBeSent: boolean, reason: DeliveryFault): Promise<false> {
    onDelivered(kind, reason === "unclear" ? "unclear" : "put-off");
    const pauseMs = Math.min(FIRST_RETRY_MS * 2 ** tries, LONGEST_RETRY_MS);
    const nextAt = new Date(now().getTime() + pauseMs);
    await repository.putOff(id, owner, { state: mayBeSent ? "sending" : "waiting", nextAt, reason });
    return false;
  }

  async function compose(item: Item) {
    try {
      return await channel.compose(item, closing);
    } catch (thrown) {
      if (!closing.aborted) {
        const { fault, message } = toAppError(thrown);
        log.warn({ ...channel.labels(item), err: message }, `${name} waits`);
        await putOff(item, item.mayBeSent, fault === "bug" || fault === "storage" ? "failed" : "crm");
      }
      return "put off";
    }
  }

  async function handleFailure(item: Item, thrown: unknown): Promise<boolean> {
    const { fault, message } = toAppError(thrown);
    log.warn({ ...channel.labels(item), fault, err: message }, `sending ${name} failed`);
    switch (fault) {
      case "forbidden":
        await skip(item, "shut-out", "refused");
        await channel.stopChat(item);
        return false;
      case "refused":
        onDelivered(kind, "failed");
        await repository.end(item.id, owner, { state: "failed", at: now(), reason: "failed" });
        return true;
      case "unavailable":
      case "busy":
        return putOff(item, item.mayBeSent, "platform");
      default:
        return putOff(item, true, "unclear");
    }
  }

  return async (item) => {
    const outdated = await channel.outdated(item);
    if (outdated !== null) return skip(item, outdated);
    if (item.repeated >= MAX_REPEATS) {
      log.error(channel.labels(item), `${name} that may have been sent was given up`);
      return skip(item, "unclear", "failed");
    }
    const composed = await compose(item);
    if (composed === "put off") return false;
    if ("skip" in composed) return skip(item, composed.skip);
    await lease.renewIfDue();
    if (closing.aborted) return false;
    const isUnbroken = lease.watch();
    if (!(await channel.markSending(item, owner, now()))) return true;
    // This process was paused after the mark, so another one may be sending. Nothing was sent here yet.
    if (!isUnbroken()) {
      log.warn(channel.labels(item), `${name} was not sent, because this process was paused`);
      return putOff(item, item.mayBeSent, "failed");
    }
    try {
      await channel.send(item, composed.content, isUnbroken);
    } catch (thrown) {
      return handleFailure(item, thrown);
    }
    onDelivered(kind, "sent");
    await repository.end(item.id, owner, { state: "sent", at: now() });
    log.info(channel.labels(item), `${name} was sent`);
    return true;
  };
}
