import { expect, it } from "vitest";
import { botOnSlack } from "../support/whole-bot.ts";

it("a channel named directmessage is not treated as a direct message", async () => {
  const { slack, lan, quan } = await botOnSlack();
  const channel = slack.addChannel({ name: "directmessage", members: [lan.user, quan.user] });

  await lan.slashCommand("/crm", "0900000001", channel);
  const card = await lan.nextMessage(channel, ({ read }) => read.includes("Nguyễn Văn An"));
  expect(card.ephemeral).toBe(true);
  const clicked = await lan.click(card, "Điểm");
  expect(clicked.acked).toBe(true);
  const points = await lan.nextMessage(channel, ({ read }) => read.includes("Điểm hiện có"));
  expect(points.ephemeral).toBe(true);
  expect(
    quan
      .sees(channel)
      .map(({ read }) => read)
      .join("\n"),
  ).not.toContain("Nguyễn Văn An");
});

it("the chat with the bot is still treated as private", async () => {
  const { slack, lan } = await botOnSlack();

  await lan.slashCommand("/crm", "0900000001", slack.dm(lan.user.id));
  const card = await lan.nextMessage(slack.dm(lan.user.id), ({ read }) => read.includes("Nguyễn Văn An"));
  expect(card.read).toContain("0900 000 001");
});
