import { AppError } from "../../errors.ts";
import { parseQuietHours, type QuietHours, writeQuietHours } from "./quiet-hours.ts";
import {
  type Listener,
  parseWatch,
  type Rule,
  type RuleStanding,
  type RuleState,
  recipientOf,
  writeWatch,
} from "./rule.ts";

/** A rule as it is stored. */
export interface RuleRow extends Omit<Rule, "place" | "watch"> {
  platform: string;
  chat: string;
  thread: string | null;
  shared: boolean;
  /** Canonical: `"ratings 2"`. */
  watch: string;
}

export interface RuleRepository {
  add(
    row: Omit<RuleRow, "number" | keyof RuleStanding | "createdAt" | "changedAt"> & { at: Date },
  ): Promise<RuleRow>;
  /** Finds removed rules too. */
  byId(id: string): Promise<RuleRow | null>;
  /** Returns the rules that are not removed, in the order of their numbers. */
  list(): Promise<RuleRow[]>;
  /**
   * Moves a rule by one conditional update: true only for the one caller who moved it. A broken rule moves from any state.
   */
  move(id: string, from: RuleState, to: Exclude<RuleState, "broken">, at: Date): Promise<boolean>;
  snooze(id: string, until: Date | null, at: Date): Promise<void>;
  /** Puts a rule back by one conditional update: false if it is not any more as `from` says, or is removed. */
  restore(id: string, from: Changed<RuleStanding>, to: RuleStanding, at: Date): Promise<boolean>;
  /** Returns `"22:00-07:00"`. @param chat  `"telegram:-100123"`, or a person: `"slack:U0123"` */
  quietHours(chat: string): Promise<string | null>;
  setQuietHours(chat: string, hours: string | null, at: Date): Promise<void>;
  /** Puts quiet hours back by one conditional update: false if they are not any more as `from` says. */
  restoreQuietHours(
    chat: string,
    from: Changed<{ hours: string | null }>,
    hours: string | null,
    at: Date,
  ): Promise<boolean>;
}

/** A state with the time of the change that led to it, which tells it from a later, equal state. */
type Changed<State> = State & { changedAt: Date };

/** Creates, changes and finds the team's rules. */
export type Rules = ReturnType<typeof createRules>;

interface RulesPorts {
  rows: RuleRepository;
  events: { drop(rule: string, at: Date): Promise<void> };
  now: () => Date;
  newId: () => string;
}

export function createRules({ rows, events, now, newId }: RulesPorts) {
  /** Returns the rules that are not removed, in the order of their numbers. */
  async function list(): Promise<Rule[]> {
    return (await rows.list()).flatMap((row) => readable(row) ?? []);
  }

  async function quietHoursOf(chat: string): Promise<QuietHours | null> {
    const hours = await rows.quietHours(chat);
    return hours === null ? null : parseQuietHours(hours);
  }

  return {
    /**
     * Adds a rule. If the chat has the same rule already, that rule is returned, and becomes active again if it was
     * `shut-out`.
     * @returns `known`: that rule as it was before; null if the rule is new
     */
    async add({
      watch,
      ...order
    }: Listener & Pick<Rule, "locale" | "watch">): Promise<{ rule: Rule; known: Rule | null }> {
      const { place, person, locale, isPersonal } = order;
      const at = now();
      const isSame = (one: Rule) =>
        one.state !== "broken" &&
        one.isPersonal === isPersonal &&
        recipientOf(one) === recipientOf(order) &&
        writeWatch(one.watch) === writeWatch(watch);
      const known = (await list()).find(isSame);
      if (known !== undefined) {
        const isMoved = await rows.move(known.id, "shut-out", "active", at);
        return { rule: { ...known, state: "active", ...(isMoved && { changedAt: at }) }, known };
      }
      const { thread = null, ...where } = place;
      const row = { id: newId(), person, locale, isPersonal, ...where, thread, at };
      return { rule: opened(await rows.add({ ...row, watch: writeWatch(watch) })), known: null };
    },
    list,
    /** Finds removed rules too. */
    async byId(id: string): Promise<Rule | null> {
      const row = await rows.byId(id);
      return row && readable(row);
    },
    /** @throws AppError `not-found` */
    async find(number: number): Promise<Rule> {
      const rule = (await list()).find((one) => one.number === number);
      if (rule === undefined) throw new AppError("not-found", `there is no alert ${number}`, { number });
      return rule;
    },
    /** Removes the rule and drops its waiting events. Returns true if it changed something. */
    async remove({ id, state }: Rule): Promise<boolean> {
      const isGone = await rows.move(id, state, "removed", now());
      if (isGone) await events.drop(id, now());
      return isGone;
    },
    /** Returns the rule as it is afterwards. */
    async snooze(rule: Rule, until: Date): Promise<Rule> {
      const at = now();
      await rows.snooze(rule.id, until, at);
      return { ...rule, snoozedUntil: until, changedAt: at };
    },
    /** Ends a snooze, and makes a `shut-out` rule active again. Returns the rule as it is afterwards. */
    async resume(rule: Rule): Promise<Rule> {
      const at = now();
      await rows.snooze(rule.id, null, at);
      await rows.move(rule.id, "shut-out", "active", at);
      const state = rule.state === "shut-out" ? "active" : rule.state;
      return { ...rule, state, snoozedUntil: null, changedAt: at };
    },
    /** Puts a rule back as it stood before, if it is still as `from` says. */
    async restore({ id, state }: Rule, from: Changed<RuleStanding>, to: RuleStanding): Promise<boolean> {
      const isRestored = state !== "broken" && (await rows.restore(id, from, to, now()));
      if (isRestored && to.state !== "active") await events.drop(id, now());
      return isRestored;
    },
    /** Stops the rule because its chat does not let the bot write, and drops its waiting events. */
    async shutOut({ id }: Rule): Promise<boolean> {
      const isShutOut = await rows.move(id, "active", "shut-out", now());
      if (isShutOut) await events.drop(id, now());
      return isShutOut;
    },
    /** Returns the quiet hours of a person, or of a chat with all its threads; null if there are none. */
    quietHours: (listener: Listener): Promise<QuietHours | null> => quietHoursOf(chatKey(listener)),
    /** @param chat  as `chatKey` names it */
    quietHoursOf,
    /** Returns the time of this change. */
    async setQuietHours(listener: Listener, hours: QuietHours | null): Promise<Date> {
      const at = now();
      await rows.setQuietHours(chatKey(listener), storedHours(hours), at);
      return at;
    },
    /** Puts quiet hours back as they were, if they are still as `from` says. */
    restoreQuietHours: (
      chat: string,
      from: Changed<{ hours: QuietHours | null }>,
      to: QuietHours | null,
    ): Promise<boolean> =>
      rows.restoreQuietHours(chat, { ...from, hours: storedHours(from.hours) }, storedHours(to), now()),
  };
}

/** Returns the key of quiet hours. A Slack direct message has a chat id of its own, so people are named by their own id. */
export function chatKey({ person, place, isPersonal }: Listener): string {
  return isPersonal || !place.shared ? person : `${place.platform}:${place.chat}`;
}

function storedHours(hours: QuietHours | null): string | null {
  return hours && writeQuietHours(hours);
}

/** Returns null for a row that was changed outside the bot and can no longer be read. */
function readable(row: RuleRow): Rule | null {
  try {
    return opened(row);
  } catch (error) {
    if (row.state !== "broken") throw error;
    return null;
  }
}

const PLATFORMS = ["slack", "telegram", "terminal"] as const;

function opened({ platform, chat, thread, shared, watch, ...row }: RuleRow): Rule {
  const where = PLATFORMS.find((one) => one === platform);
  if (where === undefined) throw new AppError("bug", `alert ${row.number} is for ${platform}`);
  const place = { platform: where, chat, shared };
  return { ...row, place: thread === null ? place : { ...place, thread }, watch: parseWatch(watch) };
}
