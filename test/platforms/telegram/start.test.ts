import { expect, it, onTestFinished } from "vitest";
import { createTelegram } from "../../../src/platforms/telegram/app.ts";
import { silentLogger } from "../../support/silent-logger.ts";
import { handClock } from "../hand-clock.ts";
import { MemoryInbox, openTelegramFixture, ready, type Script } from "./fixture.ts";

const hello: Script = async function* () {
  yield ready("Chào");
};

const idle = {
  bot: { answer: hello, checkForm: async () => null, menu: () => [] },
  inbox: new MemoryInbox(),
  log: silentLogger(),
  defaultLocale: "vi",
} as const;

it("tells Telegram its commands in Vietnamese, in English and for everybody else", async () => {
  const { platform, sandbox } = await openTelegramFixture({ script: hello });
  await platform.start();
  const calls = () => sandbox.requests.filter(({ method }) => method === "setMyCommands");
  await expect.poll(calls).toHaveLength(9);
  const menus = calls().map(({ params }) => params);
  expect(menus.every(({ scope }) => scope !== undefined)).toBe(true);
  const english = menus.find(({ language_code }) => language_code === "en");
  expect(english?.commands).toContainEqual({ command: "ticket", description: "Create a ticket" });
  const others = menus.find(({ language_code }) => language_code === undefined);
  expect(others?.commands).toContainEqual({ command: "ticket", description: "Tạo phiếu hỗ trợ" });
  expect(sandbox.violations).toEqual([]);
});

it("asks Telegram to post to our path, with the secret, and only what it reads", async () => {
  const { platform, sandbox, address } = await openTelegramFixture({ mode: "webhook", script: hello });
  await platform.start();
  expect(sandbox.requests.find(({ method }) => method === "setWebhook")?.params).toMatchObject({
    url: `${address}/telegram/webhook`,
    secret_token: "s3cret_of-the-test",
    allowed_updates: ["message", "callback_query"],
  });
  expect(platform.connected()).toBe(true);
});

it("refuses to start with a wrong token and says what to do, without the token", async () => {
  const { sandbox } = await openTelegramFixture({ script: hello });
  const platform = createTelegram({ ...idle, token: "7000000001:AAwrong", apiRoot: sandbox.url });
  await expect(platform.start()).rejects.toMatchObject({
    fault: "misconfigured",
    message: expect.stringMatching(/@BotFather/),
  });
  await platform.stop();
});

it("refuses to start where no Telegram answers, without the token in its message", async () => {
  const platform = createTelegram({ ...idle, token: "7000000001:AAsecret", apiRoot: "http://127.0.0.1:1" });
  const failure = await platform.start().catch((thrown: Error) => thrown);
  expect(failure).toMatchObject({ fault: "unavailable", message: expect.stringContaining("ECONNREFUSED") });
  expect(String(failure)).not.toContain("AAsecret");
});

it("says once and clearly that another process polls, and takes over when it has gone", async () => {
  const { platform, sandbox, an, lines } = await openTelegramFixture({ script: hello });
  await platform.start();
  const saying = (text: string) => lines.filter((line) => line.includes(text));
  const polls = () => sandbox.requests.filter(({ method }) => method === "getUpdates");
  const conflicts = () => polls().filter(({ status }) => status === 409);
  for (const times of [1, 2, 3]) {
    await expect.poll(() => polls().at(-1)?.status).toBe(0);
    await fetch(`${sandbox.url}/bot${sandbox.token}/getUpdates`);
    await expect.poll(conflicts).toHaveLength(times);
  }
  expect([saying("(409)").length, saying("updates arrive again")]).toEqual([1, []]);
  await an.says(an.user, "xin chào");
  expect((await an.nextMessage(an.user)).text).toBe("Chào");
  await expect.poll(() => saying("updates arrive again")).toHaveLength(1);
  expect([saying("(409)").length, platform.connected()]).toEqual([1, true]);
});

it("takes updates within 2 seconds after the store has failed for long", async () => {
  const clock = handClock();
  const { platform, inbox, an } = await openTelegramFixture({ script: hello, rateLimiterClock: clock });
  await platform.start();
  const failures = 20;
  inbox.faults = failures;
  const beganMs = clock.nowMs();
  await an.says(an.user, "xin chào");
  await clock.runUntil(inbox.hasFinished(1));
  expect(clock.nowMs() - beganMs).toBeLessThanOrEqual(failures * 2_000);
  expect((await an.nextMessage(an.user)).text).toBe("Chào");
});

it("polls again after the time that Telegram asks for", async () => {
  const clock = handClock();
  const { platform, sandbox, inbox, an } = await openTelegramFixture({
    script: hello,
    rateLimiterClock: clock,
  });
  sandbox.fault({ method: "getUpdates", kind: "429", retryAfter: 35 });
  await platform.start();
  await an.says(an.user, "xin chào");
  const beganMs = clock.nowMs();
  await clock.runUntil(inbox.hasFinished(1));
  expect(clock.nowMs() - beganMs).toBe(35_000);
});

it("goes on when Telegram begins other update ids after a week without updates", async () => {
  const { platform, sandbox, an } = await openTelegramFixture({ script: hello });
  await platform.start();
  for (const firstId of [900_000_001, 1_001]) {
    sandbox.continueUpdatesFrom(firstId);
    await an.says(an.user, "xin chào");
    await an.nextMessage(an.user);
    await sandbox.delivered();
  }
});

it("answers waiting messages first, and without a menu if it could not be set", async () => {
  const clock = handClock();
  const { platform, sandbox, an, lines } = await openTelegramFixture({
    script: hello,
    rateLimiterClock: clock,
  });
  sandbox.fault({ method: "setMyCommands", kind: "500", times: 9 });
  await an.says(an.user, "xin chào");
  await platform.start();
  await an.nextMessage(an.user);
  expect(sandbox.requests.filter(({ method }) => method === "setMyCommands")).toEqual([]);
  clock.passes(1_000);
  await expect.poll(() => lines.filter((line) => line.includes("command menu"))).toHaveLength(1);
  await an.says(an.user, "xin chào");
  expect((await an.nextMessage(an.user)).text).toBe("Chào");
  onTestFinished(() => expect(sandbox.violations).toEqual([]));
});
