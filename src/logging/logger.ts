import { LRUCache } from "lru-cache";
import { pino } from "pino";

/** Structured log, one JSON object a line. `log.child({ module: "crm" })` names who speaks. */
export type Logger = pino.Logger;

export interface LogOptions {
  /** `trace`, `debug`, `info`, `warn`, `error`, `silent`. */
  level: string;
  /** Where the finished lines go; standard error unless a test listens. */
  write?: (line: string) => void;
}

/**
 * A logger whose every line is masked after it was written out, whatever field the secret hides in: an error's
 * message, a URL in a stack, a payload somebody logged in a hurry.
 */
export function createLogger({ level, write }: LogOptions): Logger {
  const out = write ?? ((line: string) => process.stderr.write(line));
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    // Masked as values and not as JSON: there a number behind a line break reads `\n0867…`, a word with digits.
    { write: (line) => out(`${jsonText(maskValue(JSON.parse(line)))}\n`) },
  );
}

/** Headers whose value is a secret whatever it looks like: AntCRM's key, our metrics, Telegram's webhook. */
const SECRET_FIELD = /^(apikey|authorization|x-telegram-bot-api-secret-token)$/i;

function maskValue(value: unknown): unknown {
  if (typeof value === "string") return maskSecrets(value);
  if (Array.isArray(value)) return value.map(maskValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      maskSecrets(name),
      SECRET_FIELD.test(name) ? "[secret]" : maskValue(inner),
    ]),
  );
}

/** Blanks, dots, dashes, brackets and signs that nobody sees, as people set them between the digits of a number. */
const GAP = String.raw`[\s.()\p{Pd}\p{Cf}]{0,3}`;

const MASKS: readonly [RegExp, string][] = [
  [/xox[a-z]-[\w-]+|xapp-[\w-]+/g, "[slack token]"],
  // No \b in front: in Telegram's addresses the token follows a letter, `/bot7000000001:AA…/`.
  [/(?<!\d)\d{6,12}(?::|%3A)[\w-]{30,}/gi, "[telegram token]"],
  // Before the e-mails: `postgres://bot:password@db.example.com/bot` holds what looks like one.
  [/(?<=:\/\/[^\s:/@]*:)[^\s/@]+(?=@)/g, "[password]"],
  [
    /(?<![\p{L}\p{M}\p{N}_.+'-])[\p{L}\p{M}\p{N}_.+'-]+(?:@|%40)[\p{L}\p{M}\p{N}_-]+(?:\.[\p{L}\p{M}\p{N}_-]+)+/gu,
    "[e-mail]",
  ],
  // Vietnamese numbers as people and the CRM write them: +84, 84 or 0, then 8 to 10 digits. Platforms' ids look alike:
  // `telegram:8412345678` and its groups `-84…`, Slack's `U0123456789` behind one capital letter, its events' `Ev01…`.
  [
    new RegExp(
      String.raw`(?<!\d|telegram:-?|(?<!\p{L})[A-Z]|Ev)(?:(?:\+|%2B)?84|0)(?:${GAP}\d){8,10}(?!\d)`,
      "gu",
    ),
    "[phone]",
  ],
  // Numbers of other countries are recognized by their plus.
  [/\+\d(?:[ .-]?\d){7,14}/g, "[phone]"],
];

/** The text without tokens, e-mail addresses and phone numbers: `"call 0900 000 001"` → `"call [phone]"`. */
export function maskSecrets(text: string): string {
  return MASKS.reduce((masked, [pattern, label]) => masked.replace(pattern, label), text);
}

/** DEL, the C1 controls, bidi marks, and line ends that JSON lets through. */
const LIVE = /[\x7f-\x9f\u2028\u2029\p{Bidi_Control}]/gu;

/**
 * JSON that may be shown in a terminal: what could drive it or reorder a line is escaped, `\u009b`. `JSON.stringify`
 * escapes the C0 controls alone.
 */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    LIVE,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Beyond this many keys the oldest are forgotten, and get a line sooner. */
const MOST_KEYS = 1_000;

/** Tells which of many similar events get a log line: one of each key in a while. */
export function createLogPause(now: () => Date, pauseMs: number) {
  const logged = new LRUCache<string, { atMs: number; suppressed: number }>({ max: MOST_KEYS });
  return {
    /**
     * @param key  what is similar: `"refusal:slack:U0123"`
     * @returns how many of this key got no line since the last one; null where this one gets none either
     */
    next(key: string): number | null {
      const nowMs = now().getTime();
      const last = logged.get(key);
      if (last !== undefined && nowMs - last.atMs < pauseMs) {
        last.suppressed += 1;
        return null;
      }
      logged.set(key, { atMs: nowMs, suppressed: 0 });
      return last?.suppressed ?? 0;
    },
  };
}
