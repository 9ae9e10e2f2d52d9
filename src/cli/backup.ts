import { readConfig } from "../config/config.ts";
import { toAppError } from "../errors.ts";
import { createLogger } from "../logging/logger.ts";
import { openStore } from "../store/open.ts";

/** `npm run backup -- FILE`: a consistent copy of the store, while the bot runs. */
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
    const config = readConfig(process.env);
    const store = await openStore({
      url: config.DATABASE_URL,
      log: createLogger({ level: "error" }),
      shared: true,
      mustExist: true,
      ...(config.BOT_SECRET_KEY ? { secretKey: config.BOT_SECRET_KEY } : {}),
    });
    try {
      await store.backup(target);
    } finally {
      await store.close();
    }
    process.stdout.write(`${target}\n`);
    return 0;
  } catch (thrown) {
    process.stderr.write(`${toAppError(thrown).message}\n`);
    return 1;
  }
}
