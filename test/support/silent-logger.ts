import { createLogger, type Logger } from "../../src/logging/logger.ts";

/** A logger that writes nothing. */
export function silentLogger(): Logger {
  return createLogger({ level: "silent" });
}
