import { expect, vi } from "vitest";
import type { Bot } from "../faults/support/bot.ts";
import type { Fixture } from "../faults/support/fixture.ts";
import { freePort } from "../support/free-port.ts";

/** One of the bot's processes. It keeps its address over its restarts. */
export interface BotProcess {
  /** `"1"` */
  name: string;
  /** `http://127.0.0.1:40123` */
  address: string;
  /** Starts it; resolves when it accepts events. If it ends by itself, it is started again, as by a supervisor. */
  start(): Promise<void>;
  kill(): Promise<void>;
  /** It is not started again from now on. */
  leave(): void;
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
/** Generous: the database may be away meanwhile, and the machine busy. */
const STARTS_WITHIN_MS = 180_000;
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
  let isWanted = false;
  function launch(): void {
    jumpCount = 0;
    const launched = fixture.launch({
      environment: { PORT: String(port), TELEGRAM_WEBHOOK_URL: fixture.receiver() },
      preload: [JUMPING_CLOCK],
      crmTimeoutMs: CRM_TIMEOUT_MS,
    });
    bot = launched;
    void launched.ended.then(() => {
      if (isWanted && bot === launched) launch();
    });
  }
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
      isWanted = true;
      launch();
      await vi.waitFor(async () => expect((await fetch(`${address}/readyz`)).status).toBe(200), {
        timeout: STARTS_WITHIN_MS,
        interval: 100,
      });
    },
    async kill() {
      isWanted = false;
      await running().kill();
    },
    leave() {
      isWanted = false;
    },
    signal: (signal) => running().signal(signal),
    jumps,
    rightsClock() {
      if (jumpCount % 2 === 1) jumps();
    },
    lines: () => running().lines,
  };
}
