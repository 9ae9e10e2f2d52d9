import { parseArgs } from "node:util";
import { EXIT_MISCONFIGURED } from "../config/config.ts";
import { examine } from "../doctor/doctor.ts";
import type { Finding } from "../doctor/finding.ts";
import { toAppError } from "../errors.ts";
import { jsonText } from "../logging/json-text.ts";
import { createLogger } from "../logging/logger.ts";
import { maskSecrets } from "../logging/secrets.ts";

/** `npm run doctor`: checks what the bot needs, and says what to mend. */
const USAGE = `Usage: npm run doctor [-- --json]

Checks the configuration, AntCRM, Slack, Telegram, the database, the disk, the clock and the port, and says what to mend.
It changes nothing, and the bot may run meanwhile. Each line is: ok, warn or fail — what was found — what to do.

Exit codes: 0 nothing failed, 1 something failed, 78 the configuration is faulty.`;

process.exitCode = await run(process.argv.slice(2));
// A check that was given up may still hold a connection.
process.exit();

async function run(args: string[]): Promise<number> {
  const options = readOptions(args);
  if (options === null || options.help) {
    (options === null ? process.stderr : process.stdout).write(`${USAGE}\n`);
    return options === null ? 64 : 0;
  }
  // The findings say what the log would.
  const log = createLogger({ level: "silent" });
  const { findings, misconfigured } = await examine(process.env, { log, now: Date.now });
  const shown = findings.map(masked);
  process.stdout.write(`${options.json ? jsonText(shown, 2) : shown.map(lineOf).join("\n")}\n`);
  if (misconfigured) return EXIT_MISCONFIGURED;
  return findings.some(({ result }) => result === "fail") ? 1 : 0;
}

function readOptions(args: string[]): { json: boolean; help: boolean } | null {
  try {
    const { values } = parseArgs({
      args,
      options: { json: { type: "boolean", default: false }, help: { type: "boolean", default: false } },
    });
    return values;
  } catch (thrown) {
    process.stderr.write(`${toAppError(thrown).message}\n\n`);
    return null;
  }
}

/** Names of workspaces and messages of servers come from outside: they must not move the cursor or hold a secret. */
function masked({ what, advice, ...finding }: Finding): Finding {
  const clean = (text: string) => maskSecrets(text).replace(/[\p{Cc}\p{Bidi_Control}]+/gu, " ");
  return { ...finding, what: clean(what), ...(advice !== undefined && { advice: clean(advice) }) };
}

function lineOf({ result, what, advice }: Finding): string {
  return [result.padEnd(4), what, ...(advice === undefined ? [] : [advice])].join(" — ");
}
