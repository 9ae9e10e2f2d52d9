import { once } from "node:events";
import { readFaultDrill } from "./app/fault-drill.ts";
import { startBot } from "./app/start.ts";
import { readConfig } from "./config/config.ts";
import { toAppError } from "./errors.ts";
import { createLogger, maskSecrets } from "./logging/logger.ts";

/** `EX_CONFIG` of sysexits.h: a supervisor should not restart what only a person can mend. */
const EXIT_MISCONFIGURED = 78;
/** At Ctrl-C the terminal signals npm and the bot, and npm forwards its own: two within this time count as one. */
const SAME_SIGNAL_WITHIN_MS = 1_000;

// What nobody caught ends the process, as it would without this line, but not without the mask.
process.on("uncaughtException", (error) => {
  process.stderr.write(`${maskSecrets(error.stack ?? error.message)}\n`);
  process.exit(1);
});

const stopping = stopOnSignals();
try {
  const config = readConfig(process.env);
  const log = createLogger({ level: config.LOG_LEVEL });
  const bot = await startBot(config, log, { drill: readFaultDrill(process.env), stopping });
  if (!stopping.aborted) await once(stopping, "abort");
  await bot.stop();
  process.exit(0);
} catch (thrown) {
  const error = toAppError(thrown);
  t(error);
  process.exit(error.fault === "misconfigured" ? EXIT_MISCONFIGURED : 1);
}

/**
 * The first signal finishes what is in hand; a second one, later than 1 s, does not wait. From the first moment on: a start that has much
 * to take up takes its time, and a supervisor may think better of it.
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

/** The messages of drivers and platforms may hold an address, and the address a password or a token. */
function t(thrown: unknown): void {
  process.stderr.write(`${maskSecrets(toAppError(thrown).message)}\n`);
}
