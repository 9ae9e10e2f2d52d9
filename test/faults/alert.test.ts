import { expect, it } from "vitest";
import { slackAgent, telegramAgent } from "./support/agents.ts";
import { createFixture } from "./support/fixture.ts";
import { recordSend } from "./support/record.ts";

const PLATFORMS = { Slack: slackAgent, Telegram: telegramAgent } as const;
const ALERT = /Đánh giá 1★/;
const MARK = /có thể đã gửi/i;
const SECRET = "a-secret-of-antcrm";

/** Creates an alert for low ratings, kills the bot at this step of sending it, and starts the bot again. */
async function alertAfterCrash(platform: keyof typeof PLATFORMS, killAt: string) {
  const fixture = await createFixture({ telegram: "polling" });
  const supervisor = PLATFORMS[platform](fixture, "Quân");
  const environment = { BOT_ADMINS: supervisor.person, ANTCRM_WEBHOOK_SECRET: SECRET };
  const bot = await fixture.start({ environment, killAt });
  await supervisor.says("alert ratings <= 2 here");
  await supervisor.reads(/Đã đặt cảnh báo số 1/);
  fixture.crm.world.addRating({ rating_score: 1, comment: "Chờ lâu" });
  await fetch(`${fixture.address}/antcrm/webhook/${SECRET}`, { method: "POST", body: "{}" });
  expect(await bot.ended).toBe("SIGKILL");
  const next = await fixture.start({ environment });
  await supervisor.reads(MARK);
  expect([...bot.lines, ...next.lines].join("\n")).not.toContain(SECRET);
  expect([...fixture.slack.violations, ...fixture.telegram.violations]).toEqual([]);
  return supervisor.chat().filter((text) => ALERT.test(text));
}

it.each(["Slack", "Telegram"] as const)(
  "an alert whose process is killed between the send and the mark is sent again on %s, marked as possibly repeated",
  async (platform) => {
    const alerts = await alertAfterCrash(platform, "before posted");
    expect(alerts.map((text) => MARK.test(text))).toEqual([false, true]);
    recordSend(`12 alert on ${platform}, killed after the send`, 1);
  },
);

it.each(["Slack", "Telegram"] as const)(
  "an alert whose process is killed before the send is not lost on %s, and is marked as possibly sent before",
  async (platform) => {
    const alerts = await alertAfterCrash(platform, "after posting");
    expect(alerts).toHaveLength(1);
    recordSend(`12 alert on ${platform}, killed before the send`, 0);
  },
);
