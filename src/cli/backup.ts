import { readConfig } from "../config/config.ts";
import { toAppError } from "../errors.ts";
import { createLogger } from "../logging/logger.ts";
import { openEngine, sqliteFile } from "../store/open.ts";

/**
 * `npm run backup -- FILE`: a consistent copy of the store, while the bot runs. The database stays as it is, also if an
 * older version has made it, so that a copy can be made before an update.
 */
const USAGE = `Usage: npm run backup -- FILE

Writes a consistent copy of the bot's store to FILE, which must not exist yet; the bot may run meanwhile.
Keep the key (BOT_SECRET_KEY, or secret.key beside the database) apart from it: without the key the copy cannot be read.
To restore: stop the bot, put the copy and the key where DATABASE_URL points, remove that database's -wal and -shm files,
start the bot. What was under way in the copy is not sent, and nobody is told of it. A database on Postgres is copied by pg_dump.`;

const [file, ...others] = process.argv.slice(2);
if (file === undefined || file.startsWith("-") || others.length > 0) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = file === "--help" ? 0 : 64;
} else {
  process.exitCode = await backUp(file);
}

async function backUp(target: string): Promise<number> {
  try {
    const { DATABASE_URL: url } = readConfig(process.env);
    const log = createLogger({ level: "error" });
    const engine = await openEngine({ url, log, shared: true, mustExist: true }, sqliteFile(url));
    try {
      await engine.backup(target);
    } finally {
      await engine.close();
    }
    process.stdout.write(`${target}\n`);
    return 0;
  } catch (thrown) {
    process.stderr.write(`${toAppError(thrown).message}\n`);
    return 1;
  }
}
