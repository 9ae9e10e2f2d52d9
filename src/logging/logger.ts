import { LRUCache } from "lru-cache";
import { pino } from "pino";
import { currentLogFields } from "./log-fields.ts";

/** Structured log, one JSON object a line. `log.child({ module: "crm" })` names the module that logs. */
export type Logger = pino.Logger;

export interface LogOptions {
  /** `trace`, `debug`, `info`, `warn`, `error`, `silent`. */
  level: string;
  /** Writes a finished line; to standard error unless given. */
  write?: (line: string) => void;
}

/**
 * Creates a logger that masks secrets in the finished line. A secret may be in any field: an error's message, a URL in
 * a stack, a payload that was logged by mistake. Each line has the fields of `withLogFields`, unless it sets them itself.
 */
export function createLogger({ level, write }: LogOptions): Logger {
  const out = write ?? ((line: string) => process.stderr.write(line));
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, mixin: currentLogFields },
    // The values are masked, not the JSON. In JSON a number after a line break reads `\n0867…`, a word with digits.
    { write: (line) => out(`${jsonText(maskValue(JSON.parse(line)))}\n`) },
  );
}

/** Headers whose value is always a secret: AntCRM's key, the tokens of our metrics and of Telegram's webhook. */
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

/** Blanks, dots, dashes, brackets and invisible signs, as people put them between the digits of a number. */
const GAP = String.raw`[\s.()\p{Pd}\p{Cf}]{0,3}`;

const MASKS: readonly [RegExp, string][] = [
  [/xox[a-z]-[\w-]+|xapp-[\w-]+/g, "[slack token]"],
  // No \b in front: in Telegram's addresses the token follows a letter, `/bot7000000001:AA…/`.
  [/(?<!\d)\d{6,12}(?::|%3A)[\w-]{30,}/gi, "[telegram token]"],
  // This comes before the e-mails: `postgres://bot:password@db.example.com/bot` contains what looks like one.
  [/(?<=:\/\/[^\s:/@]*:)[^\s/@]+(?=@)/g, "[password]"],
  [
    /(?<![\p{L}\p{M}\p{N}_.+'-])[\p{L}\p{M}\p{N}_.+'-]+(?:@|%40)[\p{L}\p{M}\p{N}_-]+(?:\.[\p{L}\p{M}\p{N}_-]+)+/gu,
    "[e-mail]",
  ],
  // Vietnamese numbers as people and the CRM write them: +84, 84 or 0, then 8 to 10 digits. Platforms' ids look alike
  // and stay: `telegram:8412345678` and its groups `-84…`, Slack's `U0123456789` behind one capital letter, its events'
  // `Ev01…`.
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

/** Returns the text without tokens, e-mail addresses and phone numbers: `"call 0900 000 001"` → `"call [phone]"`. */
export function maskSecrets(text: string): string {
  return MASKS.reduce((masked, [pattern, label]) => masked.replace(pattern, label), text);
}

/** DEL, the C1 controls, bidi marks, and line ends that JSON lets through. */
const LIVE = /[\x7f-\x9f\u2028\u2029\p{Bidi_Control}]/gu;

/**
 * Returns JSON that may be shown in a terminal. Characters that could control it or reorder a line are escaped,
 * `\u009b`. `JSON.stringify` escapes only the C0 controls.
 */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    LIVE,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** If there are more keys, the oldest are forgotten, and get a line sooner. */
const MOST_KEYS = 1_000;

/** Decides which of many similar events get a log line: one for each key within `pauseMs`. */
export function createLogPause(now: () => Date, pauseMs: number) {
  const logged = new LRUCache<string, { atMs: number; suppressed: number }>({ max: MOST_KEYS });
  return {
    /**
     * @param key  what is similar: `"refusal:slack:U0123"`
     * @returns how many events of this key got no line since the last line; null if this event gets none either
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
