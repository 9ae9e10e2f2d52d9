/**
 * The built bot without a platform, as `npm run chat` runs it, for one import. It reports when it is up, and imports
 * the file it is given, from its first byte to its report.
 */
import { createReadStream } from "node:fs";
import { createApp, openCrm } from "../../dist/app/app.js";
import { systemClock } from "../../dist/bot/context.js";
import { readConfig } from "../../dist/config/config.js";
import { createLogger } from "../../dist/logging/logger.js";
import { openStore } from "../../dist/store/open.js";

const ADMIN = "terminal:bench";
const config = readConfig(process.env);
const log = createLogger({ level: "error" });
const store = await openStore({ url: config.DATABASE_URL, log });
const crm = openCrm(config, config.ANTCRM_API_KEY, log);
const bot = createApp({
  store,
  crm,
  clock: systemClock,
  log,
  roles: { admins: [ADMIN], defaultRoles: {} },
  timeZone: config.BOT_TIMEZONE,
  defaultLocale: "en",
  filesOf: () => ({ open: async ({ id }) => createReadStream(id) }),
  health: async () => ({ crm: crm.health(), platforms: [], store: true }),
});

let calls = 0;
async function last(body) {
  calls += 1;
  const place = { platform: "terminal", chat: ADMIN, shared: false };
  let card;
  for await (const one of bot.answer({ id: `bench:${calls}`, person: ADMIN, personName: "", place, body })) {
    card = one;
  }
  return card;
}

process.on("message", async (path) => {
  const file = { id: path, name: "customers.csv", sizeBytes: null, mime: "text/csv" };
  const startedMs = performance.now();
  const question = await last({ kind: "file", file, text: "import customers" });
  const lookedMs = performance.now();
  const before = process.cpuUsage();
  const [yes] = question.blocks.flatMap((block) => (block.kind === "buttons" ? block.buttons : []));
  const report = await last({ kind: "action", action: yes.action });
  const made = report.blocks.find(({ kind }) => kind === "fields")?.fields[0]?.value;
  const { user, system } = process.cpuUsage(before);
  const cpuMs = (user + system) / 1_000;
  process.send({ lookMs: lookedMs - startedMs, sendMs: performance.now() - lookedMs, cpuMs, made });
});

await last({ kind: "text", text: "status" });
process.send("up");
