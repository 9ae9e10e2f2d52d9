import { reaches } from "../../access/roles.ts";
import type { Place } from "../../bot/call.ts";
import type { Who } from "../../bot/context.ts";
import { choiceNames } from "../../bot/forms/choice-names.ts";
import { AppError } from "../../errors.ts";
import { priorityName } from "../../i18n/formats.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";

const ruleMessages = defineMessages({
  en: {
    ratings: (most: number) => (most === 1 ? "Ratings of 1★" : `Ratings of ${most}★ and less`),
    about: (what: string) => `about ${what}`,
    tickets: "New tickets",
    urgent: "Urgent tickets",
    priority: (priority: string) => `${priority} priority tickets`,
    ticket: (id: string) => `Ticket #${id}`,
    mine: "My tickets",
  },
  vi: {
    ratings: (most) => (most === 1 ? "Đánh giá 1★" : `Đánh giá từ ${most}★ trở xuống`),
    about: (what) => `về ${what}`,
    tickets: "Phiếu mới",
    urgent: "Phiếu khẩn cấp",
    priority: (priority) => `Phiếu ưu tiên ${priority.toLowerCase()}`,
    ticket: (id) => `Phiếu #${id}`,
    mine: "Phiếu của tôi",
  },
});

/** What a rule reports. */
export type Watch =
  /** Ratings of at most so many stars: `{ kind: "ratings", most: 2, channel: "ZALO" }`. */
  | { kind: "ratings"; most: number; channel?: string; type?: string }
  /** New tickets; with a priority, also tickets that are raised to it. */
  | { kind: "tickets"; priority?: string }
  /** Every change of one ticket. */
  | { kind: "ticket"; ticket: string }
  /** Every change of the tickets that are assigned to the rule's owner. */
  | { kind: "mine" };

/**
 * - `shut-out`  its chat does not let the bot write
 * - `removed`   kept so that its number is not used again
 * - `broken`    its row was changed outside the bot, and it sends nothing
 */
export type RuleState = "active" | "shut-out" | "removed" | "broken";

/** A person's request to be notified, in one chat. */
export interface Rule {
  id: string;
  /** The number that people use for it: `3`. */
  number: number;
  /** The owner: `"slack:U0123"`. */
  person: string;
  /** Where it was created, and where its alerts go. */
  place: Place;
  /** True if its alerts go only to its owner, in their own chat with the bot, wherever it was created. */
  isPersonal: boolean;
  /** `"vi"` */
  locale: string;
  watch: Watch;
  state: RuleState;
  /** Until then events are stored. They are sent in one summary afterwards. */
  snoozedUntil: Date | null;
  /** Earlier events are not sent. */
  createdAt: Date;
  /** When its state or its snooze was last changed. */
  changedAt: Date;
}

/** The part of a rule that people change. */
export type RuleStanding = Pick<Rule, "state" | "snoozedUntil">;

/** The recipient of alerts: one chat, or one person in their own chat with the bot. */
export type Listener = Pick<Rule, "person" | "place" | "isPersonal">;

/** Returns the key of the recipient. Events for the same recipient are sent together, and each subject once. */
export function recipientOf({ person, place, isPersonal }: Listener): string {
  return isPersonal ? person : [place.platform, place.chat, place.thread ?? ""].join(":");
}

/** True if an agent may have this rule: a personal one, about a followed ticket or their own. Others need a manager. */
export function mayAgentHave({ kind }: Watch, isPersonal: boolean): boolean {
  return isPersonal && (kind === "ticket" || kind === "mine");
}

/** True if its alerts go to this chat. A personal rule belongs to its owner, wherever they ask. */
export function isNotifiedHere({ place, isPersonal, person }: Rule, here: Place, asker: string): boolean {
  if (isPersonal) return person === asker;
  return place.platform === here.platform && place.chat === here.chat && place.thread === here.thread;
}

/**
 * True if this person may see the rule. Managers see rules of other chats. Nobody sees other people's personal rules.
 */
export function isSeenBy(rule: Rule, here: Place, { person, role }: Pick<Who, "person" | "role">): boolean {
  return isNotifiedHere(rule, here, person) || (!rule.isPersonal && reaches(role, "manager"));
}

/** The list of AntCRM that a rule is checked against. */
export type Source = "ratings" | "tickets";

export function sourceOf({ kind }: Watch): Source {
  return kind === "ratings" ? "ratings" : "tickets";
}

/**
 * Returns a watch as text, the same in every language. `parseWatch` reads it.
 * @example writeWatch({ kind: "ratings", most: 2, channel: "ZALO" }) // "ratings 2 channel=ZALO"
 */
export function writeWatch(watch: Watch): string {
  switch (watch.kind) {
    case "ratings": {
      const { most, channel, type } = watch;
      return ["ratings", most, channel && `channel=${channel}`, type && `type=${type}`]
        .filter(Boolean)
        .join(" ");
    }
    case "tickets":
      return watch.priority === undefined ? "tickets" : `tickets ${watch.priority}`;
    case "ticket":
      return `ticket ${watch.ticket}`;
    case "mine":
      return "mine";
  }
}

/** Reads what `writeWatch` wrote. @throws AppError `bug` for an unknown kind; the rest is not checked */
export function parseWatch(text: string): Watch {
  const [kind = "", first = "", ...rest] = text.split(" ");
  switch (kind) {
    case "ratings": {
      const named = new Map(rest.map((pair) => pair.split("=") as [string, string]));
      const [channel, type] = [named.get("channel"), named.get("type")];
      return { kind, most: Number(first), ...(channel && { channel }), ...(type && { type }) };
    }
    case "tickets":
      return first === "" ? { kind } : { kind, priority: first };
    case "ticket":
      return { kind, ticket: first };
    case "mine":
      return { kind };
    default:
      throw new AppError("bug", `no alert watches "${text}"`);
  }
}

/** Describes what a rule reports: `"Đánh giá từ 2★ trở xuống · ZALO"`. */
export function ruleWords(watch: Watch, locale: Locale): string {
  const t = ruleMessages[locale];
  switch (watch.kind) {
    case "ratings": {
      const { most, channel, type } = watch;
      const parts = [t.ratings(most), channel, type && t.about(choiceNames[locale](type))];
      return parts.filter(Boolean).join(" · ");
    }
    case "tickets":
      return watch.priority === undefined ? t.tickets : priorityTickets(watch.priority, locale);
    case "ticket":
      return t.ticket(watch.ticket);
    case "mine":
      return t.mine;
  }
}

/** `"Phiếu khẩn cấp"`, `"Phiếu ưu tiên cao"`: Vietnamese does not call a ticket itself high. */
function priorityTickets(priority: string, locale: Locale): string {
  const t = ruleMessages[locale];
  return priority === "Urgent" ? t.urgent : t.priority(priorityName(priority, locale));
}
