/** The kind of an argument. Each has its own reader in this module. */
export type ArgumentKind =
  | "customer"
  | "person"
  | "phone"
  | "phones"
  | "email"
  | "emails"
  | "ticket"
  | "deal"
  | "deal-lines"
  | "code"
  | "product"
  | "list"
  | "line"
  | "lines"
  | "priority"
  | "range"
  | "date"
  | "choice"
  /** Several of the offered values; canonical text has one a line. */
  | "choices"
  /** A schedule: `"daily 08:30"`. */
  | "schedule"
  /** The most stars: `"2"`. */
  | "at-most"
  /** A duration in minutes: `"120"`. */
  | "duration"
  | "amount"
  /** A number of loyalty points: `"120"`. */
  | "points"
  | "number"
  /** Carried by buttons only: nobody types it, and no form asks for it. */
  | "page"
  /** A text that a button or a dropped file carries. It cannot be typed, so nobody can name another person's file. */
  | "carried";

/** Kinds of phone numbers and e-mail addresses. */
export const CONTACTS: ReadonlySet<ArgumentKind> = new Set(["phone", "phones", "email", "emails"]);

/** Kinds whose value may be any words: a title, a note. */
export const TEXTS: ReadonlySet<ArgumentKind> = new Set(["line", "lines"]);

/** Kinds that say which record is meant. */
export const RECORDS: ReadonlySet<ArgumentKind> = new Set(["customer", "ticket", "deal", "product"]);

/** The value that empties a field of an edit form. */
export const CLEAR = "-";

/** A text of several lines that begins so is added to what the record holds: `"+ gọi sau 5h"`. */
export const ADDED = "+ ";
/**
 * The argument with the name of the field whose value is asked for, because the text names the field alone. The value of
 * `"+ note"` is added to what the record holds; that of `"emails"` replaces it.
 */
export const ASKED = "asked";
/** A folded text that empties a field: "ngày sinh: trống". */
export const EMPTIED = /^(?:-|(?:de |bo )?trong|none|empty)$/;

export interface ArgumentGrammar {
  /** `"title"`: the key under which the value comes out. */
  name: string;
  kind: ArgumentKind;
  required: boolean;
  /** The words before a colon that name it, in all languages: `["tiêu đề", "title"]`. */
  keys: readonly string[];
  /**
   * For `choice`, `choices`, or a `line` with usual values: `[{ value: "vi", labels: ["tiếng Việt", "Vietnamese"] }]`.
   */
  choices?: readonly ChoiceGrammar[];
  /** For `list`, `phones`, `emails` and `deal-lines`: the most items. */
  maxItems?: number;
  /** `-` empties it. */
  clearable?: boolean;
  /** For `line`, `lines`, `choice` and `amount`: it is read only after its key ("Nam" is a name, too). */
  keyed?: boolean;
  /** For a `line` that is a name: it ends at a comma. */
  brief?: boolean;
  /** For a `range`: days to come are meant. */
  future?: boolean;
  /** For a `date`: a day that has been, with its year, such as a birthday. */
  past?: boolean;
  /** For a `code`: the other words of the text may be the name of what has the code. */
  named?: boolean;
  /** For a `customer`: only words behind "của", "khách" or a title are a name. */
  introduced?: boolean;
}

export interface ChoiceGrammar {
  value: string;
  labels: readonly string[];
}

/** Values that are understood without a command. */
export type StandaloneKind = "phone" | "email" | "id" | "name" | "ticket";

/** What this module knows of a command. */
export interface CommandGrammar {
  /** `"redeem"` */
  name: string;
  /** True if it changes something, in AntCRM or in the bot: only a clear request means it. */
  writes?: boolean;
  /** With none of these arguments it only shows something: `["role"]`. */
  changesWith?: readonly string[];
  /** Vietnamese with its accents, and English; of one word or several: `["đổi quà", "gift"]`. */
  aliases: readonly string[];
  /** Texts that ask for it, in all languages: `["đổi quà DAUMAY01 cho 0900 000 001"]`. The model learns from them. */
  examples?: readonly string[];
  arguments: readonly ArgumentGrammar[];
  /** The values that mean this command when they stand alone: `["phone", "email", "id"]`. */
  standalone?: readonly StandaloneKind[];
}

/** The time and zone that days in a text are relative to. */
export interface ReadingContext {
  now: Date;
  /** IANA: `"Asia/Ho_Chi_Minh"`. */
  timeZone: string;
}

/** The kinds of what a request may name several of, and a command takes one. `code` is a gift's. */
export type RecordArgumentKind = "customer" | "ticket" | "deal" | "code";

/** The other records or gifts of a kind in a text, for the argument that takes one. */
export interface FurtherRecords {
  argument: string;
  kind: RecordArgumentKind;
  /** As canonical text: `["+84900000001"]`, `["16002"]`. */
  values: string[];
}

/** A command that a text asks for. */
export interface CommandRead {
  kind: "command";
  command: string;
  args: Record<string, string>;
  /** Words beyond the arguments of the command: `"dưới 50 điểm"`. */
  ignored?: string;
  /** Other records in the text, if the command takes one. */
  further?: FurtherRecords;
  /** The name beside the customer's number: `"Bình"` in "điểm chị Bình 0900000001". */
  called?: string;
  /** For a command that writes: the words are no clear request for it. Its form may open, and nothing fills it. */
  isUncertain?: true;
}

/** A command whose name or usual sentence stands in a text. */
export interface NamedRead {
  read: CommandRead;
  /** True if the text is the name and clear values, and no other word: "phiếu 17464". */
  isWhole: boolean;
  /**
   * True if the text begins with a name of several words, or with "/" and a name, and has all that the command needs, a
   * clear value among it.
   */
  isComplete: boolean;
  /** True if the text begins with a name of several words: "settings import …". */
  isLeading: boolean;
  /**
   * True for a change of a record with the field and its new value, of a setting with its key, and for a command that is
   * typed with "/".
   */
  isExplicit: boolean;
  /** True if the text is the name, with nothing beside it but a JSON object: "tạo phiếu", "nhập cài đặt {…}". */
  isBare: boolean;
}

/** What is being done with words: the labels of the texts that the model learns. */
export const ACTS = [
  ...(["request", "question", "denial", "report", "condition", "wish", "quotation"] as const),
  ...(["greeting", "thanks", "chatter", "cancel", "correction", "choosing", "scope"] as const),
] as const;

export type Act = (typeof ACTS)[number];

/** What a text asks for. */
export type Understanding =
  | CommandRead
  /** Nothing is to be done: a denial, a report, talk between people. `act` says which. */
  | { kind: "nothing"; act: Act }
  /** `nearest`: the names of the commands that may be meant, the likeliest first. */
  | { kind: "unknown"; nearest: readonly string[] };
