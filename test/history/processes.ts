import { expect, vi } from "vitest";
import type { Bot } from "../faults/support/bot.ts";
import type { Fixture } from "../faults/support/fixture.ts";
import { TIMEOUT_MS } from "../faults/support/fixture.ts";
import { freePort } from "../support/free-port.ts";

/** One of the bot's processes. It keeps its address over its restarts. */
export interface BotProcess {
  /** `"1"` */
  name: string;
  /** `http://127.0.0.1:40123` */
  address: string;
  /** Starts it; resolves when it accepts events. */
  start(): Promise<void>;
  kill(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Moves its clock: an hour forward, right again, an hour back, right again. */
  jumps(): void;
  /** Sets its clock right. */
  rightsClock(): void;
  /** The output of the running process so far. */
  lines(): readonly string[];
}

/** The bot's time-out for AntCRM, so that a call without an answer does not hold up its person for 30 s. */
const CRM_TIMEOUT_MS = 5_000;
const HOUR_MS = 3_600_000;

/** A module that moves the process's clock at each SIGUSR2. */
const JUMPING_CLOCK = `data:text/javascript,${encodeURIComponent(`
  const real = Date;
  const offsets = [${HOUR_MS}, 0, -${HOUR_MS}, 0];
  let jumps = 0;
  let offset = 0;
  process.on("SIGUSR2", () => { offset = offsets[jumps++ % offsets.length]; });
  globalThis.Date = class extends real {
    constructor(...given) {
      super(...(given.length === 0 ? [real.now() + offset] : given));
    }
    static now() {
      return real.now() + offset;
    }
  };`)}`;

/** Prepares a process of the bot, and does not start it. */
export async function botProcess(fixture: Fixture, name: string): Promise<BotProcess> {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  let bot: Bot | undefined;
  let jumpCount = 0;
  const running = () => {
    if (bot === undefined) throw new Error(`process ${name} was not started`);
    return bot;
  };
  const jumps = () => {
    jumpCount += 1;
    running().signal("SIGUSR2");
  };
  return {
    name,
    address,
    async start() {
      jumpCount = 0;
      bot = fixture.launch({
        environment: { PORT: String(port), TELEGRAM_WEBHOOK_URL: fixture.receiver(), LOG_LEVEL: "info" },
        preload: [JUMPING_CLOCK],
        crmTimeoutMs: CRM_TIMEOUT_MS,
      });
      await vi.waitFor(async () => expect((await fetch(`${address}/readyz`)).status).toBe(200), {
        timeout: TIMEOUT_MS,
        interval: 100,
      });
    },
    kill: () => running().kill(),
    signal: (signal) => running().signal(signal),
    jumps,
    rightsClock() {
      if (jumpCount % 2 === 1) jumps();
    },
    lines: () => running().lines,
  };
}
