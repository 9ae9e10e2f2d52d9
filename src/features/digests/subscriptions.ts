import { AppError } from "../../errors.ts";
import { previousDue } from "../../scheduling/due.ts";
import { parseSchedule, type Schedule, writeSchedule } from "../../scheduling/schedule.ts";
import { periodOf } from "./digest-period.ts";
import {
  PLATFORMS,
  type Run,
  type RunRepository,
  type SubscribedPlace,
  type Subscription,
  type SubscriptionState,
} from "./runs.ts";

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
    row: Omit<SubscriptionRow, "number" | "state" | "createdAt" | "checkedUntil"> & { at: Date },
  ): Promise<SubscriptionRow>;
  find(number: number): Promise<SubscriptionRow | null>;
  byId(id: string): Promise<SubscriptionRow | null>;
  /** All but those that were removed, in the order of their numbers. */
  list(): Promise<SubscriptionRow[]>;
  /**
   * One conditional update: true only for the one caller who moved it.
   * @param change  `checkedUntil`: what was due before then is not sent any more
   */
  move(
    id: string,
    from: readonly SubscriptionState[],
    to: Exclude<SubscriptionState, "broken">,
    change: { at: Date; checkedUntil?: Date },
  ): Promise<boolean>;
}

/** What is asked for: where, what, when, in which language. */
interface Order {
  person: string;
  place: SubscribedPlace;
  kinds: readonly string[];
  schedule: Schedule;
  locale: string;
  skipEmpty: boolean;
}

/** The team's subscriptions, as people change them. */
export interface Subscriptions {
  /**
   * Begins now: what was due earlier today is not sent. An equal subscription of the same chat is resumed instead, and no
   * second one is added.
   */
  add(order: Order): Promise<{ subscription: Subscription; isNew: boolean }>;
  /** Returns all that were not removed, in the order of their numbers. */
  list(): Promise<Subscription[]>;
  /** @throws AppError `not-found` */
  find(number: number): Promise<Subscription>;
  byId(id: string): Promise<Subscription | null>;
  /** This and the changes below return true where they changed something. */
  pause(subscription: Subscription): Promise<boolean>;
  /** What was due while it was paused is not sent. */
  resume(subscription: Subscription): Promise<boolean>;
  remove(subscription: Subscription): Promise<boolean>;
  /** Stops it because its chat does not let the bot write. */
  shutOut(subscription: Subscription): Promise<boolean>;
  /** Sends its last period once more, at once. */
  sendNow(subscription: Subscription): Promise<void>;
  /** Returns its last runs, the newest first. */
  lastRuns(subscription: Subscription, limit: number): Promise<Run[]>;
}

export interface SubscriptionsPorts {
  rows: SubscriptionRepository;
  runs: Pick<RunRepository, "plan" | "newest">;
  timeZone: string;
  now: () => Date;
  newId: () => string;
  /** Is called when a run was stored that must not wait for the next round. */
  onPlanned(): void;
}

export function createSubscriptions(ports: SubscriptionsPorts): Subscriptions {
  const { rows, runs, timeZone, now, newId, onPlanned } = ports;
  const move = (
    { id }: Subscription,
    from: readonly SubscriptionState[],
    to: Exclude<SubscriptionState, "broken">,
    checkedUntil?: Date,
  ) => rows.move(id, from, to, { at: now(), ...(checkedUntil === undefined ? {} : { checkedUntil }) });

  const list = async () => (await rows.list()).flatMap((row) => readable(row) ?? []);
  const resume = async (one: Subscription) => {
    if (one.state === "broken") throw new AppError("tampered", `subscription ${one.number} was changed`);
    return move(one, ["paused", "shut-out"], "active", now());
  };

  return {
    async add(order) {
      const known = (await list()).find((one) => one.state !== "broken" && likeness(one) === likeness(order));
      if (known !== undefined) {
        await resume(known);
        return { subscription: { ...known, state: "active" }, isNew: false };
      }
      const { place, kinds, schedule, ...plain } = order;
      const { thread = null, ...where } = place;
      const row = { ...plain, ...where, id: newId(), thread, at: now() };
      const written = { kinds: kinds.join(" "), schedule: writeSchedule(schedule) };
      return { subscription: opened(await rows.add({ ...row, ...written })), isNew: true };
    },
    list,
    async find(number) {
      const row = await rows.find(number);
      if (row === null || row.state === "removed") {
        throw new AppError("not-found", `there is no subscription ${number}`);
      }
      return opened(row);
    },
    async byId(id) {
      const row = await rows.byId(id);
      return row && readable(row);
    },
    pause: (one) => move(one, ["active", "shut-out"], "paused"),
    resume,
    remove: (one) => move(one, ["active", "paused", "shut-out"], "removed"),
    shutOut: (one) => move(one, ["active"], "shut-out"),
    async sendNow({ id: subscription, kinds, schedule, checkedUntil }) {
      const dueAt = now();
      const last = previousDue(schedule, timeZone, dueAt) ?? dueAt;
      const { from, to } = periodOf(schedule, last, timeZone);
      const period = `now ${dueAt.toISOString()}`;
      const planned = kinds.map((kind) => ({ id: newId(), subscription, kind, period, dueAt, from, to }));
      await runs.plan(subscription, planned, checkedUntil);
      onPlanned();
    },
    lastRuns: ({ id }, limit) => runs.newest(id, limit),
  };
}

/** Equal for two orders that would send the same digest to the same chat. */
function likeness({ place, kinds, schedule, locale, skipEmpty }: Omit<Order, "person">): string {
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
