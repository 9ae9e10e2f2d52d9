import { createLogger, type Logger } from "../../src/logging/logger.ts";

/** Creates a logger that writes nothing. */
export function silentLogger(): Logger {
  return createLogger({ level: "silent" });
}
