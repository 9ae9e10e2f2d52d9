import { startBot } from "./bot.ts";
import { readConfig } from "./config.ts";
import { toAppError } from "./errors.ts";
import { readFaultDrill } from "./fault-drill.ts";
import { createLog } from "./log.ts";

/** `EX_CONFIG` of sysexits.h: a supervisor should not restart what only a person can mend. */
const EXIT_MISCONFIGURED = 78;

try {
  const config = readConfig(process.env);
  const log = createLog({ level: config.LOG_LEVEL });
  const bot = await startBot(config, log, readFaultDrill(process.env));
  stopOnSignals(bot.stop);
} catch (thrown) {
  const error = toAppError(thrown);
  process.stderr.write(`${error.message}\n`);
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
          process.stderr.write(`${toAppError(error).message}\n`);
          process.exit(1);
        },
      );
    });
  }
}
