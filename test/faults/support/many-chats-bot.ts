/** The bot in a process with a small heap. It answers the same line in several chats at once. */

import { createApp, openCrm } from "../../../src/app/app.ts";
import type { Body } from "../../../src/bot/call.ts";
import { systemClock } from "../../../src/bot/context.ts";
import type { ReadyCard } from "../../../src/cards/card.ts";
import { buttonsOf } from "../../../src/cards/plain-text.ts";
import { readConfig } from "../../../src/config/config.ts";
import { createLogger } from "../../../src/logging/logger.ts";
import { openStore } from "../../../src/store/open.ts";

const config = readConfig(process.env);
const log = createLogger({ level: "error" });
const store = await openStore({ url: config.DATABASE_URL, log });
const crm = openCrm(config, config.ANTCRM_API_KEY ?? "", log);
const bot = createApp({
  ...{ store, crm, clock: systemClock, log, timeZone: config.BOT_TIMEZONE, defaultLocale: "vi" as const },
  roles: { admins: [], defaultRoles: { terminal: "viewer" } },
  health: async () => ({ crm: crm.health(), platforms: [], store: true }),
});

async function answer(body: Body, chat: string): Promise<ReadyCard> {
  const place = { platform: "terminal", chat, shared: false } as const;
  let last: ReadyCard | undefined;
  const call = { id: `${chat}:${body.kind}`, person: "terminal:minh", personName: "Minh", place, body };
  for await (const card of bot.answer(call)) last = card;
  if (last === undefined) throw new Error("a call was answered by no card");
  return last;
}

process.on("message", async ({ line, chats }: { line: string; chats: number }) => {
  const clicks: [string, string][] = [];
  for (let at = 0; at < chats; at += 1) {
    const question = await answer({ kind: "text", text: line }, `chat-${at}`);
    const goOn = buttonsOf(question).find(({ label }) => label === "Tiếp tục");
    clicks.push([goOn?.action ?? "", `chat-${at}`]);
  }
  const cards = await Promise.all(clicks.map(([action, chat]) => answer({ kind: "action", action }, chat)));
  process.send?.(cards.map(({ title }) => title));
});
process.send?.("up");
