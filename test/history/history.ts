/**
 * The format of a recorded history: JSON lines, one event a line, in any order. All times are milliseconds since 1970 on
 * the clock of the simulators. A history is recorded where the world outside is, never from the bot's database.
 *
 * A `write` names one request of a person, from the text they sent to its effect in the CRM: `"w17"`. Each is about a
 * customer or record of its own, so a call to the CRM and a message belong to one write.
 */
export type HistoryLine = Asked | Pressed | CrmReceived | Told | Fault | End;

/** A person sent a text that asks for a write. */
export interface Asked {
  kind: "asked";
  at: number;
  write: string;
  /** The kind of write: `"redeem"`. */
  what: string;
  /** `"slack:U000000001"` */
  person: string;
  /** `"slack:D000000001"` */
  place: string;
  text: string;
  /** How often the platform delivered it, as far as the person's client knows. */
  deliveries: number;
  /** Whether the bot acknowledged it at last. */
  acknowledged: boolean;
}

/** A person pressed a button of the question. */
export interface Pressed {
  kind: "pressed";
  at: number;
  write: string;
  button: "confirm" | "decline";
  /** How often it was pressed. */
  times: number;
  /** Whether the bot acknowledged a press at last. */
  acknowledged: boolean;
}

/** A request to change a record, as it arrived at the CRM. */
export interface CrmReceived {
  kind: "crm-received";
  at: number;
  write: string;
  /** `"POST /redeem"` */
  call: string;
  /** A hash of the body: equal bodies have equal hashes. */
  body: string;
  /** The status of the answer; null when the connection was cut or hung. The effect may exist in both cases. */
  status: number | null;
}

/**
 * What a message says about its write:
 *
 * - `question`  asks to confirm
 * - `working`   is being done; no final word
 * - `done`      was done
 * - `failed`    was not done, for a reason that is given
 * - `not-sent`  was not sent, because it was declined, late or overtaken
 * - `unclear`   not known whether it was done, and is looked for
 * - `absent`    not known, no trace was found, and a person decides
 * - `expired`   the button was used before, or is too old
 * - `given-up`  the bot could not handle the message, and says so
 * - `answer`    any other answer: a refusal before the question, a question back
 */
export type Word =
  | "question"
  | "working"
  | "done"
  | "failed"
  | "not-sent"
  | "unclear"
  | "absent"
  | "expired"
  | "given-up"
  | "answer";

/** A message that a person can read when everything has settled. */
export interface Told {
  kind: "told";
  /** When it was posted, or edited last. */
  at: number;
  write: string;
  place: string;
  /** The platform's id of the message. */
  message: string;
  word: Word;
  /** It says itself that it may have been sent before. */
  marked: boolean;
  text: string;
}

/** A fault that the load caused. */
export interface Fault {
  kind: "fault";
  at: number;
  /** The end of a fault that lasts; equal to `at` otherwise. */
  until: number;
  /** `"kill"`, `"freeze"`, `"cut crm"`, `"429 slack"`, `"postgres restart"` */
  what: string;
  /** The process, where the fault concerns one: `"2"`. */
  process?: string;
}

/** The state of the CRM's records about one write, when everything has settled. */
export interface End {
  kind: "end";
  at: number;
  write: string;
  /** The number of effects in the CRM. */
  effects: number;
}
