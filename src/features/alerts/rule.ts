import { AppError } from "../../errors.ts";

/** What is looked out for. */
export type Watch =
  /** Ratings of at most so many stars: `{ kind: "ratings", most: 2, channel: "ZALO" }`. */
  | { kind: "ratings"; most: number; channel?: string; type?: string }
  /** New tickets; with a priority also those that are raised to it. */
  | { kind: "tickets"; priority?: string }
  /** Whatever happens to one ticket. */
  | { kind: "ticket"; ticket: string }
  /** Whatever happens to the tickets that are assigned to the rule's owner. */
  | { kind: "mine" };

export const PLATFORMS = ["slack", "telegram", "terminal"] as const;

export interface AlertPlace {
  platform: (typeof PLATFORMS)[number];
  chat: string;
  thread?: string;
  /** Others read along there. */
  shared: boolean;
}

/**
 * `shut-out`: its chat does not let the bot write; `removed`: kept so that its number is not given again; `broken`: its row
 * was changed outside the bot, and nothing of it is told.
 */
export type RuleState = "active" | "shut-out" | "removed" | "broken";

/** Somebody's order to be told, in one chat. */
export interface Rule {
  id: string;
  /** What people call it by: `3`. */
  number: number;
  /** Whose it is: `"slack:U0123"`. */
  person: string;
  /** Where it was ordered, and is told. */
  place: AlertPlace;
  /** Told to its owner alone, in their own chat with the bot, wherever it was ordered. */
  isPersonal: boolean;
  /** `"vi"` */
  locale: string;
  watch: Watch;
  state: RuleState;
  /** Until then what is found is kept, and told in one summary after. */
  snoozedUntil: Date | null;
  /** What happened before is not told. */
  createdAt: Date;
}

/** Where it is told: alerts with the same ear are told together, and of each thing once. */
export function recipientOf({
  person,
  place,
  isPersonal,
}: Pick<Rule, "person" | "place" | "isPersonal">): string {
  return isPersonal ? person : [place.platform, place.chat, place.thread ?? ""].join(":");
}

/** Which of AntCRM's lists tells of it. */
export type Source = "ratings" | "tickets";

export function sourceOf({ kind }: Watch): Source {
  return kind === "ratings" ? "ratings" : "tickets";
}

/**
 * A watch as text, the same for every language; read again by `parseWatch`.
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

/** @throws AppError `bug` for any other text than `writeWatch` writes */
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
