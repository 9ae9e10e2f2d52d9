import type { Place } from "../../bot/call.ts";
import type { DeliveryRepository } from "../../delivery/outbox.ts";
import type { Schedule } from "../../scheduling/schedule.ts";

/** A subscription: what is sent where, when, and to whom it belongs. */
export interface Subscription {
  id: string;
  /** What people call it by: `2`. */
  number: number;
  /** Its owner: `"slack:U0123"`. */
  person: string;
  place: Place;
  /** `["ratings", "campaigns"]` */
  kinds: readonly string[];
  schedule: Schedule;
  locale: string;
  /** Nothing is sent for a period in which nothing happened. */
  skipEmpty: boolean;
  state: SubscriptionState;
  checkedUntil: Date;
}

/** `shut-out`: its chat does not let the bot write; `broken`: its row was changed outside the bot, and it is not sent. */
export type SubscriptionState = "active" | "paused" | "shut-out" | "removed" | "broken";

/** One message of a subscription: one kind at one due time. */
export interface Run {
  id: string;
  kind: string;
  dueAt: Date;
  /** The period it reports on; the end is not included. */
  from: Date;
  to: Date;
  state: RunState;
  reason: string | null;
  nextAt: Date;
  tries: number;
  /** How often it was sent again, with the mark that it may have been sent before. */
  repeated: number;
  sentAt: Date | null;
  endedAt: Date | null;
}

/** `sending` is committed before the send. */
export type RunState = "due" | "claimed" | "sending" | "sent" | "skipped" | "failed";

/** A due time to store. */
export interface PlannedRun
  extends Pick<StoredRun, "id" | "subscription" | "kind" | "dueAt" | "from" | "to"> {
  /** By the wall clock: `"2026-11-25 08:30"`. */
  period: string;
  /** Why it is not sent. */
  skipped?: Reason;
}

/** A run with the id of its subscription. */
export type StoredRun = Run & { subscription: string };

/** The stored runs. A run that is put off before it was sent stays claimed by its worker. */
export interface RunRepository extends DeliveryRepository {
  /**
   * Stores each due time once. A row that exists already is left as it is. One transaction with the mark up to which due
   * times were stored, so that a process that dies in between stores them again.
   */
  plan(subscription: string, runs: readonly PlannedRun[], checkedUntil: Date): Promise<void>;
  /** Claims what is due, except of subscriptions of which another worker has a run in hand. @returns how many runs */
  claim(owner: string): Promise<number>;
  /** Returns this worker's runs that have not ended, the oldest due first. */
  inHand(owner: string): Promise<StoredRun[]>;
  /**
   * Commits the state `sending` before the send, while the owner's lease runs. A run that was being sent before is counted
   * as repeated.
   */
  send(id: string, owner: string, at: Date): Promise<boolean>;
  /** Returns the newest runs of a subscription, the latest due first. */
  newest(subscription: string, limit: number): Promise<StoredRun[]>;
}

/** Why a run was not sent, or not yet. */
export type Reason =
  /** The bot was down, or AntCRM or the platform away, for longer than is caught up. */
  | "late"
  /** Of several that were missed the latest alone is sent. */
  | "newer"
  /** Nothing happened, and the subscription skips that. */
  | "empty"
  /** It was paused or removed before it could be sent. */
  | "paused"
  /** It goes to its owner alone, who lost the role that may read it. */
  | "no-right"
  /** Its chat does not let the bot write. */
  | "shut-out"
  /** AntCRM could not be read. */
  | "crm"
  /** The chat's platform could not be reached: nothing was sent. */
  | "platform"
  /** It may have been sent: no answer came, or the process died. */
  | "unclear"
  /** An unforeseen error of the bot, or the platform refused the message. */
  | "failed"
  /** It was under way in a restored copy of the database: the original may have sent it. */
  | "restored";
