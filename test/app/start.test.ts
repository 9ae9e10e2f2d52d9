import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { on, once } from "node:events";
import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { startBot } from "../../src/app/start.ts";
import { readConfig } from "../../src/config/config.ts";
import { startAntcrm } from "../../src/sandbox/antcrm/server.ts";
import { startTelegram } from "../../src/sandbox/telegram/server.ts";
import { silentLogger } from "../support/silent-logger.ts";

const TELEGRAM_TOKEN = "7000000001:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";

/** Creates a temporary folder, which is removed after the test. */
async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "bot-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** Runs `npm start` with only this environment. */
function started(environment: Record<string, string>, options: string[] = []) {
  const child = spawn(process.execPath, [...options, join(inject("dist"), "main.js")], {
    env: { PATH: process.env.PATH, HOST: "127.0.0.1", PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stderr });
  reader.on("line", (line) => lines.push(line));
  return { child, reader, lines, ended: ended(child) };
}

async function ended(child: ChildProcess): Promise<{ code: number | null; signal: string | null }> {
  const [code, signal] = await once(child, "close");
  return { code, signal };
}

describe("a start that must fail", () => {
  const telegram = { TELEGRAM_BOT_TOKEN: TELEGRAM_TOKEN, TELEGRAM_API_ROOT: "http://127.0.0.1:9" };

  it.each([
    ["without a key", telegram, "ANTCRM_API_KEY is missing"],
    ["without a platform", { ANTCRM_API_KEY: "key" }, "No platform is configured"],
  ])("%s is refused, mentions the demo, and leaves no database behind", async (_, environment, message) => {
    const path = join(await folder(), "bot.db");
    const config = readConfig({ ...environment, DATABASE_URL: path });
    await expect(startBot(config, silentLogger())).rejects.toMatchObject({
      fault: "misconfigured",
      message: expect.stringContaining(message),
    });
    await expect(startBot(config, silentLogger())).rejects.toThrow("npm run demo");
    await expect(access(path)).rejects.toThrow("ENOENT");
  });

  it("with errors in its configuration exits with 78 and lists them all, without a stack", async () => {
    const { lines, ended } = started({
      PORT: "many",
      BOT_LOCALE: "fr",
      SLACK_APP_TOKEN: "xapp-1",
      DATABASE_URL: "postgres://127.0.0.1/bot",
    });
    expect(await ended).toEqual({ code: 78, signal: null });
    expect(lines).toEqual([
      "The configuration has faults:",
      "  - PORT must be a whole number from 0 to 65535",
      "  - BOT_LOCALE must be vi or en",
      expect.stringMatching(/^ {2}- SLACK_BOT_TOKEN is missing/),
      expect.stringMatching(/^ {2}- BOT_SECRET_KEY is required with Postgres/),
      expect.stringMatching(/^ {2}- ANTCRM_API_KEY is missing/),
    ]);
  });

  it("lists what is missing beside what is malformed", async () => {
    const { lines, ended } = started({ PORT: "many" });
    expect(await ended).toEqual({ code: 78, signal: null });
    expect(lines).toEqual([
      "The configuration has faults:",
      "  - PORT must be a whole number from 0 to 65535",
      expect.stringMatching(/^ {2}- ANTCRM_API_KEY is missing/),
      expect.stringMatching(/^ {2}- No platform is configured/),
    ]);
  });

  it("lists the faulty secrets of all platforms together, and quotes none", async () => {
    const { lines, ended } = started({
      ANTCRM_API_KEY: "key",
      SLACK_BOT_TOKEN: "xapp-s3cret",
      SLACK_SIGNING_SECRET: "xoxb-s3cret",
      TELEGRAM_BOT_TOKEN: "s3cret",
    });
    expect(await ended).toEqual({ code: 78, signal: null });
    expect(lines).toEqual([
      "The configuration has faults:",
      expect.stringMatching(/^ {2}- SLACK_BOT_TOKEN must start with xoxb-; this is an app-level token/),
      expect.stringMatching(
        /^ {2}- SLACK_SIGNING_SECRET must be the Signing Secret .*; this is the bot token/,
      ),
      expect.stringMatching(/^ {2}- TELEGRAM_BOT_TOKEN must look like 123456:ABC-DEF/),
    ]);
    expect(lines.join("\n")).not.toContain("s3cret");
  });

  it("with nothing configured exits with 78 and shows how to try the demo", async () => {
    const { lines, ended } = started({});
    expect(await ended).toEqual({ code: 78, signal: null });
    expect(lines.join("\n")).toContain("npm run demo");
  });

  it("whose Postgres cannot be reached exits with 1, so that a supervisor tries again", async () => {
    const { lines, ended } = started({
      ...telegram,
      ANTCRM_API_KEY: "key",
      DATABASE_URL: "postgres://bot:s3cret@127.0.0.1:9/bot",
      BOT_SECRET_KEY: randomBytes(32).toString("base64"),
    });
    expect(await ended).toEqual({ code: 1, signal: null });
    expect(lines).toEqual([
      expect.stringMatching(/^DATABASE_URL: Postgres cannot be reached now .*ECONNREFUSED/),
    ]);
  });

  it("with a token that Telegram does not know exits with 78, without showing the token", async () => {
    const telegram = await startTelegram();
    onTestFinished(() => telegram.stop());
    const { lines, ended } = started({
      ANTCRM_API_KEY: "key",
      TELEGRAM_BOT_TOKEN: TELEGRAM_TOKEN,
      TELEGRAM_API_ROOT: telegram.url,
      DATABASE_URL: join(await folder(), "bot.db"),
    });
    expect(await ended).toEqual({ code: 78, signal: null });
    expect(lines.join("\n")).toContain("TELEGRAM_BOT_TOKEN");
    expect(lines.join("\n")).not.toContain(TELEGRAM_TOKEN.split(":")[1]);
  });
});

describe("the last output of a bot", () => {
  const unreachable = {
    ANTCRM_API_KEY: "key",
    TELEGRAM_BOT_TOKEN: TELEGRAM_TOKEN,
    TELEGRAM_API_ROOT: "http://127.0.0.1:9",
  };

  it("contains no token when it cannot start", async () => {
    const { lines, ended } = started({ ...unreachable, DATABASE_URL: `/dev/null/${TELEGRAM_TOKEN}/bot.db` });
    expect(await ended).toEqual({ code: 78, signal: null });
    expect(lines.join("\n")).toContain("/dev/null/[telegram token]");
  });

  it("contains no token after an unexpected error", async () => {
    const thrown = `new Error("https://api.telegram.org/bot${TELEGRAM_TOKEN}/getMe")`;
    const preload = `process.on("newListener", (name) => {
      if (name === "uncaughtException") setImmediate(() => { throw ${thrown}; });
    });`;
    const { lines, ended } = started({ ...unreachable, DATABASE_URL: join(await folder(), "bot.db") }, [
      "--import",
      `data:text/javascript,${encodeURIComponent(preload)}`,
    ]);
    expect(await ended).toEqual({ code: 1, signal: null });
    expect(lines.join("\n")).toContain("https://api.telegram.org/bot[telegram token]/getMe");
    expect(lines.join("\n")).not.toContain(TELEGRAM_TOKEN.split(":")[1]);
  });
});

describe("a running bot", () => {
  it.each(["SIGTERM", "SIGINT"] as const)("answers, and exits with 0 at %s", async (signal) => {
    const [antcrm, telegram] = await Promise.all([startAntcrm({ size: "empty" }), startTelegram()]);
    onTestFinished(async () => {
      await Promise.all([antcrm.stop(), telegram.stop()]);
    });
    const an = telegram.addUser({ first_name: "An" });
    const environment = {
      ANTCRM_BASE_URL: antcrm.url,
      ANTCRM_API_KEY: antcrm.apiKey,
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.url,
      BOT_ADMINS: `telegram:${an.id}`,
      DATABASE_URL: join(await folder(), "bot.db"),
    };
    const listLoaded = 'process.on("exit", () => console.error("loaded:", String(process.moduleLoadList)))';
    const { child, reader, lines, ended } = started(environment, [
      "--import",
      `data:text/javascript,${encodeURIComponent(listLoaded)}`,
    ]);

    const { port } = await lineWith(reader, "the bot is up");
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);

    const chat = telegram.privateChat(an);
    await telegram.person(an.id).says(chat, "0900 000 001");
    expect((await telegram.person(an.id).nextMessage(chat)).text).toContain("0900 000 001");
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(metrics).toContain('antcrm_chatops_first_card_seconds_count{platform="telegram"}');

    child.kill(signal);
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(lines.join("\n")).not.toMatch(/0900|900000001/);
    // Node takes 40 ms to load its `fetch` and 15 ms to load HTTP/2, and no look-up needs them.
    expect(lines.at(-1)).toMatch(/^loaded: .*NativeModule http\b/);
    expect(lines.at(-1)).not.toMatch(/NativeModule (internal\/deps\/undici\/undici|http2)\b/);
  });
});

/** Resolves with the first line of the log that contains this text. */
async function lineWith(
  reader: ReturnType<typeof createInterface>,
  text: string,
): Promise<Record<string, unknown>> {
  const lines: string[] = [];
  for await (const [line] of on(reader, "line", { close: ["close"] })) {
    lines.push(line);
    if (line.includes(text)) return JSON.parse(line);
  }
  throw new Error(`the process ended and did not log "${text}":\n${lines.join("\n")}`);
}
