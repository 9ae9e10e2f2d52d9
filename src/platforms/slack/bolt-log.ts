import type { Logger as BoltLogger } from "@slack/bolt";
import { LogLevel } from "@slack/bolt";
import type { Logger } from "../../logging/logger.ts";

/**
 * Bolt's logger, speaking into ours. Its debug lines are left out: they hold whole payloads, and with them what
 * customers are called and how they are reached.
 */
export function boltLog(log: Logger): BoltLogger {
  const line = (parts: unknown[]) => parts.map(asText).join(" ");
  return {
    debug: () => {},
    info: (...parts) => log.debug(line(parts)),
    warn: (...parts) => log.warn(line(parts)),
    error: (...parts) => log.error(line(parts)),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}

function asText(part: unknown): string {
  if (part instanceof Error) return part.message;
  return typeof part === "string" ? part : JSON.stringify(part);
}
