import { TZDate } from "@date-fns/tz";
import { addDays } from "date-fns/addDays";
import { startOfDay } from "date-fns/startOfDay";
import type { AuditEntry, AuditRepository } from "../../access/audit.ts";
import { maskLists } from "../../access/masking.ts";
import {
  type Counted,
  type DayBounds,
  type Excess,
  excessOf,
  hourOf,
  MINUTE_MS,
  OverQuota,
  type Quota,
  SEEN_MS,
  startOfHour,
} from "../../access/quota.ts";
import { type Role, reaches } from "../../access/roles.ts";
import { type Card, customersIn } from "../../cards/card.ts";
import type { Logger } from "../../logging/logger.ts";
import { lruCache } from "../../lru-cache.ts";
import type { Settings } from "../../settings/settings.ts";
import type { Args, Command } from "../command.ts";
import type { AuditDraft, Clock, Context, Who } from "../context.ts";
import { customerKey } from "../context.ts";
import type { CommandRequest } from "../request-kinds.ts";
import { createUnusualLookUps, type NoticeRepository } from "./notices.ts";

/** Customers to count for one person, and the limits that must hold afterwards. */
interface LookUpsToCount {
  person: string;
  /** As the audit names them, each once; at least one. */
  customers: readonly string[];
  at: Date;
  /** A customer who was counted after this is not counted again. */
  seenSince: Date;
  /** At most `most` customers counted after `since`; for `day`, at or after it. */
  minute: { since: Date; most: number };
  day: { since: Date; most: number };
  /** The hour of `at`, in hours since 1970, and its beginning. */
  hour: { number: number; since: Date };
}

export interface LookUpRepository extends Pick<NoticeRepository, "hours" | "addNotice"> {
  /**
   * Counts these customers and adds the audit entry, in one transaction. Several calls of one person, in one process or
   * several, are counted one after the other.
   * @param entry  null: no audit entry
   * @returns false if a limit would be exceeded; then nothing is stored
   */
  count(lookUps: LookUpsToCount, entry: AuditEntry | null): Promise<boolean>;
  /** How many customers were counted for a person in each window. */
  usage(person: string, since: { minute: Date; day: Date }): Promise<Record<keyof Quota, number>>;
  /** What was counted for a person since then. */
  counted(person: string, since: Date): Promise<Counted[]>;
}

export interface LookUpPorts {
  rows: LookUpRepository;
  audit: AuditRepository;
  settings: Settings;
  clock: Clock;
  timeZone: string;
  /** Called for each refusal. */
  onOverQuota(window: keyof Quota): void;
  log: Logger;
}

export type LookUps = ReturnType<typeof createLookUps>;

/** The most customers that an audit entry names. A file may have more. */
const NAMED_MAX = 1_000;

/** Counts the customers whom a person is shown, refuses more than their quota, and names them in the audit. */
export function createLookUps(ports: LookUpPorts) {
  const { rows, audit, settings, clock } = ports;
  const today = createToday(ports.timeZone);
  const unusual = createUnusualLookUps({ rows, today, now: clock.now, log: ports.log });
  const { countedIn, answered, quotaOf, countThese, excessFor, refuse } = createCounter(
    ports,
    today,
    unusual,
  );

  /** Adds the customers that the card shows to the audit entry. @returns those that were not counted in this call */
  function newIn(shown: Card | null, { auditEntry, countShown }: Context): string[] {
    for (const reference of shown === null ? [] : customersIn(shown)) countShown(reference);
    const before = countedIn.get(auditEntry);
    return [...auditEntry.customers].filter((one) => before?.has(one) !== true);
  }

  return {
    /**
     * Refuses a person who has no quota left, before AntCRM is asked. The exception is a request about a customer, or
     * for a page, that they were shown a moment ago.
     * @throws OverQuota
     */
    async admit(request: CommandRequest, { kind }: { kind: "read" | "write" }, ctx: Context): Promise<void> {
      const { command, args, filled } = request;
      if (!looksAtCustomers(command, kind) || (filled && command.formConfirms)) return;
      const now = clock.now();
      const isAgain = answered.begin(ctx.auditEntry, requestKey(ctx.who.person, command.name, args), now);
      const minute = new Date(now.getTime() - MINUTE_MS);
      const [quota, used] = await Promise.all([
        quotaOf(ctx.who),
        rows.usage(ctx.who.person, { minute, day: today(now).from }),
      ]);
      const isUsedUp = (window: keyof Quota) => quota[window] > 0 && used[window] >= quota[window];
      if (isAgain || (!isUsedUp("minute") && !isUsedUp("day"))) return;
      const asked = customerKey(args.customer ?? "somebody", ctx.pseudonym);
      const excess = await excessFor([asked], quota, ctx);
      if (excess !== null) await refuse(excess, ctx);
    },

    /** Counts the customers of this card that the cards before it did not show. @throws OverQuota */
    async count(shown: Card | null, ctx: Context): Promise<void> {
      const customers = newIn(shown, ctx);
      if (customers.length > 0) await countThese(customers, ctx, null);
    },

    /** Records a look-up and counts it, in one write: no customer is shown without both. @throws OverQuota */
    async record(entry: AuditEntry, shown: Card | null, ctx: Context): Promise<void> {
      const customers = newIn(shown, ctx);
      const withNames = named(entry, ctx);
      if (customers.length === 0) await audit.add(withNames);
      else await countThese(customers, ctx, withNames);
    },

    /**
     * Returns the first of these customers, as many as the person's quota still allows.
     * @throws OverQuota it allows none
     */
    async fitting(references: readonly string[], ctx: Context): Promise<readonly string[]> {
      const keys = references.map((one) => customerKey(one, ctx.pseudonym));
      const excess = await excessFor(keys, await quotaOf(ctx.who), ctx);
      if (excess === null) return references;
      return excess.left > 0 ? references.slice(0, excess.left) : refuse(excess, ctx);
    },

    named,

    /** Returns the names of the records that the call has found, only for the customers that it has counted. */
    namesCounted({ named: all, auditEntry, pseudonym }: Context): Context["named"] {
      const counted = countedIn.get(auditEntry);
      return new Map([...all].filter(([one]) => counted?.has(customerKey(one, pseudonym))));
    },

    /** Returns the card as a person of this role sees it: lists have shortened numbers if the team has set this. */
    async masked(shown: Card, { role }: Who): Promise<Card> {
      if (!listsCustomers(shown)) return shown;
      return isMaskedFor(role, await settings.get("lists.mask")) ? maskLists(shown) : shown;
    },

    /** Checks after the answer if this person has looked up far more than usual. Never rejects. */
    async watch({ who, auditEntry }: Context): Promise<void> {
      if (countedIn.has(auditEntry)) await unusual.noteBurst(who);
    },
  };
}

/** Counts customers against a person's quota. `countedIn`: the counted customers of each call, by its audit entry. */
function createCounter(
  { rows, settings, clock, onOverQuota }: LookUpPorts,
  today: ReturnType<typeof createToday>,
  unusual: ReturnType<typeof createUnusualLookUps>,
) {
  const countedIn = new WeakMap<AuditDraft, Set<string>>();
  const answered = createAnswered();

  async function quotaOf({ role }: Who): Promise<Quota> {
    return role === "none" ? { minute: 1, day: 1 } : settings.get(`quota.${role}`);
  }

  async function countThese(customers: readonly string[], ctx: Context, entry: AuditEntry | null) {
    const { who, auditEntry } = ctx;
    const quota = await quotaOf(who);
    const now = clock.now();
    const limits = limitsAt(now, { quota, day: today(now), count: customers.length, auditEntry });
    const isCounted = await rows.count({ person: who.person, customers, ...limits }, entry);
    if (!isCounted) {
      const excess = await excessFor(customers, quota, ctx);
      // The second read happens later, so there may be room again.
      await refuse(excess ?? excessOfNow(quota, customers.length, new Date(now.getTime() + 1_000)), ctx);
    }
    countedIn.set(auditEntry, new Set([...(countedIn.get(auditEntry) ?? []), ...customers]));
    answered.add(auditEntry, now);
  }

  async function excessFor(customers: readonly string[], quota: Quota, { who }: Context) {
    const now = clock.now();
    const day = today(now);
    const since = new Date(Math.min(day.from.getTime(), now.getTime() - SEEN_MS));
    return excessOf(customers, await rows.counted(who.person, since), { quota, now, day });
  }

  /** @throws OverQuota */
  async function refuse(excess: Excess, { who }: Context): Promise<never> {
    onOverQuota(excess.window);
    await unusual.noteExcess(excess, who);
    throw new OverQuota(excess);
  }

  return { countedIn, answered, quotaOf, countThese, excessFor, refuse };
}

/** Returns when these customers are counted, and the limits that must hold afterwards. */
function limitsAt(
  now: Date,
  { quota, day, count, auditEntry }: { quota: Quota; day: DayBounds; count: number; auditEntry: AuditDraft },
) {
  const ms = now.getTime();
  // A file is one look-up, so it must fit only into the quota of the day.
  const mostInMinute = auditEntry.isFile ? most(0) : Math.max(most(quota.minute), count);
  return {
    at: now,
    seenSince: new Date(ms - SEEN_MS),
    minute: { since: new Date(ms - MINUTE_MS), most: mostInMinute },
    day: { since: day.from, most: most(quota.day) },
    hour: { number: hourOf(now), since: startOfHour(now) },
  };
}

function excessOfNow(quota: Quota, wanted: number, retryAt: Date): Excess {
  const window = quota.minute === 0 ? "day" : "minute";
  const limit = quota[window];
  return { window, limit, seen: limit, left: 0, wanted, retryAt };
}

function listsCustomers(shown: Card): boolean {
  const isOfCustomers = shown.names !== undefined || customersIn(shown).length > 0;
  return isOfCustomers && shown.blocks.some(({ kind }) => kind === "list" || kind === "table");
}

/** Returns the limit; 0 means no limit. */
function most(limit: number): number {
  return limit === 0 ? Number.MAX_SAFE_INTEGER : limit;
}

/**
 * Returns a function for the day's bounds in this zone. It computes them once a day, because this takes longer than all
 * the counting.
 */
function createToday(timeZone: string): (now: Date) => DayBounds {
  let current: DayBounds | null = null;
  return (now) => {
    if (current === null || now < current.from || now >= current.to) {
      const local = new TZDate(now.getTime(), timeZone);
      const midnight = (one: Date) => new Date(startOfDay(one).getTime());
      current = { from: midnight(local), to: midnight(addDays(local, 1)) };
    }
    return current;
  };
}

/** Returns the entry with the customers that the call has shown. */
function named(entry: AuditEntry, { auditEntry }: Context): AuditEntry {
  const all = [...auditEntry.customers];
  if (entry.effect === "refusal" || all.length === 0 || (all.length === 1 && all[0] === entry.customer))
    return entry;
  const more = all.length > NAMED_MAX ? ` (${all.length} customers)` : "";
  return { ...entry, outcome: entry.outcome + more, customers: all.slice(0, NAMED_MAX) };
}

/** Returns the key of a request. A list that is asked for without a page has the key of its first page. */
function requestKey(person: string, command: string, { page = "1", ...args }: Args): string {
  return JSON.stringify([person, command, page, Object.entries(args).sort()]);
}

/** Remembers recently answered requests. It does so in memory, because their customers are counted in any case. */
function createAnswered() {
  const kept = lruCache<Date>(ANSWERED_MAX);
  const keys = new WeakMap<AuditDraft, string>();
  return {
    /** @returns true if the same person got an answer to the same request a moment ago */
    begin(entry: AuditDraft, key: string, now: Date): boolean {
      keys.set(entry, key);
      const at = kept.get(key);
      return at !== undefined && now.getTime() - at.getTime() < SEEN_MS;
    },
    add(entry: AuditDraft, now: Date): void {
      const key = keys.get(entry);
      if (key !== undefined) kept.set(key, now);
    },
  };
}

const ANSWERED_MAX = 2_000;

/** @param upTo the highest role that is shown shortened numbers; `off`: nobody is */
export function isMaskedFor(role: Role, upTo: Role | "off"): boolean {
  return upTo !== "off" && reaches(upTo, role);
}

/** True if the command shows customers. Help and a change of a setting or a role do not. */
function looksAtCustomers({ effect, showsCustomers }: Command, kind: "read" | "write"): boolean {
  return showsCustomers && (kind === "write" || effect === "look-up");
}
