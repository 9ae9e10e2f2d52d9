import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { startBot } from "../../src/bot.ts";
import { readConfig } from "../../src/config.ts";
import { createLog } from "../../src/log.ts";
import { startAntcrm } from "../../src/sandbox/antcrm/server.ts";
import { startTelegram } from "../../src/sandbox/telegram/server.ts";

it("a role that is given is counted and logged with who gave it, and a question that is declined is not", async () => {
  const [antcrm, telegram, folder] = await Promise.all([
    startAntcrm({ size: "empty" }),
    startTelegram(),
    mkdtemp(join(tmpdir(), "security-")),
  ]);
  const user = telegram.addUser({ first_name: "Quân", language_code: "vi" });
  const [quan, chat] = [telegram.person(user.id), telegram.privateChat(user)];
  const lines: string[] = [];
  const bot = await startBot(
    readConfig({
      ANTCRM_BASE_URL: antcrm.url,
      ANTCRM_API_KEY: antcrm.apiKey,
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.url,
      DATABASE_URL: join(folder, "bot.db"),
      HOST: "127.0.0.1",
      PORT: "0",
      BOT_ADMINS: `telegram:${user.id}`,
    }),
    createLog({ level: "info", write: (line) => lines.push(line) }),
  );
  onTestFinished(async () => {
    await bot.stop();
    await Promise.all([antcrm.stop(), telegram.stop()]);
    await rm(folder, { recursive: true, force: true });
  });
  const counted = async () => {
    const text = await (await fetch(`http://127.0.0.1:${bot.port}/metrics`)).text();
    return /^antcrm_chatops_security_events_total\{event="role_changed"\} (\d+)$/m.exec(text)?.[1];
  };
  const asks = async (role: string) => {
    await quan.says(chat, `role telegram:4567 ${role}`);
    return quan.nextMessage(chat, ({ text }) => /Đổi quyền của telegram:4567\?/.test(text));
  };

  await quan.presses(await asks("agent"), "Huỷ");
  await quan.nextMessage(chat, ({ text }) => /Chưa có gì thay đổi/.test(text));
  expect(await counted()).toBeUndefined();
  await quan.presses(await asks("manager"), "Đổi quyền");
  await quan.nextMessage(chat, ({ text }) => /Đã cấp quyền/.test(text));
  expect(await counted()).toBe("1");
  const logged = lines.map((line) => JSON.parse(line)).filter(({ event }) => event === "role_changed");
  expect(logged).toMatchObject([
    { level: 40, person: `telegram:${user.id}`, outcome: "telegram:4567: none → manager" },
  ]);
});
