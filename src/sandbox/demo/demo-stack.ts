import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBotProcess } from "./bot-process.ts";
import { within } from "./within.ts";
import { type DemoWorld, environmentFor, openWorld } from "./world.ts";

/** The demo world with the bot connected to it. */
export interface DemoStack {
  world: DemoWorld;
  bot: { pid: number; url: string };
  /** Rejects when the bot ends without `close`. */
  died: Promise<never>;
  /** From the start of the servers until the bot answered on Telegram and was connected to Slack. */
  readyAfterMs: number;
  /** Ends the bot, then the world, and removes the bot's folder. Further calls do nothing. */
  close(): Promise<void>;
}

const READY_MS = 30_000;
const SETTLE_MS = 1_000;

/**
 * Starts everything; resolves when the bot is ready.
 * @param onLine  gets each line of the bot's log
 * @throws Error when the bot does not come up, with its last lines
 */
export async function startDemoStack(onLine: (line: string) => void): Promise<DemoStack> {
  for (let starts = 1; ; starts += 1) {
    try {
      return await startOnce(onLine);
    } catch (error) {
      // Another process may take the port before the bot listens.
      const isPortTaken = error instanceof Error && error.message.includes("EADDRINUSE");
      if (!isPortTaken || starts === MOST_STARTS) throw error;
    }
  }
}

const MOST_STARTS = 3;

async function startOnce(onLine: (line: string) => void): Promise<DemoStack> {
  const startedAt = performance.now();
  const [world, folder, port] = await Promise.all([
    openWorld(),
    mkdtemp(join(tmpdir(), "antcrm-demo-")),
    freePort(),
  ]);
  const environment = environmentFor(world, { databaseFile: join(folder, "demo.db"), port });
  // The lines of the start are kept: they explain a failed start.
  let takeLine = (line: string): void => void early.push(line);
  const early: string[] = [];
  const bot = startBotProcess(environment, (line) => takeLine(line));
  let closing: Promise<void> | undefined;
  const close = async () => {
    // Slack's pending events are delivered first; a stopped bot receives none.
    const settled = within(SETTLE_MS, "Slack delivers its pending events", world.slack.settled());
    await Promise.race([settled, bot.died]).catch(() => undefined);
    await bot.stop();
    await world.close();
    await rm(folder, { recursive: true, force: true });
  };
  const closeOnce = () => {
    closing ??= close();
    return closing;
  };
  try {
    const ready = within(READY_MS, "the bot comes up on Slack and Telegram", waitUntilReady(world));
    await Promise.race([ready, bot.died]);
  } catch (error) {
    await closeOnce();
    throw error;
  }
  const readyAfterMs = performance.now() - startedAt;
  takeLine = onLine;
  for (const line of early) onLine(line);
  return {
    world,
    bot: { pid: bot.pid, url: `http://127.0.0.1:${port}` },
    died: bot.died,
    readyAfterMs,
    close: closeOnce,
  };
}

/** Both colleagues click Start, so that the bot may write to them. The bot's welcome shows that it is ready. */
async function waitUntilReady({ lan, minh, slack }: DemoWorld): Promise<void> {
  const welcomes = [lan, minh].map(async ({ telegram: person }) => {
    await person.startsBot();
    await person.nextMessage(person.user, () => true, { timeoutMs: READY_MS });
  });
  await Promise.all([slack.connected(), ...welcomes]);
}

/** Returns a port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no free port was given");
  return address.port;
}
