import type { RequestListener } from "node:http";
import type { Call } from "../bot/call.ts";
import type { FileSource } from "../bot/files.ts";
import type { ReadyCard } from "../cards/card.ts";
import { createRequestGuard, type RequestGuard } from "../http/request-guard.ts";
import type { Locale } from "../i18n/messages.ts";
import type { PlatformInbox } from "../inbox/inbox.ts";
import type { Logger } from "../logging/logger.ts";
import { type RateLimiterClock, systemRateLimiterClock } from "./rate-limiter.ts";

/** What every platform offers to the app. */
export interface Platform {
  readonly name: "slack" | "telegram";
  /** Connects and begins to take events; rejects with an AppError whose message says what to correct. */
  start(): Promise<void>;
  /** Accepts no more events, and resolves when all accepted ones are answered. */
  stop(): Promise<void>;
  /**
   * Handles a stored event again whose process ended before the event was finished. Its time to be answered directly is over.
   * @param how  `isGivenUp`: it is not handled, and its person is told so
   */
  replay(payload: string, how?: Replay): Promise<void>;
  /**
   * Sends a message that nobody waits for, such as how a write ended. A private card goes to the person's direct
   * messages, a shared one to the place.
   * @throws AppError `forbidden`: the chat, or the person, does not let the bot write; `unavailable` or `busy`: nothing was
   *   sent, later it may be; `refused`: no, and never; `unclear`: it may have been sent, twice tried
   */
  tell(to: Recipient, card: ReadyCard): Promise<void>;
  /** The files that people drop into its chats. */
  readonly files: FileSource;
  /** Where the platform posts its events, when it does: our server hands requests for this path to the listener. */
  readonly http?: { path: string; listener: RequestListener };
  /** A person's e-mail address, where their profile shows it to the bot: `"lan@shop.vn"`. Never rejects. */
  emailOf?(person: string): Promise<string | null>;
  /** Is this a guest of the team's workspace, as far as the platform said in the last hour? Never rejects. */
  isGuest?(person: string): Promise<boolean>;
  /** Is the connection up? For `/readyz` and `status`. */
  connected(): boolean;
  /** Does another process take the events? This one is connected all the same, and sends. */
  standsBy?(): boolean;
}

export interface Replay {
  isGivenUp?: boolean;
}

/** For whom a card is, and where that person asked. */
export type Recipient = Pick<Call, "person" | "place">;

/** What every platform needs from the app. */
export interface Bot {
  /**
   * Answers a call by one card or several, each replacing the one before. Never rejects: a failure is a card too.
   */
  answer(call: Call): AsyncIterable<ReadyCard>;
  /** Can this call be dropped before it is stored, without a message to anybody? Never rejects. */
  ignores?(call: Call): Promise<boolean>;
  /** May this person use the bot at all? Only then are they told that too many of their requests wait. Never rejects. */
  hasRights?(call: Call): Promise<boolean>;
  /** Checks a filled form before it is accepted: what is wrong by field name, or null. Writes nothing. */
  checkForm(call: Call): Promise<Readonly<Record<string, string>> | null>;
  /** The commands as people see them, for menus: `{ name: "ticket", summary: "Tạo phiếu hỗ trợ" }`. */
  menu(locale: "vi" | "en"): readonly { name: string; summary: string }[];
}

/** What every platform is connected to. */
export interface PlatformOptions {
  bot: Bot;
  /** Where events are kept between their arrival and their answer. */
  inbox: PlatformInbox;
  log: Logger;
  now?: () => Date;
  /** For people whose language is not known, or is neither of ours. */
  defaultLocale: Locale;
  /** A message was sent once more that may have arrived before. */
  onRepeated?: () => void;
  /** The clock of the rate limiter; default: the machine's. */
  rateLimiterClock?: RateLimiterClock;
  /** What all routes of the bot's server share; default: one of its own. */
  guard?: RequestGuard;
}

export function withDefaults<T extends PlatformOptions>(options: T): T & Required<PlatformOptions> {
  const { log, now = () => new Date() } = options;
  const { onRepeated = () => {}, rateLimiterClock = systemRateLimiterClock } = options;
  const { guard = createRequestGuard({ log, now }) } = options;
  return { ...options, now, onRepeated, rateLimiterClock, guard };
}
