/** What one argument of a command holds; each kind has its own reader in this room. */
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
  /** Several of the values offered; canonical text has one a line. */
  | "choices"
  /** When something is due, again and again: `"daily 08:30"`. */
  | "schedule"
  /** Up to how many stars: `"2"`. */
  | "at-most"
  /** How long, in minutes: `"120"`. */
  | "duration"
  | "amount"
  | "number"
  /** Carried by buttons alone: nobody types it, no form asks for it. */
  | "page"
  /** Carried by a button or a dropped file: as `page`, for a text. Whoever could type it could name another's file. */
  | "carried";

/** What empties a field where an edit form allows it; nothing else is read as this. */
export const CLEAR = "-";

export interface ArgumentGrammar {
  /** `"title"`: the key under which the value comes out. */
  name: string;
  kind: ArgumentKind;
  required: boolean;
  /** What people write before a colon, in every language: `["tiêu đề", "title"]`. */
  keys: readonly string[];
  /** For `choice`, `choices`, and for a `line` that has usual values: `[{ value: "vi", labels: ["tiếng Việt", "Vietnamese"] }]`. */
  choices?: readonly ChoiceGrammar[];
  /** For `list`, `phones`, `emails` and `deal-lines`: more than so many cannot be given. */
  maxItems?: number;
  /** `-` empties it. */
  clearable?: boolean;
  /** For `line`, `lines`, `choice` and `amount`: words without their key are never meant for it ("Nam" is a name, too). */
  keyed?: boolean;
  /** For a `line` that is somebody's name: it ends at a comma. */
  brief?: boolean;
  /** For a `range`: days to come are meant. */
  future?: boolean;
}

export interface ChoiceGrammar {
  value: string;
  labels: readonly string[];
}

/** Things that are understood without any command around them. */
export type StandaloneKind = "phone" | "email" | "id" | "ticket";

/** How a command is asked for. All that intents know of a command: they never learn what it does. */
export interface CommandGrammar {
  /** `"redeem"` */
  name: string;
  /** Vietnamese with its accents, and English; of one word or several: `["đổi quà", "gift"]`. */
  aliases: readonly string[];
  arguments: readonly ArgumentGrammar[];
  /** What this command answers when it stands alone: `["phone", "email", "id"]`. */
  standalone?: readonly StandaloneKind[];
}

/** What a text's days are counted from. */
export interface ReadingContext {
  now: Date;
  /** IANA: `"Asia/Ho_Chi_Minh"`. */
  timeZone: string;
}

/** What a text asks for. */
export type Understanding =
  /** `ignored`: words that say more than the command takes, `"dưới 50 điểm"`. */
  | { kind: "command"; command: string; args: Record<string, string>; ignored?: string }
  /** `nearest`: the names of the nearest commands, the likeliest first. */
  | { kind: "unknown"; nearest: readonly string[] };
