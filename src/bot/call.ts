import type { ReadyCard } from "../cards/card.ts";

/** One request of a person, from any platform. */
export interface Call {
  /** The platform's own identity of the event, e.g. `"slack:T01:Ev0123"`, `"telegram:812345678"`. */
  id: string;
  /** `"slack:U0123"`, `"telegram:4567"`, `"terminal:lan"`. */
  person: string;
  /** What the platform calls them: `"Lan"`. Never an identity. */
  personName: string;
  /**
   * Their username, if the platform guarantees that only one person has it at a time: Telegram's `"lan_cskh"`; null:
   * they have none. Absent if no username can be trusted, as on Slack.
   */
  username?: string | null;
  /** The platform's guess at their language, used until they choose one: `"vi"`, `"en-US"`. */
  languageHint?: string;
  /**
   * True for a guest of the team's workspace, who has no default role. Null: their platform cannot say it at the moment.
   * Absent: their platform was not asked.
   */
  isGuest?: boolean | null;
  place: Place;
  body: Body;
  /** The message this one replies to, was invoked on, or relays. */
  source?: SourceMessage;
  /**
   * The text or file is not the person's own: they forwarded a message, or an inline bot of Telegram wrote it. The bot
   * looks up such a text and never carries it out. `source` is that message.
   */
  relayed?: "forwarded" | "via-bot";
  /**
   * The platform shows a whole form at once for this call, so the person's next message does not answer a question.
   * False or absent: a form is asked question by question.
   */
  showsForms?: boolean;
  /** A stored event that was taken up again. It may have been answered before. */
  isReplay?: boolean;
  /** The handling of this call has ended three processes. Its only answer is a card that says so. */
  isGivenUp?: boolean;
  /**
   * False once another process answers this call, see `PlatformInbox.isHeld`. Absent: no other process can.
   * @param isHarmlessTwice  `isHarmlessTwice` of the card
   */
  isHeld?(isHarmlessTwice: boolean): Promise<boolean>;
}

/**
 * Sends a card to a person who does not wait for it. Rejects if it could not be delivered.
 * @param isUnbroken  `Lease.watch` since this process surely owed the card. Nothing is sent once it is false
 */
export type Notify = (
  to: { person: string; place: Place },
  card: ReadyCard,
  isUnbroken?: () => boolean,
) => Promise<void>;

/** Where the answer goes. Two calls in the same chat and thread have equal places. */
export interface Place {
  platform: "slack" | "telegram" | "terminal";
  /** Slack channel id, Telegram chat id, or the terminal's user. */
  chat: string;
  /** Slack `thread_ts`, Telegram `message_thread_id`. */
  thread?: string;
  /** True when others read along: channels, groups. False in a direct message. */
  shared: boolean;
}

export type Body =
  /**
   * Free text, without the bot's mention: `"ai là 0867 123 456"`. `fresh`: typed after a command's name, so never an
   * answer to an open form.
   */
  | { kind: "text"; text: string; fresh?: boolean }
  /** A command by its name with the rest as typed: `{ command: "ticket", text: "0867123456 máy in hỏng" }`. */
  | {
      kind: "command";
      command: string;
      text: string;
      /** True: show the form even if nothing is missing. */
      review?: boolean;
    }
  /** A button, by the id it carried. */
  | { kind: "action"; action: string }
  /** A whole form, by its draft; values by field name, "" for what was left empty. */
  | { kind: "form"; draft: string; values: Readonly<Record<string, string>> }
  /**
   * A file dropped into the chat, with the text beside it: `"nhập khách hàng"`, or none. A text with a picture is a
   * `text` body.
   */
  | {
      kind: "file";
      file: AttachedFile;
      text: string;
      /** How many more files came in the same message. */
      others?: number;
    };

/** A file as the platform announced it. `FileSource.open` fetches its bytes only when they are needed. */
export interface AttachedFile {
  /** Slack's `"F0123"`, Telegram's `file_id`, or the terminal's absolute path. */
  id: string;
  /** `"khach-moi.csv"`, as its sender named it. */
  name: string;
  /** As announced; null if the platform does not say. */
  sizeBytes: number | null;
  /** `"text/csv"`, as announced: a guess of the sender's machine. */
  mime: string | null;
}

export interface SourceMessage {
  /** The platform's identity of the message, unique over all chats: `"slack:C01:1700000000.000100"`. */
  id: string;
  text: string;
  author: string;
  at: Date;
  permalink?: string;
}

/** Returns the place as one string, for keys: `"telegram:-100123:7"`. */
export function placeKey(place: Place): string {
  return [place.platform, place.chat, place.thread ?? ""].join(":");
}

/** The names of the platforms, in their own spelling. */
export const PLATFORM_NAMES: Readonly<Record<string, string>> = {
  slack: "Slack",
  telegram: "Telegram",
  terminal: "Terminal",
};
