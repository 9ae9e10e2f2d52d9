import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { startAntcrm } from "../../src/sandbox/antcrm/server.ts";
import { type SlackOptions, startSlack } from "../../src/sandbox/slack/server.ts";
import { startTelegram } from "../../src/sandbox/telegram/server.ts";
import { openStore } from "../../src/store/open.ts";
import { runBuilt } from "../support/built-program.ts";
import { freePort } from "../support/free-port.ts";
import { silentLogger } from "../support/silent-logger.ts";

export const KEY = randomBytes(32).toString("base64");
export const OTHER_KEY = randomBytes(32).toString("base64");

export type World = Awaited<ReturnType<typeof world>>;

/** Starts the simulators. No bot runs, and there is no database yet. */
export async function world(slackOptions: SlackOptions = {}) {
  const [antcrm, slack, telegram, folder, port] = await Promise.all([
    startAntcrm({ size: "empty" }),
    startSlack({ mode: "socket", ...slackOptions }),
    startTelegram(),
    mkdtemp(join(tmpdir(), "doctor-")),
    freePort(),
  ]);
  onTestFinished(async () => {
    await Promise.all([antcrm.stop(), slack.stop(), telegram.stop()]);
    await rm(folder, { recursive: true, force: true });
  });
  const database = join(folder, "bot.db");
  const environment = {
    ANTCRM_BASE_URL: antcrm.url,
    ANTCRM_API_KEY: antcrm.apiKey,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
    DATABASE_URL: database,
    BOT_SECRET_KEY: KEY,
    BOT_ADMINS: "slack:U0123",
    BOT_LOCALE: "en",
    PORT: String(port),
  };
  /** Opens the database once, as a start does, so that it has its tables and its key. */
  async function makeDatabase(secretKey = KEY): Promise<void> {
    const store = await openStore({ url: database, secretKey, log: silentLogger() });
    await store.close();
  }
  return { antcrm, slack, telegram, folder, database, environment, makeDatabase };
}

/** Runs the doctor with this environment alone. */
export const doctor = (environment: Record<string, string>, options?: Parameters<typeof runBuilt>[3]) =>
  runBuilt("cli/doctor.js", [], environment, options).ended;

/** Returns the lines that are not `ok`. */
export const faultyLines = (said: string) => said.split("\n").filter((line) => !line.startsWith("ok   — "));
