import type { Place } from "../../bot/call.ts";
import type { DeliveryRepository } from "../../delivery/outbox.ts";
import { AppError } from "../../errors.ts";
import { previousDue } from "../../scheduling/due.ts";
import { parseSchedule, type Schedule, writeSchedule } from "../../scheduling/schedule.ts";
import { periodOf } from "./period.ts";

/** A subscription: which digests are sent when, to which chat, and who owns it. */
export interface Subscription {
  id: string;
  /** The number that people use for it: `2`. */
  number: number;
  /** Its owner: `"slack:U0123"`. */
  person: string;
  place: Place;
  /** `["ratings", "campaigns"]` */
  kinds: readonly string[];
  schedule: Schedule;
  locale: string;
  /** True: nothing is sent for a period in which nothing happened. */
  skipEmpty: boolean;
  state: SubscriptionState;
  checkedUntil: Date;
  /** When its state was last changed. */
  changedAt: Date;
}

/**
 * - `shut-out`  its chat does not let the bot write
 * - `broken`    its row was changed outside the bot, and it is not sent
 */
export type SubscriptionState = "active" | "paused" | "shut-out" | "removed" | "broken";

/** A subscription as it is stored. */
export interface SubscriptionRow extends Omit<Subscription, "place" | "kinds" | "schedule"> {
  platform: string;
  chat: string;
  thread: string | null;
  shared: boolean;
  /** `"ratings campaigns"` */
  kinds: string;
  /** Canonical: `"daily 08:30"`. */
  schedule: string;
  createdAt: Date;
}

export interface SubscriptionRepository {
  add(
    row: Omit<SubscriptionRow, "number" | "state" | "createdAt" | "checkedUntil" | "changedAt"> & {
      at: Date;
    },
  ): Promise<SubscriptionRow>;
  find(number: number): Promise<SubscriptionRow | null>;
  byId(id: string): Promise<SubscriptionRow | null>;
  /** Returns the subscriptions that are not removed, in the order of their numbers. */
  list(): Promise<SubscriptionRow[]>;
  /**
   * Moves a subscription by one conditional update: true only for the one caller who moved it.
   * @param change  `checkedUntil`: what was due before this time is not sent any more; `unchangedSince`: moves only a
   *   subscription that was not changed after this time
   */
  move(
    id: string,
    from: readonly SubscriptionState[],
    to: Exclude<SubscriptionState, "broken">,
    change: { at: Date; checkedUntil?: Date; unchangedSince?: Date },
  ): Promise<boolean>;
}

/** The choices of the person who subscribes. */
type SubscriptionRequest = Pick<
  Subscription,
  "person" | "place" | "kinds" | "schedule" | "locale" | "skipEmpty"
>;

export interface SubscriptionsPorts {
  rows: SubscriptionRepository;
  runs: Pick<RunRepository, "plan" | "newest">;
  timeZone: string;
  now: () => Date;
  newId: () => string;
  /** Called when a run was stored that must not wait for the next round. */
  onPlanned(): void;
}

/** Creates, changes and finds the team's subscriptions. */
export type Subscriptions = ReturnType<typeof createSubscriptions>;

export function createSubscriptions(ports: SubscriptionsPorts) {
  const { rows, runs, timeZone, now, newId, onPlanned } = ports;
  /** Returns the subscription as it is after the move; null if it was not moved. */
  const moved = async (
    one: Subscription,
    from: readonly SubscriptionState[],
    to: Exclude<SubscriptionState, "broken">,
    change: { checkedUntil?: Date; unchangedSince?: Date } = {},
  ): Promise<Subscription | null> => {
    const at = now();
    const isMoved = await rows.move(one.id, from, to, { at, ...change });
    return isMoved ? { ...one, state: to, changedAt: at } : null;
  };
  const move = async (...args: Parameters<typeof moved>) => (await moved(...args)) !== null;

  const list = async (): Promise<Subscription[]> => (await rows.list()).flatMap((row) => readable(row) ?? []);
  const resume = async (one: Subscription): Promise<Subscription | null> => {
    if (one.state === "broken") throw new AppError("tampered", `subscription ${one.number} was changed`);
    return moved(one, ["paused", "shut-out"], "active", { checkedUntil: now() });
  };

  return {
    /**
     * Adds a subscription that begins now: what was due earlier today is not sent. If the chat has an equal subscription,
     * that one is resumed and returned instead.
     * @returns `known`: that subscription as it was before; null if it is new
     */
    async add(
      order: SubscriptionRequest,
    ): Promise<{ subscription: Subscription; known: Subscription | null }> {
      const known = (await list()).find((one) => one.state !== "broken" && likeness(one) === likeness(order));
      if (known !== undefined) {
        return { subscription: (await resume(known)) ?? known, known };
      }
      const { place, kinds, schedule, ...plain } = order;
      const { thread = null, ...where } = place;
      const row = { ...plain, ...where, id: newId(), thread, at: now() };
      const written = { kinds: kinds.join(" "), schedule: writeSchedule(schedule) };
      return { subscription: opened(await rows.add({ ...row, ...written })), known: null };
    },
    /** Returns the subscriptions that are not removed, in the order of their numbers. */
    list,
    /** @throws AppError `not-found` */
    async find(number: number): Promise<Subscription> {
      const row = await rows.find(number);
      if (row === null || row.state === "removed") {
        throw new AppError("not-found", `there is no subscription ${number}`, { number });
      }
      return opened(row);
    },
    /** Finds removed subscriptions too; null if it never existed, or cannot be read. */
    async withRemoved(number: number): Promise<Subscription | null> {
      const row = await rows.find(number);
      return row && readable(row);
    },
    async byId(id: string): Promise<Subscription | null> {
      const row = await rows.byId(id);
      return row && readable(row);
    },
    /** Pauses it. Returns it as it is afterwards; null if it was paused before. */
    pause: (one: Subscription) => moved(one, ["active", "shut-out"], "paused"),
    /** Resumes it, in the same way. What was due during the pause is not sent. */
    resume,
    /** Puts it back to an earlier state, if it is still as `from` says, and was not changed after `from.changedAt`. */
    async restore(
      one: Subscription,
      from: Pick<Subscription, "state" | "changedAt">,
      to: Exclude<SubscriptionState, "broken">,
    ): Promise<boolean> {
      if (one.state === "broken") return false;
      return move(one, [from.state], to, { unchangedSince: from.changedAt });
    },
    /** Removes it. Returns true if it changed something. */
    remove: (one: Subscription) => move(one, ["active", "paused", "shut-out"], "removed"),
    /** Stops it because its chat does not let the bot write. */
    shutOut: (one: Subscription) => move(one, ["active"], "shut-out"),
    /**
     * Sends its last period once more, at once. The same call sends it once, also if a killed process had begun it.
     * @param call the platform's identity of the event that asks for it: `"telegram:812345678"`
     */
    async sendNow(
      { id: subscription, kinds, schedule, checkedUntil }: Subscription,
      call: string,
    ): Promise<void> {
      const dueAt = now();
      const last = previousDue(schedule, timeZone, dueAt) ?? dueAt;
      const { from, to } = periodOf(schedule, last, timeZone);
      const period = `now ${call}`;
      const planned = kinds.map((kind) => ({ id: newId(), subscription, kind, period, dueAt, from, to }));
      await runs.plan(subscription, planned, checkedUntil);
      onPlanned();
    },
    /** Returns its last runs, the newest first. */
    lastRuns: ({ id }: Subscription, limit: number): Promise<Run[]> => runs.newest(id, limit),
  };
}

const PLATFORMS: readonly Place["platform"][] = ["slack", "telegram", "terminal"];

/** Returns a key that is equal for two orders of the same digest in the same chat. */
function likeness({
  place,
  kinds,
  schedule,
  locale,
  skipEmpty,
}: Omit<SubscriptionRequest, "person">): string {
  const where = [place.platform, place.chat, place.thread ?? ""];
  return [...where, kinds.toSorted().join(" "), writeSchedule(schedule), locale, skipEmpty].join("|");
}

/** Returns null for a row that was changed outside the bot and cannot be read any more. */
function readable(row: SubscriptionRow): Subscription | null {
  try {
    return opened(row);
  } catch (error) {
    if (row.state !== "broken") throw error;
    return null;
  }
}

function opened({ platform, chat, thread, shared, kinds, schedule, ...row }: SubscriptionRow): Subscription {
  const where = PLATFORMS.find((one) => one === platform);
  const when = parseSchedule(schedule);
  if (where === undefined || when === null) {
    throw new AppError("bug", `subscription ${row.number} cannot be read: ${platform}, ${schedule}`);
  }
  const place = { platform: where, chat, shared };
  return {
    ...row,
    place: thread === null ? place : { ...place, thread },
    kinds: kinds.split(" "),
    schedule: when,
  };
}

/** One message of a subscription: one kind at one due time. */
export interface Run {
  id: string;
  /** The id of its subscription. */
  subscription: string;
  kind: string;
  dueAt: Date;
  /** The period that it covers; the end is not included. */
  from: Date;
  to: Date;
  state: RunState;
  reason: string | null;
  nextAt: Date;
  tries: number;
  /** How often it was sent again, marked as perhaps sent before. */
  repeated: number;
  sentAt: Date | null;
  endedAt: Date | null;
}

/** `sending` is committed before the send. */
export type RunState = "due" | "claimed" | "sending" | "sent" | "skipped" | "failed";

/** A due time to store. */
export interface PlannedRun extends Pick<Run, "id" | "subscription" | "kind" | "dueAt" | "from" | "to"> {
  /** The due time by the wall clock: `"2026-11-25 08:30"`. */
  period: string;
  /** Why it is not sent. */
  skipped?: Reason;
}

/** The stored runs. A run that was put off before it was sent stays claimed by its worker. */
export interface RunRepository extends DeliveryRepository {
  /**
   * Stores each due time once; a row that is already stored stays as it is. The time `checkedUntil` is stored in the same
   * transaction, so if the process dies, the same due times are planned again.
   */
  plan(subscription: string, runs: readonly PlannedRun[], checkedUntil: Date): Promise<void>;
  /** Claims what is due, except from subscriptions of which another worker has a claimed run. @returns how many runs */
  claim(owner: string): Promise<number>;
  /** Returns this worker's runs that have not ended, the oldest due first. */
  inHand(owner: string): Promise<Run[]>;
  /**
   * Commits the state `sending` before the send, while the owner's lease runs. A run that was already in `sending` counts
   * as repeated. Returns false if the run is not due, or its state has changed since it was read.
   */
  send(run: Pick<Run, "id" | "state">, owner: string, at: Date): Promise<boolean>;
  /** Returns the newest runs of a subscription, the latest due first. */
  newest(subscription: string, limit: number): Promise<Run[]>;
}

/** Why a run was not sent, or is not sent yet. */
export type Reason =
  /** The bot, AntCRM or the platform was down for longer than the setting allows. */
  | "late"
  /** Several runs were missed, and only the latest is sent. */
  | "newer"
  /** Nothing happened, and the subscription skips empty digests. */
  | "empty"
  /** The subscription was paused or removed before the run could be sent. */
  | "paused"
  /** It goes to its owner only, who has lost the role that may read it. */
  | "no-right"
  /** Its chat does not let the bot write. */
  | "shut-out"
  /** AntCRM could not be read. */
  | "crm"
  /** The chat's platform could not be reached, and nothing was sent. */
  | "platform"
  /** It may have been sent: no answer came, or the process died. */
  | "unclear"
  /** The bot had an unexpected error, or the platform refused the message. */
  | "failed"
  /** It was in progress in a restored copy of the database. The original may have sent it. */
  | "restored";
