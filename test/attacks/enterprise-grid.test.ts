import { describe, expect, it } from "vitest";
import type { Home } from "../../src/sandbox/slack/workspace.ts";
import { botOnSlack } from "../support/whole-bot.ts";

const ORGANISATION = { id: "E0SHOP", name: "Shop group" };

/** Creates a workspace of an organisation, and a channel with a user whose home is another workspace. */
async function grid(home: Home, sharedBy?: string) {
  const bot = await botOnSlack({}, { enterprise: ORGANISATION });
  const { slack, lan } = bot;
  const other = slack.person(slack.addUser({ name: "Hà", home }));
  const channel = slack.addChannel({
    name: "cskh",
    members: [lan.user, other.user],
    ...(sharedBy && { sharedBy }),
  });
  return { ...bot, other, channel };
}

describe("on Enterprise Grid", () => {
  it.each([
    ["in a channel of the organisation", undefined],
    ["in a channel that a partner shares", "T0PARTNER"],
  ])("a colleague of another workspace of the organisation is answered %s", async (_, sharedBy) => {
    const { other, channel } = await grid({ team: "T0HANOI", enterprise: ORGANISATION.id }, sharedBy);

    await other.mention(channel, "0900000001");
    const card = await other.nextMessage(channel, ({ read }) => read.includes("Nguyễn Văn An"));
    expect(card.ephemeral).toBe(true);
    await other.click(card, "Điểm");
    await other.nextMessage(channel, ({ read }) => read.includes("Điểm hiện có"));
    await other.slashCommand("/crm", "0867123456", channel);
    await other.nextMessage(channel, ({ read }) => read.includes("Trần Thị Bình"));
  });

  it("a colleague of the bot's workspace is answered when their clicks carry the organisation's id", async () => {
    const { lan, channel } = await grid({ team: "T0HANOI", enterprise: ORGANISATION.id });

    await lan.mention(channel, "0900000001");
    const card = await lan.nextMessage(channel, ({ read }) => read.includes("Nguyễn Văn An"));
    await lan.click(card, "Điểm");
    await lan.nextMessage(channel, ({ read }) => read.includes("Điểm hiện có"));
  });

  it.each([
    ["of another organisation", { team: "T0THEIRS", enterprise: "E0PARTNER" }],
    ["of a workspace without an organisation", { team: "T0PARTNER" }],
  ])("somebody %s is not answered in a channel that they share", async (_, home) => {
    const { other, channel, asked, log } = await grid(home, home.team);

    await other.mention(channel, "0900000001");
    await expect.poll(() => log.some((line) => line.includes("not answered"))).toBe(true);
    await other.slashCommand("/crm", "0900000001", channel);
    await expect.poll(() => log.filter((line) => line.includes("not answered")).length).toBeGreaterThan(0);
    expect(other.sees(channel).filter(({ fromApp }) => fromApp)).toEqual([]);
    expect(asked()).toEqual([]);
  });

  it("nobody is answered while Slack does not report whether they belong to the organisation", async () => {
    const { slack, other, channel, asked, log } = await grid(
      { team: "T0HANOI", enterprise: ORGANISATION.id },
      "T0PARTNER",
    );
    slack.fault({ method: "users.info", kind: "error", error: "internal_error", times: 9 });

    await other.mention(channel, "0900000001");
    await expect.poll(() => log.some((line) => line.includes("not answered"))).toBe(true);
    expect(other.sees(channel).filter(({ fromApp }) => fromApp)).toEqual([]);
    expect(asked()).toEqual([]);
  });
});
