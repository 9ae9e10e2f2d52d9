import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { startBot } from "../../src/app/start.ts";
import { readConfig } from "../../src/config/config.ts";
import { createLogger } from "../../src/logging/logger.ts";
import { startAntcrm } from "../../src/sandbox/antcrm/server.ts";
import { startTelegram } from "../../src/sandbox/telegram/server.ts";

it("a stop while the indexes are filled logs no failure", async () => {
  const folder = await mkdtemp(join(tmpdir(), "filling-"));
  const [antcrm, telegram] = await Promise.all([startAntcrm(), startTelegram()]);
  onTestFinished(async () => {
    await Promise.all([antcrm.stop(), telegram.stop()]);
    await rm(folder, { recursive: true, force: true });
  });
  const lines: string[] = [];
  antcrm.fault({ kind: "hang", method: "GET", path: "/tickets" });
  const bot = await startBot(
    readConfig({
      ANTCRM_BASE_URL: antcrm.url,
      ANTCRM_API_KEY: antcrm.apiKey,
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.url,
      DATABASE_URL: join(folder, "bot.db"),
      HOST: "127.0.0.1",
      PORT: "0",
    }),
    createLogger({ level: "warn", write: (line) => lines.push(line) }),
  );
  const isFilling = () => antcrm.requests.some(({ path }) => path === "/tickets");
  await vi.waitFor(() => expect(isFilling()).toBe(true), { timeout: 20_000 });

  await bot.stop();
  expect(lines).toEqual([]);
});
