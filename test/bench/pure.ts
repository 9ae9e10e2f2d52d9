import { join } from "node:path";
import { createApp, openCrm } from "../../src/app/app.ts";
import type { Call } from "../../src/bot/call.ts";
import { systemClock } from "../../src/bot/context.ts";
import type { ReadyCard } from "../../src/cards/card.ts";
import { readConfig } from "../../src/config/config.ts";
import { type CataloguePorts, createCommands } from "../../src/features/catalogue.ts";
import { createLogger } from "../../src/logging/logger.ts";
import { renderCard as renderForSlack } from "../../src/platforms/slack/render.ts";
import { renderCard as renderForTelegram } from "../../src/platforms/telegram/render.ts";
import { openStore } from "../../src/store/open.ts";
import { createIntents } from "../../src/understanding/understand.ts";
import { median } from "./figures.ts";
import type { RunEnvironment } from "./programs.ts";

/** Microseconds of work without I/O: rendering a card, understanding a text. */
export interface PureFigures {
  slackCardUs: number;
  telegramCardUs: number;
  textUs: number;
}

/** What agents type, by length and kind: values that stand alone, sentences in both languages, and small talk. */
const TEXTS = [
  "0867123456",
  "ai là 0867 123 456",
  "tìm lead 900001",
  "an@example.com",
  "khach nguyen van an",
  "who is +84 867 123 456?",
  "tạo phiếu cho 0867123456: máy in hỏng, gấp",
  "create ticket for 0867123456: printer jams since Monday, urgent",
  "đổi quà daumay01 cho 0900 000 001",
  "đánh giá tuần này",
  "diem 0900000001",
  "chào bot, hôm nay trời đẹp quá, mọi người ăn trưa ở đâu vậy",
];

export async function measurePure(environment: RunEnvironment): Promise<PureFigures> {
  const card = await fullCard(environment);
  const intents = createIntents(createCommands({} as CataloguePorts).grammars);
  const context = { now: new Date(), timeZone: "Asia/Ho_Chi_Minh" };
  let next = 0;
  return {
    slackCardUs: microseconds(() => renderForSlack(card)),
    telegramCardUs: microseconds(() => renderForTelegram(card)),
    textUs: microseconds(() => intents.understand(TEXTS[next++ % TEXTS.length] ?? "", context)),
  };
}

/** Returns the card of a customer with deals and points, as a platform receives it. */
async function fullCard({ crm, folder }: RunEnvironment): Promise<ReadyCard> {
  const config = readConfig({ ANTCRM_BASE_URL: crm.url });
  const log = createLogger({ level: "error" });
  const store = await openStore({ url: join(folder, "pure.db"), log });
  const running = openCrm(config, crm.apiKey, log);
  const bot = createApp({
    store,
    crm: running,
    clock: systemClock,
    log,
    roles: { admins: [], defaultRoles: { slack: "agent" } },
    timeZone: config.BOT_TIMEZONE,
    defaultLocale: config.BOT_LOCALE,
    health: async () => ({ crm: running.health(), platforms: [], store: true }),
  });
  const call: Call = {
    id: "slack:T0BENCH:1",
    person: "slack:U0AGENT",
    personName: "Lan",
    place: { platform: "slack", chat: "C0SUPPORT", shared: true },
    body: { kind: "text", text: "0867123456" },
  };
  try {
    let last: ReadyCard | undefined;
    for await (const card of bot.answer(call)) last = card;
    if (!last?.blocks.some(({ kind }) => kind === "list")) throw new Error("the card is not complete");
    return last;
  } finally {
    await running.close();
    await store.close();
  }
}

const BATCHES = 40;
const BATCH = 240;

/** Returns the median over batches, after a warm-up. */
function microseconds(work: () => unknown): number {
  const batches = Array.from({ length: BATCHES }, () => {
    const startedMs = performance.now();
    for (let done = 0; done < BATCH; done += 1) work();
    return ((performance.now() - startedMs) * 1_000) / BATCH;
  });
  return median(batches.slice(BATCHES / 2));
}
