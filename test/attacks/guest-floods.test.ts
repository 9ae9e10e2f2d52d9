import { describe, expect, it } from "vitest";
import { twoPlatforms } from "../support/two-platforms.ts";
import { botOnSlack } from "../support/whole-bot.ts";

const FLOOD = 60;

describe("on Slack, somebody without rights who floods a channel", () => {
  it("costs neither a commit nor a reaction after the refusal, when they are a guest", async (test) => {
    const { slack, people, stored } = await twoPlatforms(test);
    const user = slack.addUser({ name: "Khách", isGuest: true });
    const channel = slack.addChannel({ name: "cskh", members: [...people.slack, user], botIsMember: true });
    const [guest, lan] = [slack.person(user.id), slack.person(people.slack[1].id)];
    await guest.mention(channel, "0900000001");
    await guest.nextMessage(channel, ({ read }) => read.includes("Bạn chưa có quyền"));
    const reactions = () => slack.requests.filter(({ method }) => method === "reactions.add").length;
    // The refusal does not wait for it.
    await expect.poll(reactions).toBe(1);
    const before = stored.length;

    for (let time = 0; time < FLOOD; time += 1) await guest.mention(channel, "trợ giúp");
    await lan.mention(channel, "0900000001");
    await lan.nextMessage(channel, ({ read }) => read.includes("Nguyễn Văn An"));
    expect({ commits: stored.length - before, reactions: reactions() }).toEqual({ commits: 1, reactions: 2 });
  });

  it("is dropped before anything is stored, when users.info has identified them as a partner's employee", async () => {
    const { slack, lan, log } = await botOnSlack({}, { enterprise: { id: "E0SHOP", name: "Shop group" } });
    const partner = slack.person(slack.addUser({ name: "Hà", home: { team: "T0PARTNER" } }));
    const members = [lan.user, partner.user];
    const channel = slack.addChannel({ name: "cskh", members, sharedBy: "T0PARTNER" });

    for (let time = 0; time < FLOOD; time += 1) await partner.mention(channel, "trợ giúp");
    await lan.mention(channel, "0900000001");
    await lan.nextMessage(channel, ({ read }) => read.includes("Nguyễn Văn An"));
    expect(log.filter((line) => line.includes("not answered")).length).toBeLessThan(FLOOD / 2);
  });
});
