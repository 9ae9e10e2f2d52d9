import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { Call } from "../../../src/bot/call.ts";
import type { Block, Button, Form, ReadyCard } from "../../../src/cards/card.ts";
import type { PlatformInbox } from "../../../src/inbox/inbox.ts";
import { createLogger } from "../../../src/logging/logger.ts";
import type { Bot, Platform } from "../../../src/platforms/platform.ts";
import type { RateLimiterClock } from "../../../src/platforms/rate-limiter.ts";
import { createTelegram } from "../../../src/platforms/telegram/app.ts";
import type { ChatMigrationRows } from "../../../src/platforms/telegram/calls.ts";
import type { Election } from "../../../src/platforms/telegram/polling.ts";
import { startTelegram, type TelegramOptions } from "../../../src/sandbox/telegram/server.ts";

export type Mode = "polling" | "webhook";

/** The answer of a test's bot to a call: one card or several, at any time. */
export type Script = (call: Call) => AsyncIterable<ReadyCard>;

/** Returns a private card in Vietnamese. */
export function ready(title: string, ...blocks: Block<string>[]): ReadyCard {
  return { title, tone: "plain", audience: "private", blocks, locale: "vi" };
}

export function buttons(...labels: string[]): Block<string> {
  return { kind: "buttons", buttons: labels.map(pressFor) };
}

/** Returns a button for a label: `"Điểm"` → a button with `press-Điểm` as ASCII. */
export function pressFor(label: string): Button<string> {
  return { label, action: `press_${label.normalize("NFD").replace(/[^A-Za-z0-9]/g, "")}` };
}

export function form(label: string, choices: string[] = []): Block<string> {
  const asking = { name: label, label, kind: "line", required: true } as const;
  const known = {
    name: "phone",
    label: "Số điện thoại",
    kind: "line",
    required: true,
    value: "0900000001",
  } as const;
  const all: Form<string> = {
    draft: "draft-1",
    title: "Tạo phiếu",
    fields: [known, asking],
    prompt: asking,
    choices: choices.map(pressFor),
    steps: [],
    open: pressFor("Điền biểu mẫu"),
    cancel: pressFor("Hủy"),
  };
  return { kind: "form", form: all };
}

/** Keeps events in memory. The real inbox keeps them in the database. */
export class MemoryInbox implements PlatformInbox {
  readonly events = new Map<string, string>();
  readonly finished: string[] = [];
  readonly failures: unknown[] = [];
  /** Storing fails this many times before it works again. */
  faults = 0;
  /** Storing waits for this. */
  slow: Promise<void> = Promise.resolve();
  private waiting: (() => void)[] = [];

  async accept({ id, payload }: { id: string; payload: string }): Promise<boolean> {
    await this.slow;
    if (this.faults > 0) {
      this.faults -= 1;
      throw new Error("the disk is full");
    }
    if (this.events.has(id)) return false;
    this.events.set(id, payload);
    return true;
  }

  async handle(id: string, work: (giveWay: () => void) => Promise<void>): Promise<void> {
    await work(() => {}).catch((thrown: unknown) => this.failures.push(thrown));
    this.finished.push(id);
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  isHeld: PlatformInbox["isHeld"] = async () => true;

  /** Resolves when `count` events are finished. */
  async hasFinished(count: number): Promise<void> {
    while (this.finished.length < count) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }
}

export interface FixtureOptions {
  mode?: Mode;
  script: Script;
  telegram?: TelegramOptions;
  /** The clock of the bot. */
  now?: () => Date;
  /** The clock of the bot's rate limiter. */
  rateLimiterClock?: RateLimiterClock;
  watchLease?: () => () => boolean;
  chatMigrationRows?: ChatMigrationRows;
  /** Decides which of several processes polls. */
  election?: Election;
}

/** Starts the real Telegraf between a scripted bot and a simulated Telegram. All of it is stopped after the test. */
export async function openTelegramFixture({
  mode = "polling",
  script,
  telegram = {},
  ...rest
}: FixtureOptions) {
  let repeated = 0;
  const sandbox = await startTelegram(telegram);
  const inbox = new MemoryInbox();
  const lines: string[] = [];
  const calls: Call[] = [];
  const bot: Bot = {
    answer(call) {
      calls.push(call);
      return script(call);
    },
    checkForm: async () => null,
    menu: (locale) => [
      { name: "customer", summary: locale === "vi" ? "Tìm khách hàng" : "Find a customer" },
      { name: "ticket", summary: locale === "vi" ? "Tạo phiếu hỗ trợ" : "Create a ticket" },
    ],
  };
  const server = createServer((request, response) => platform.http?.listener(request, response));
  const address = mode === "webhook" ? await listen(server) : "";
  const platform: Platform = createTelegram({
    token: sandbox.token,
    apiRoot: sandbox.url,
    ...(mode === "webhook" ? { webhook: { url: address, secret: "s3cret_of-the-test" } } : {}),
    bot,
    inbox,
    log: createLogger({ level: "debug", write: (line) => lines.push(line) }),
    ...rest,
    onRepeated: () => {
      repeated += 1;
    },
    defaultLocale: "vi",
  });
  onTestFinished(async () => {
    await platform.stop();
    await sandbox.stop();
    server.closeAllConnections();
    server.close();
  });
  const an = sandbox.addUser({ first_name: "An", language_code: "vi" });
  const binh = sandbox.addUser({ first_name: "Bình", language_code: "vi" });
  return {
    sandbox,
    platform,
    inbox,
    calls,
    lines,
    address,
    /** Returns how many messages the bot has counted as perhaps sent twice. */
    repeated: () => repeated,
    an: sandbox.person(an.id),
    binh: sandbox.person(binh.id),
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
