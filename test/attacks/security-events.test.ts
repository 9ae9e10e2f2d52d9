import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, it, onTestFinished } from "vitest";
import { startBot } from "../../src/app/start.ts";
import { readConfig } from "../../src/config/config.ts";
import { createLogger } from "../../src/logging/logger.ts";
import { startAntcrm } from "../../src/sandbox/antcrm/server.ts";
import { startTelegram } from "../../src/sandbox/telegram/server.ts";

async function botOnTelegram() {
  const [antcrm, telegram, folder] = await Promise.all([
    startAntcrm({ size: "empty" }),
    startTelegram(),
    mkdtemp(join(tmpdir(), "security-")),
  ]);
  const joins = (first_name: string) => {
    const user = telegram.addUser({ first_name, language_code: "vi" });
    const [person, chat] = [telegram.person(user.id), telegram.privateChat(user)];
    return {
      id: `telegram:${user.id}`,
      says: (text: string) => person.says(chat, text),
      reads: (shows: RegExp) => person.nextMessage(chat, ({ text }) => shows.test(text)),
      clicks: person.clicks,
    };
  };
  const [quan, lan] = [joins("Quân"), joins("Lan")];
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
      BOT_ADMINS: quan.id,
    }),
    createLogger({ level: "info", write: (line) => lines.push(line) }),
  );
  onTestFinished(async () => {
    await bot.stop();
    await Promise.all([antcrm.stop(), telegram.stop()]);
    await rm(folder, { recursive: true, force: true });
  });
  return {
    quan,
    lan,
    file: join(folder, "bot.db"),
    logged: () => lines.map((line) => JSON.parse(line)),
    async counted(event: string) {
      const text = await (await fetch(`http://127.0.0.1:${bot.port}/metrics`)).text();
      const line = `antcrm_chatops_security_events_total{event="${event}"} `;
      return text
        .split("\n")
        .find((one) => one.startsWith(line))
        ?.slice(line.length);
    },
  };
}

it("a role that is given is counted and logged with who gave it; a declined question is not", async () => {
  const { quan, counted, logged } = await botOnTelegram();
  const asks = async (role: string) => {
    await quan.says(`role telegram:4567 ${role}`);
    return quan.reads(/Đổi quyền của telegram:4567\?/);
  };

  await quan.clicks(await asks("agent"), "Huỷ");
  await quan.reads(/Chưa có gì thay đổi/);
  expect(await counted("role_changed")).toBe("0");
  await quan.clicks(await asks("manager"), "Đổi quyền");
  await quan.reads(/Đã đổi quyền/);
  expect(await counted("role_changed")).toBe("1");
  expect(logged().filter(({ security }) => security === "role_changed")).toMatchObject([
    { level: 40, person: quan.id, outcome: "telegram:4567: none → manager" },
  ]);
});

it("refusals are all counted, and logged once a minute for each person", async () => {
  const { quan, lan, counted, logged } = await botOnTelegram();
  await quan.says(`role ${lan.id} viewer`);
  await quan.clicks(await quan.reads(/Đổi quyền của/), "Đổi quyền");
  await quan.reads(/Đã đổi quyền/);

  for (let times = 0; times < 3; times += 1) {
    await lan.says("settings");
    await lan.reads(/Bạn chưa có quyền/);
  }
  await lan.says("trợ giúp");
  await lan.reads(/Bạn có thể hỏi gì/);
  expect(await counted("refusal")).toBe("3");
  expect(logged().filter(({ security }) => security === "refusal")).toMatchObject([
    { level: 40, person: lan.id, outcome: "settings: forbidden" },
  ]);
});

it("a role that was written into the database is counted and logged, and so is the refusal", async () => {
  const { quan, lan, counted, logged, file } = await botOnTelegram();
  await quan.says(`role ${lan.id} viewer`);
  await quan.clicks(await quan.reads(/Đổi quyền của/), "Đổi quyền");
  await quan.reads(/Đã đổi quyền/);

  const database = new Database(file);
  database.prepare("update people set role = 'admin' where person = ?").run(lan.id);
  database.close();
  await lan.says("settings");
  await lan.reads(/Bạn chưa có quyền/);
  expect(await counted("broken_row")).toBe("1");
  expect(await counted("refusal")).toBe("1");
  expect(logged().filter(({ table }) => table === "people")).toMatchObject([{ level: 50 }]);
});
