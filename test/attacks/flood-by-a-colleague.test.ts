import { describe, expect, it } from "vitest";
import type { Call } from "../../src/bot/call.ts";
import type { ReadyCard } from "../../src/cards/card.ts";
import { handClock } from "../platforms/hand-clock.ts";
import { openSlackFixture, ready as slackReady } from "../platforms/slack/fixture.ts";
import { openTelegramFixture, ready } from "../platforms/telegram/fixture.ts";

const FULL = /Bạn đang có 20 yêu cầu chờ/;

function saidIn({ body }: Call): string {
  return "text" in body ? body.text : "";
}

/** A bot whose answers wait until `release` is called. */
function waitingBot(ready: (title: string) => ReadyCard) {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  async function* script(call: Call): AsyncGenerator<ReadyCard> {
    await released;
    yield { ...ready(`→ ${saidIn(call)}`), audience: "shared" };
  }
  return { release, script };
}

describe("on Telegram, a colleague who sends 60 commands", () => {
  it("does not delay another person's look-up in the group", async () => {
    const clock = handClock();
    const { script, release } = waitingBot(ready);
    release();
    const { sandbox, platform, an, binh, inbox } = await openTelegramFixture({
      script,
      telegram: { rateLimit: "strict", now: clock.nowMs },
      rateLimiterClock: clock,
    });
    const chat = sandbox.addGroup({ title: "CSKH", members: [an.user, binh.user], botIsAdmin: true });
    await platform.start();
    for (let command = 1; command <= 60; command += 1) await an.says(chat, `/customer ${command}`);
    await binh.says(chat, "/customer Lan");

    await clock.runUntil(binh.nextMessage(chat, ({ isFromBot, text }) => isFromBot && text === "→ Lan"));
    const before = an.sees(chat).filter(({ isFromBot, text }) => isFromBot && /^→ \d/.test(text));
    // One person is sent at most twelve of the group's twenty messages a minute.
    expect(before.length).toBeLessThanOrEqual(12);
    // Every accepted request is answered in the end.
    await clock.runUntil(inbox.hasFinished(21));
    expect(sandbox.violations).toEqual([]);
  });

  it("does not delay another person's look-up while their requests take long", async () => {
    const slow = waitingBot(ready);
    const { sandbox, platform, an, binh } = await openTelegramFixture({
      script: (call) => (saidIn(call) === "lâu" ? slow.script(call) : quick(call)),
    });
    async function* quick(call: Call): AsyncGenerator<ReadyCard> {
      yield { ...ready(`→ ${saidIn(call)}`), audience: "shared" };
    }
    const chat = sandbox.addGroup({ title: "CSKH", members: [an.user, binh.user] });
    await platform.start();
    await an.says(chat, "/report lâu");
    await binh.says(chat, "/customer Lan");
    await binh.nextMessage(chat, ({ text }) => text === "→ Lan");
    expect(an.sees(chat).filter(({ text }) => text === "→ lâu")).toEqual([]);
    slow.release();
    await an.nextMessage(chat, ({ text }) => text === "→ lâu");
  });

  it("has at most 20 waiting requests, is notified once, and is served again afterwards", async () => {
    const clock = handClock();
    const { script, release } = waitingBot(ready);
    const { sandbox, platform, an, inbox } = await openTelegramFixture({ script, rateLimiterClock: clock });
    const chat = sandbox.privateChat(an.user);
    await platform.start();
    for (let command = 1; command <= 60; command += 1) await an.says(chat, `${command}`);

    await until(() => an.sees(chat).some(({ text }) => FULL.test(text)));
    await sandbox.delivered();
    expect(inbox.events.size).toBe(20);

    release();
    await clock.runUntil(inbox.hasFinished(20));
    await an.says(chat, "nữa");
    await clock.runUntil(an.nextMessage(chat, ({ text }) => text === "→ nữa"));
    const texts = an.sees(chat).map(({ text }) => text);
    expect(texts.filter((text) => FULL.test(text))).toHaveLength(1);
    expect(texts.filter((text) => /^→ \d/.test(text))).toHaveLength(20);
  });
});

describe("on Slack, a colleague who sends 60 commands", () => {
  it("does not delay another person's look-up in the channel", async () => {
    const clock = handClock();
    const { script, release } = waitingBot(slackReady);
    await using fixture = await openSlackFixture("http", script, { rateLimiterClock: clock });
    const { lan, minh, support, inbox } = fixture;
    for (let command = 1; command <= 20; command += 1) await lan.mention(support, `${command}`);
    await minh.mention(support, "Lan");
    release();

    await clock.runUntil(minh.nextMessage(support, ({ fromApp, read }) => fromApp && read === "→ Lan"));
    const before = lan.sees(support).filter(({ fromApp, read }) => fromApp && /^→ \d/.test(read));
    // Only messages sent at once, and one more while both waited, can come before it.
    expect(before.length).toBeLessThanOrEqual(10);
    await clock.runUntil(until(() => inbox.finished.length === 21));
  });

  it("has at most 20 waiting requests, is notified once, and is served again afterwards", async () => {
    const clock = handClock();
    const { script, release } = waitingBot(slackReady);
    await using fixture = await openSlackFixture("http", script, { rateLimiterClock: clock });
    const { lan, support, inbox } = fixture;
    for (let command = 1; command <= 60; command += 1) {
      expect(await lan.slashCommand("/crm", `${command}`, support)).toMatchObject({ acked: true });
    }
    await until(() => lan.sees(support).some(({ read }) => FULL.test(read)));
    expect(inbox.payloads.size).toBe(20);

    release();
    await clock.runUntil(until(() => inbox.finished.length === 20));
    await lan.slashCommand("/crm", "nữa", support);
    await clock.runUntil(lan.nextMessage(support, ({ read }) => read === "→ nữa"));
    expect(lan.sees(support).filter(({ read }) => FULL.test(read))).toHaveLength(1);
  });
});

/** Checks at every turn of the event loop. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
