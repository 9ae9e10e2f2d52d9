/**
 * The bot in a process with a small heap. It imports a file while it looks up a customer repeatedly, and reports
 * both. Run by `limited-bot.ts`.
 */
import { createReadStream } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createApp, openCrm } from "../../../src/app/app.ts";
import type { Body } from "../../../src/bot/call.ts";
import { systemClock } from "../../../src/bot/context.ts";
import type { ReadyCard } from "../../../src/cards/card.ts";
import { plainText } from "../../../src/cards/plain-text.ts";
import { readConfig } from "../../../src/config/config.ts";
import { createLogger } from "../../../src/logging/logger.ts";
import { openStore } from "../../../src/store/open.ts";
import type { Asked, Reported } from "./limited-bot.ts";

const config = readConfig(process.env);
const log = createLogger({ level: "error" });
const store = await openStore({ url: config.DATABASE_URL, log });
const crm = openCrm(config, config.ANTCRM_API_KEY ?? "", log);
const person = "terminal:quan";
const bot = createApp({
  store,
  crm,
  clock: systemClock,
  log,
  roles: { admins: [person], defaultRoles: {} },
  timeZone: config.BOT_TIMEZONE,
  defaultLocale: "vi",
  filesOf: () => ({ open: async ({ id }) => createReadStream(id) }),
  health: async () => ({ crm: crm.health(), platforms: [], store: true }),
});
let calls = 0;

async function answer(body: Body, chat: string): Promise<string> {
  calls += 1;
  const place = { platform: "terminal", chat, shared: false } as const;
  let last: ReadyCard | undefined;
  for await (const card of bot.answer({ id: `call:${calls}`, person, personName: "Quan", place, body }))
    last = card;
  return last === undefined ? "" : plainText(last);
}

async function lookUpMs(): Promise<number> {
  const startedMs = performance.now();
  const text = await answer({ kind: "text", text: "0900000001" }, "look-ups");
  if (!text.includes("Nguyễn Văn An")) throw new Error(`a look-up was answered by: ${text}`);
  return performance.now() - startedMs;
}

async function importWhileLookingUp({ path, name, mime }: Asked): Promise<Reported> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const startedMs = performance.now();
  const file = { id: path, name, sizeBytes: null, mime };
  let isOver = false;
  const reading = answer({ kind: "file", file, text: "nhập khách hàng" }, "imports").finally(() => {
    isOver = true;
  });
  const lookUps: number[] = [];
  do lookUps.push(await lookUpMs());
  while (!isOver);
  const text = await reading;
  delay.disable();
  return {
    text,
    tookMs: Math.round(performance.now() - startedMs),
    lookUps: lookUps.length,
    slowestLookUpMs: Math.round(Math.max(...lookUps)),
    longestBlockMs: Math.round(delay.max / 1e6),
    rssMb: Math.round(process.memoryUsage().rss / 1024 / 1024),
  };
}

process.on("message", async (asked: Asked) => {
  process.send?.(await importWhileLookingUp(asked));
});
await lookUpMs();
process.send?.("up");
