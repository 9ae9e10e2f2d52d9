import { pino } from "pino";
import { jsonText } from "./json-text.ts";
import { currentLogFields } from "./log-fields.ts";
import { maskValue } from "./secrets.ts";

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
