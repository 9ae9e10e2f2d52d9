import type { RequestListener } from "node:http";
import type { Call } from "../bot/call.ts";
import type { FileSource } from "../bot/files.ts";
import type { Suggestions } from "../bot/forms/suggestions.ts";
import type { ReadyCard } from "../cards/card.ts";
import { createRequestGuard, type RequestGuard } from "../http/request-guard.ts";
import type { Locale } from "../i18n/messages.ts";
import type { PlatformInbox } from "../inbox/inbox.ts";
import type { Logger } from "../logging/logger.ts";
import { type RateLimiterClock, systemRateLimiterClock } from "./rate-limiter.ts";
import type { EndedSend } from "./sends.ts";

/** What every platform offers to the app. */
export interface Platform {
  readonly name: "slack" | "telegram";
  /** Connects and begins to receive events. Rejects with an AppError whose message says what to correct. */
  start(): Promise<void>;
  /** Accepts no more events, and resolves when all accepted ones are answered. */
  stop(): Promise<void>;
  /**
   * Handles a stored event again whose process ended before it was finished. It can no longer be answered directly.
   * @param how  `isGivenUp`: the event is not handled, and its person is told so
   */
  replay(payload: string, how?: Replay): Promise<void>;
  /**
   * Sends a message that nobody waits for, such as how a write ended. A private card goes to the person's direct
   * messages, a shared one to the place.
   * @throws AppError `forbidden` the chat or the person does not let the bot write. `unavailable`, `busy` not sent, but
   *   it may work later. `refused` it will never work. `unclear` it may have been sent, after two tries
   * @param isUnbroken  nothing is sent once it is false, because another process may send it. Default: `watchLease`
   */
  tell(to: Recipient, card: ReadyCard, isUnbroken?: () => boolean): Promise<void>;
  /** The files that people drop into its chats. */
  readonly files: FileSource;
  /** Where the platform posts its events, when it does: our server hands requests for this path to the listener. */
  readonly http?: { path: string; listener: RequestListener };
  /** Returns a person's e-mail address, if their profile shows it to the bot: `"lan@shop.vn"`. Never rejects. */
  emailOf?(person: string): Promise<string | null>;
  /**
   * Returns true for a guest of the team's workspace, as the platform said in the last hour, or last if it does not answer
   * now. Null: it has said nothing, and may answer later. Never rejects.
   */
  isGuest?(person: string): Promise<boolean | null>;
  /** Returns true if the connection is up. For `/readyz` and `status`. */
  connected(): boolean;
  /** Returns true if another process receives the events. This one is still connected, and sends. */
  standsBy?(): boolean;
}

export interface Replay {
  isGivenUp?: boolean;
}

/** The person that a card is for, and the place where they asked. */
export type Recipient = Pick<Call, "person" | "place">;

/** What every platform needs from the app. */
export interface Bot {
  /**
   * Answers a call with one card or several, each replacing the previous one. Never rejects: a failure is also a card.
   */
  answer(call: Call): AsyncIterable<ReadyCard>;
  /** Returns true if this call can be dropped before it is stored, without a message to anybody. Never rejects. */
  ignores?(call: Call): Promise<boolean>;
  /** Returns true if this person may use the bot. Others are not told that too many requests wait. Never rejects. */
  hasRights?(call: Call): Promise<boolean>;
  /** Checks a filled form before it is accepted. Returns the errors by field name, or null. Writes nothing. */
  checkForm(call: Call): Promise<Readonly<Record<string, string>> | null>;
  /**
   * Suggests customers for what a person has typed so far into a field of kind `customer`.
   * @param call a form with the text of this field
   * @returns null if the person may not use this form. Never rejects
   */
  suggestCustomers?(call: Call, field: string): Promise<Suggestions | null>;
  /** The commands as people see them, for menus: `{ name: "ticket", summary: "Tạo phiếu hỗ trợ" }`. */
  menu(locale: "vi" | "en"): readonly { name: string; summary: string }[];
}

/** What every platform is connected to. */
export interface PlatformOptions {
  bot: Bot;
  /** Stores events between their arrival and their answer. */
  inbox: PlatformInbox;
  log: Logger;
  now?: () => Date;
  /** For people whose language is unknown, or is not one of ours. */
  defaultLocale: Locale;
  /** Called when a message is sent again that may have arrived before. */
  onRepeated?: () => void;
  /** Called once for each try of a call to the platform's API, after it has ended. */
  onSend?: (send: EndedSend) => void;
  /**
   * `Lease.watch` of this process, or a check that is always true while the lease does not run. Default: nobody else can
   * take over what this process sends.
   */
  watchLease?: () => () => boolean;
  /** The clock of the rate limiter; default: the machine's. */
  rateLimiterClock?: RateLimiterClock;
  /** The guard that all routes of the bot's server share; default: a separate one. */
  guard?: RequestGuard;
}

export function withDefaults<T extends PlatformOptions>(options: T): T & Required<PlatformOptions> {
  const { log, now = () => new Date() } = options;
  const { onRepeated = () => {}, onSend = () => {}, rateLimiterClock = systemRateLimiterClock } = options;
  const { guard = createRequestGuard({ log, now }), watchLease = () => () => true } = options;
  return { ...options, now, onRepeated, onSend, watchLease, rateLimiterClock, guard };
}
