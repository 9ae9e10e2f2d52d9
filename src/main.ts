import { once } from "node:events";
import { startBot } from "./app/start.ts";
import { EXIT_MISCONFIGURED, misspeltVariables, readConfig } from "./config/config.ts";
import { toAppError } from "./errors.ts";
import { createLogger } from "./logging/logger.ts";
import { maskSecrets } from "./logging/secrets.ts";

/**
 * At Ctrl-C the terminal signals npm and the bot, and npm forwards its signal: two signals within this time count as
 * one.
 */
const SAME_SIGNAL_WITHIN_MS = 1_000;

// An uncaught error ends the process, as it would without this handler; the handler masks secrets in its message.
process.on("uncaughtException", (error) => {
  process.stderr.write(`${maskSecrets(error.stack ?? error.message)}\n`);
  process.exit(1);
});

const stopping = stopOnSignals();
try {
  const config = readConfig(process.env, { forStart: true });
  const log = createLogger({ level: config.LOG_LEVEL });
  for (const { variable, text } of misspeltVariables(process.env)) log.warn({ variable }, text);
  const bot = await startBot(config, log, { stopping });
  if (!stopping.aborted) await once(stopping, "abort");
  await bot.stop();
  process.exit(0);
} catch (thrown) {
  const error = toAppError(thrown);
  // The messages of drivers and platforms may contain an address with a password or a token.
  process.stderr.write(`${maskSecrets(error.message)}\n`);
  process.exit(error.fault === "misconfigured" ? EXIT_MISCONFIGURED : 1);
}

/**
 * The first signal lets the bot finish its work and stop. A second one, more than 1 s later, ends the process at once.
 * It is called before the start, because a start that takes over much work takes long.
 */
function stopOnSignals(): AbortSignal {
  const stopping = new AbortController();
  let firstAtMs = 0;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      const atMs = performance.now();
      if (!stopping.signal.aborted) firstAtMs = atMs;
      else if (atMs - firstAtMs > SAME_SIGNAL_WITHIN_MS) process.exit(1);
      stopping.abort();
    });
  }
  return stopping.signal;
}
