import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "../../support/free-port.ts";
import { liftQuota } from "../../support/lift-quota.ts";
import type { CrmReady, Redemptions } from "../crm-process.ts";
import { startForked } from "../forked.ts";
import { createDraw } from "../questions.ts";
import type { ChatSide } from "./chat-side.ts";
import { type Crowd, createCrowd } from "./crowd.ts";
import { type BotProcess, createBotProcess } from "./processes.ts";
import { openSlackChats } from "./slack-chats.ts";
import { openTelegramChats } from "./telegram-chats.ts";

/** Bots on one database, AntCRM, and the people who talk to the bots on Slack and Telegram. */
export interface Cluster {
  bots: readonly BotProcess[];
  crowd: Crowd;
  crmPid: number;
  /** How often each customer's points were spent in AntCRM. */
  redemptions(): Promise<Redemptions>;
  close(): Promise<void>;
}

const KNOWN = 4_000;
const BUYERS = 4_000;

/**
 * Starts bots on an empty database.
 * @param folder  for the stderr of the bots; created when absent
 */
export async function startCluster(
  processes: number,
  { folder, database }: { folder: string; database: { DATABASE_URL: string; BOT_SECRET_KEY?: string } },
): Promise<Cluster> {
  await mkdir(folder, { recursive: true });
  await liftQuota(database.DATABASE_URL, database.BOT_SECRET_KEY);
  const sides: ChatSide[] = await Promise.all([openSlackChats(), openTelegramChats()]);
  const crmProcess = startForked("crm-process.ts", {
    args: ["--known", `${KNOWN}`, "--buyers", `${BUYERS}`],
  });
  const bots: BotProcess[] = [];

  async function close(): Promise<void> {
    await Promise.all(bots.map((bot) => bot.end("SIGKILL")));
    await crmProcess.disconnect();
    for (const side of sides) side.close();
  }

  try {
    const crm = await crmProcess.message<CrmReady>();
    const environment = {
      ...Object.assign({}, ...sides.map(({ env }) => env)),
      ...database,
      ANTCRM_BASE_URL: crm.url,
      ANTCRM_API_KEY: crm.apiKey,
      BOT_DEFAULT_ROLE: "slack:agent,telegram:agent",
    };
    for (let number = 0; number < processes; number += 1) {
      const errors = join(folder, `${number}.stderr`);
      bots.push(createBotProcess(number, { port: await freePort(), environment, errors }));
    }
    // One after the other, so that the first one creates the tables.
    for (const bot of bots) await bot.start();
    const buyers = [...crm.buyers];
    return {
      bots,
      crowd: createCrowd({ sides, drawKnown: createDraw(crm.known), drawBuyer: () => buyers.pop() }),
      crmPid: crmProcess.pid,
      async redemptions() {
        crmProcess.send("redemptions");
        return crmProcess.message<Redemptions>();
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
