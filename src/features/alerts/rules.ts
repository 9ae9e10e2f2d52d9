import { AppError } from "../../errors.ts";
import { parseQuietHours, type QuietHours, writeQuietHours } from "./quiet-hours.ts";
import { type Listener, parseWatch, type Rule, type RuleState, recipientOf, writeWatch } from "./rule.ts";

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
  add(row: Omit<RuleRow, "number" | "state" | "snoozedUntil" | "createdAt"> & { at: Date }): Promise<RuleRow>;
  /** Also one that was removed. */
  byId(id: string): Promise<RuleRow | null>;
  /** All but those that were removed, in the order of their numbers. */
  list(): Promise<RuleRow[]>;
  /** One conditional update: true only for the one caller who moved it. A broken one is moved from any stored state. */
  move(id: string, from: RuleState, to: Exclude<RuleState, "broken">, at: Date): Promise<boolean>;
  snooze(id: string, until: Date | null, at: Date): Promise<void>;
  /** `"22:00-07:00"`. @param chat  `"telegram:-100123"`, or a person: `"slack:U0123"` */
  quietHours(chat: string): Promise<string | null>;
  setQuietHours(chat: string, hours: string | null, at: Date): Promise<void>;
}

/** The team's alerts, as people change them. */
export type Rules = ReturnType<typeof createRules>;

interface RulesPorts {
  rows: RuleRepository;
  events: { drop(rule: string, at: Date): Promise<void> };
  now: () => Date;
  newId: () => string;
}

export function createRules({ rows, events, now, newId }: RulesPorts) {
  /** All there are, in the order of their numbers. */
  async function list(): Promise<Rule[]> {
    return (await rows.list()).flatMap((row) => readable(row) ?? []);
  }

  return {
    /**
     * Adds a rule. If the chat has the same rule already, that one is returned; where the chat did not let the bot write,
     * it is tried again.
     */
    async add({
      watch,
      ...order
    }: Listener & Pick<Rule, "locale" | "watch">): Promise<{ rule: Rule; isNew: boolean }> {
      const { place, person, locale, isPersonal } = order;
      const isSame = (one: Rule) =>
        one.state !== "broken" &&
        one.isPersonal === isPersonal &&
        recipientOf(one) === recipientOf(order) &&
        writeWatch(one.watch) === writeWatch(watch);
      const known = (await list()).find(isSame);
      if (known !== undefined) {
        await rows.move(known.id, "shut-out", "active", now());
        return { rule: { ...known, state: "active" }, isNew: false };
      }
      const { thread = null, ...where } = place;
      const row = { id: newId(), person, locale, isPersonal, ...where, thread, at: now() };
      return { rule: opened(await rows.add({ ...row, watch: writeWatch(watch) })), isNew: true };
    },
    list,
    /** Also one that was removed. */
    async byId(id: string): Promise<Rule | null> {
      const row = await rows.byId(id);
      return row && readable(row);
    },
    /** @throws AppError `not-found` */
    async find(number: number): Promise<Rule> {
      const rule = (await list()).find((one) => one.number === number);
      if (rule === undefined) throw new AppError("not-found", `there is no alert ${number}`);
      return rule;
    },
    /** Drops the events that wait as well. Returns true if it changed something. */
    async remove({ id, state }: Rule): Promise<boolean> {
      const isGone = await rows.move(id, state, "removed", now());
      if (isGone) await events.drop(id, now());
      return isGone;
    },
    snooze: ({ id }: Rule, until: Date) => rows.snooze(id, until, now()),
    /** Goes on now: a snooze ends, and a chat that did not let the bot write is tried again. */
    async resume({ id }: Rule): Promise<void> {
      await rows.snooze(id, null, now());
      await rows.move(id, "shut-out", "active", now());
    },
    /** Its chat does not let the bot write. */
    async shutOut({ id }: Rule): Promise<boolean> {
      const isShutOut = await rows.move(id, "active", "shut-out", now());
      if (isShutOut) await events.drop(id, now());
      return isShutOut;
    },
    /** When a chat with all its threads, or a person, is left alone; null where they never are. */
    async quietHours(listener: Listener): Promise<QuietHours | null> {
      const hours = await rows.quietHours(chatKey(listener));
      return hours === null ? null : parseQuietHours(hours);
    },
    setQuietHours: (listener: Listener, hours: QuietHours | null) =>
      rows.setQuietHours(chatKey(listener), hours && writeQuietHours(hours), now()),
  };
}

/** Slack's direct messages have an id of their own, so that people go by theirs: `"slack:U0123"`. */
function chatKey({ person, place, isPersonal }: Listener): string {
  return isPersonal || !place.shared ? person : `${place.platform}:${place.chat}`;
}

/** Null for one that was changed outside the bot and can no longer be read. */
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
