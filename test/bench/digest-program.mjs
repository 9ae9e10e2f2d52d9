/**
 * The built bot without a platform, for one digest that is due. It reports when it is up. On request it makes the
 * digest, from the first page to the last picture, and sends it to nobody.
 */

import { createApp, openCrm } from "../../dist/app/app.js";
import { systemClock } from "../../dist/bot/context.js";
import { readConfig } from "../../dist/config/config.js";
import { createLogger } from "../../dist/logging/logger.js";
import { openStore } from "../../dist/store/open.js";

const ADMIN = "terminal:bench";
const config = readConfig(process.env);
const log = createLogger({ level: "error" });
const at = new Date(process.env.BENCH_NOW);
// Uses the sandbox's time: the sandbox's ratings are of the months before it.
const clock = { ...systemClock, now: () => at };
const store = await openStore({ url: config.DATABASE_URL, log });
const crm = openCrm(config, config.ANTCRM_API_KEY, log);
const bot = createApp({
  store,
  crm,
  clock,
  log,
  roles: { admins: [ADMIN], defaultRoles: {} },
  timeZone: config.BOT_TIMEZONE,
  defaultLocale: "en",
  health: async () => ({ crm: crm.health(), platforms: [], store: true }),
});

let calls = 0;
async function types(text) {
  calls += 1;
  const place = { platform: "terminal", chat: ADMIN, shared: false };
  const call = { id: `bench:${calls}`, person: ADMIN, personName: "", place, body: { kind: "text", text } };
  for await (const _ of bot.answer(call));
}

process.on("message", async () => {
  const before = process.cpuUsage();
  const startedMs = performance.now();
  const cards = [];
  await bot.digests.sweep(async (_to, card) => void cards.push(card));
  const tookMs = performance.now() - startedMs;
  const { user, system } = process.cpuUsage(before);
  const blocks = cards.flatMap((card) => card.blocks);
  process.send({
    tookMs,
    cpuMs: (user + system) / 1_000,
    pictures: blocks.filter(({ kind }) => kind === "image").length,
    notified: blocks.find(({ kind }) => kind === "fields")?.fields.map(({ value }) => value) ?? [],
  });
});

await types("digest add ratings monthly 1 08:00 here");
await types("digest now 1");
process.send("up");
