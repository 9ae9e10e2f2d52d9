import { expect, it } from "vitest";
import { slackAgent, telegramAgent } from "./support/agents.ts";
import { createFixture } from "./support/fixture.ts";
import { recordSend } from "./support/record.ts";

const PLATFORMS = { Slack: slackAgent, Telegram: telegramAgent } as const;
const DIGEST = /Đánh giá · \d/;
const MARK = /có thể đã gửi/;

/** Requests a digest, kills the bot at this step of sending it, and starts the bot again. */
async function digestAfterCrash(platform: keyof typeof PLATFORMS, killAt: string) {
  const fixture = await createFixture({ telegram: "polling" });
  const supervisor = PLATFORMS[platform](fixture, "Quân");
  const environment = { BOT_ADMINS: supervisor.person };
  const bot = await fixture.start({ environment, killAt });
  await supervisor.says("digest add ratings daily 08:30 here");
  await supervisor.reads(/Đã đặt báo cáo số 1/);
  await supervisor.says("digest now 1");
  expect(await bot.ended).toBe("SIGKILL");
  const next = await fixture.start({ environment });
  await supervisor.reads(MARK);
  await next.waitForLog(/a digest was sent/);
  await supervisor.says("digest status");
  await supervisor.reads(/#1 Đánh giá[\s\S]*đã gửi[^·]*· có thể đã gửi nhiều lần/);
  expect([...fixture.slack.violations, ...fixture.telegram.violations]).toEqual([]);
  return supervisor.chat().filter((text) => DIGEST.test(text));
}

it.each(["Slack", "Telegram"] as const)(
  "a digest whose process is killed between the send and the mark is sent again on %s, marked as possibly repeated",
  async (platform) => {
    const digests = await digestAfterCrash(platform, "before posted");
    expect(digests).toHaveLength(2);
    expect(digests.filter((text) => MARK.test(text))).toHaveLength(1);
    recordSend(`11 digest on ${platform}, killed after the send`, 1);
  },
);

it.each(["Slack", "Telegram"] as const)(
  "a digest whose process is killed before the send is not lost on %s, and is marked as possibly sent before",
  async (platform) => {
    const digests = await digestAfterCrash(platform, "after posting");
    expect(digests).toHaveLength(1);
    recordSend(`11 digest on ${platform}, killed before the send`, 0);
  },
);
