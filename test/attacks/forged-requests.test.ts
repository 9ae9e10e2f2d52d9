import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { startBot } from "../../src/app/start.ts";
import { readConfig } from "../../src/config/config.ts";
import { createLogger } from "../../src/logging/logger.ts";
import { startAntcrm } from "../../src/sandbox/antcrm/server.ts";
import { startSlack } from "../../src/sandbox/slack/server.ts";
import { startTelegram } from "../../src/sandbox/telegram/server.ts";
import { freePort } from "../support/free-port.ts";
import { falselySigned, head, sends, signed } from "./support/raw-post.ts";
import { directMessage, servedSlack } from "./support/served-slack.ts";

const ANTCRM_SECRET = "an-address-nobody-guesses";

/** Starts the whole bot with all three routes, over HTTP. */
async function wholeBot() {
  const folder = await mkdtemp(join(tmpdir(), "forged-"));
  const [crm, slack, telegram, port] = await Promise.all([
    startAntcrm({ size: "empty" }),
    startSlack({ mode: "http" }),
    startTelegram(),
    freePort(),
  ]);
  const lines: string[] = [];
  const config = readConfig({
    ANTCRM_API_KEY: crm.apiKey,
    ANTCRM_BASE_URL: crm.url,
    ANTCRM_WEBHOOK_SECRET: ANTCRM_SECRET,
    DATABASE_URL: join(folder, "bot.db"),
    HOST: "127.0.0.1",
    PORT: String(port),
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.apiUrl,
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
    TELEGRAM_WEBHOOK_URL: `http://127.0.0.1:${port}`,
    TELEGRAM_WEBHOOK_SECRET: "a-secret_of-the-shop",
  });
  const bot = await startBot(config, createLogger({ level: "info", write: (line) => lines.push(line) }));
  onTestFinished(async () => {
    await bot.stop();
    await Promise.all([crm.stop(), slack.stop(), telegram.stop()]);
    await rm(folder, { recursive: true, force: true });
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    slack,
    lines,
    post: async (path: string, headers: Record<string, string> = {}, body = "{}") =>
      (await fetch(url + path, { method: "POST", body, headers })).status,
    async counted() {
      const text = await (await fetch(`${url}/metrics`)).text();
      return Number(/security_events_total\{event="forged_request"\} (\d+)/.exec(text)?.[1] ?? 0);
    },
  };
}

describe("a forged request", () => {
  it("is counted and logged on each route; an unknown path and a real Slack request are not", async () => {
    const { slack, lines, post, counted } = await wholeBot();
    const before = lines.length;
    const now = Date.now();
    const body = directMessage("Ev1");
    const old = signed(body, slack.signingSecret, now - 301_000);
    expect(await post("/slack/events")).toBe(401);
    expect(await post("/slack/events", falselySigned(now))).toBe(401);
    expect(await post("/slack/events", old, body)).toBe(401);
    expect(await post("/telegram/webhook", { "x-telegram-bot-api-secret-token": "guessed" })).toBe(401);
    expect(await post("/antcrm/webhook/guessed")).toBe(404);
    expect(await counted()).toBe(5);
    const logged = lines.slice(before).map((line) => JSON.parse(line));
    expect(logged.map(({ level, forged, suppressed }) => [level, forged, suppressed])).toEqual([
      [40, "slack_unsigned", 0],
      [40, "slack_signature", 0],
      [40, "slack_stale", 0],
      [40, "telegram_secret", 0],
      [40, "antcrm_secret", 0],
    ]);
    expect(await post("/wp-login.php")).toBe(404);
    expect(await post("/slack/events/x")).toBe(404);
    const real = { "content-type": "application/json", ...signed(body, slack.signingSecret, now) };
    expect(await post("/slack/events", real, body)).toBe(200);
    expect(await counted()).toBe(5);
  });

  it("is logged once a minute, with the number of unlogged ones, and without its content", async () => {
    const { port, clock, lines, nowMs, forged } = await servedSlack();
    const post = async () => {
      const headers = { ...falselySigned(nowMs()), "content-length": 10, "x-from": "mallory@example.com" };
      return sends(port, `${head("/slack/events", headers)}0867123456`).status();
    };
    for (let sent = 0; sent < 20; sent += 1) expect(await post()).toBe(401);
    expect(lines).toHaveLength(1);
    clock.passes(60_000);
    await post();
    expect(lines.map((line) => JSON.parse(line).suppressed)).toEqual([0, 19]);
    expect(forged()).toBe(21);
    expect(lines.join("\n")).not.toMatch(/0867|mallory|v0=|0000000/);
  });

  it("with the signature of another body, another secret or another time does nothing", async () => {
    const { port, slack, stored, nowMs } = await servedSlack();
    const body = directMessage("Ev1");
    const right = signed(body, slack.signingSecret, nowMs());
    const forgeries = [
      signed("{}", slack.signingSecret, nowMs()),
      signed(body, "another-secret", nowMs()),
      { ...right, "x-slack-request-timestamp": String(Math.floor(nowMs() / 1_000) + 1) },
      { ...right, "x-slack-signature": right["x-slack-signature"]?.toUpperCase() ?? "" },
      { ...right, "x-slack-signature": `${right["x-slack-signature"]}00` },
      { ...right, "x-slack-request-timestamp": `${right["x-slack-request-timestamp"]}.0` },
      { ...right, "x-slack-request-timestamp": "0x7fffffff" },
      { ...right, "x-slack-request-timestamp": "NaN" },
    ];
    for (const headers of forgeries) {
      const post = sends(
        port,
        head("/slack/events", { ...headers, "content-length": Buffer.byteLength(body) }) + body,
      );
      expect(await post.status()).toBe(401);
    }
    expect(stored).toEqual([]);
  });

  it("in two chunks is verified over the signed bytes, even when they are not UTF-8", async () => {
    const { port, slack, nowMs } = await servedSlack();
    const body = Buffer.from(`{"type":"greeting","word":"${"\u1ec7".repeat(3)}"}`);
    const headers = signed(body.toString(), slack.signingSecret, nowMs());
    const post = sends(port, head("/slack/events", { ...headers, "content-length": body.length }));
    // The chunk ends inside a character.
    post.socket.write(body.subarray(0, 29));
    post.socket.write(body.subarray(29));
    expect(await post.status()).toBe(200);
    const other = Buffer.from(body);
    other[28] = 0xff;
    const forged = sends(port, head("/slack/events", { ...headers, "content-length": other.length }));
    forged.socket.write(other);
    expect(await forged.status()).toBe(401);
  });

  it("is not counted for an event that Slack sends again: the event is stored once", async () => {
    const { port, slack, stored, nowMs } = await servedSlack();
    const body = directMessage("Ev1");
    const headers = {
      ...signed(body, slack.signingSecret, nowMs()),
      "content-length": Buffer.byteLength(body),
    };
    for (const retry of ["0", "1", "2"]) {
      const post = sends(port, head("/slack/events", { ...headers, "x-slack-retry-num": retry }) + body);
      expect(await post.status()).toBe(200);
    }
    expect(stored).toEqual(["slack:T1:Ev1"]);
  });
});
