import { startBot } from "./bot.ts";
import { readConfig } from "./config.ts";
import { toAppError } from "./errors.ts";
import { readFaultDrill } from "./fault-drill.ts";
import { createLog, maskSecrets } from "./log.ts";

/** `EX_CONFIG` of sysexits.h: a supervisor should not restart what only a person can mend. */
const EXIT_MISCONFIGURED = 78;

// What nobody caught ends the process, as it would without this line, but not without the mask.
process.on("uncaughtException", (error) => {
  process.stderr.write(`${maskSecrets(error.stack ?? error.message)}\n`);
  process.exit(1);
});

try {
  const config = readConfig(process.env);
  const log = createLog({ level: config.LOG_LEVEL });
  const bot = await startBot(config, log, readFaultDrill(process.env));
  stopOnSignals(bot.stop);
} catch (thrown) {
  const error = toAppError(thrown);
  say(error);
  process.exit(error.fault === "misconfigured" ? EXIT_MISCONFIGURED : 1);
}

/** The first signal finishes what is in hand; a second one does not wait. */
function stopOnSignals(stop: () => Promise<void>): void {
  let stopping = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          say(error);
          process.exit(1);
        },
      );
    });
  }
}

/** The messages of drivers and platforms may hold an address, and the address a password or a token. */
function say(thrown: unknown): void {
  process.stderr.write(`${maskSecrets(toAppError(thrown).message)}\n`);
}
