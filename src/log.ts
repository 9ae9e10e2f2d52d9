import { pino } from "pino";

/** Structured log, one JSON object a line. `log.child({ room: "crm" })` names who speaks. */
export type Log = pino.Logger;

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
export function createLog({ level, write }: LogOptions): Log {
  const out = write ?? ((line: string) => process.stderr.write(line));
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    { write: (line) => out(maskSecrets(line)) },
  );
}

/** A logger that says nothing, for tests of parts that must have one. */
export function silentLog(): Log {
  return pino({ level: "silent" });
}

const MASKS: readonly [RegExp, string][] = [
  [/xox[a-z]-[\w-]+|xapp-[\w-]+/g, "[slack token]"],
  // No \b in front: in Telegram's addresses the token follows a letter, `/bot7000000001:AA…/`.
  [/(?<!\d)\d{6,12}:[\w-]{30,}/g, "[telegram token]"],
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, "[e-mail]"],
  // Vietnamese numbers as people and the CRM write them: +84, 84 or 0, then 8 to 10 digits, dots and blanks between.
  [/(?<![\w.:-])(\+?84|0)[ .-]?\d(?:[ .-]?\d){7,9}(?!\d)/g, "[phone]"],
];

/** The text without tokens, e-mail addresses and phone numbers: `"call 0900 000 001"` → `"call [phone]"`. */
export function maskSecrets(text: string): string {
  return MASKS.reduce((masked, [pattern, label]) => masked.replace(pattern, label), text);
}
