import { expect, it } from "vitest";
import { twoPlatforms } from "../support/two-platforms.ts";

const BURSTS = 3;
const FULL = /20 yêu cầu chờ/;

it("a guest on Slack who sends bursts gets the refusal once, and no message about waiting requests", async (test) => {
  const { slack, people } = await twoPlatforms(test);
  const user = slack.addUser({ name: "Khách", isGuest: true });
  const channel = slack.addChannel({ name: "cskh", members: [...people.slack, user], botIsMember: true });
  const [guest, lan] = [slack.person(user.id), slack.person(people.slack[1].id)];
  await guest.mention(channel, "0900000001");
  await guest.nextMessage(channel, ({ read }) => read.includes("Bạn chưa có quyền"));

  for (let burst = 0; burst < BURSTS; burst += 1) {
    await Promise.all(Array.from({ length: 60 }, () => guest.mention(channel, "trợ giúp")));
    await lan.mention(channel, "0900000001");
    await lan.nextMessage(channel, ({ read }) => read.includes("Nguyễn Văn An"));
  }
  expect(guest.sees(channel).filter(({ fromApp }) => fromApp)).toHaveLength(1);
});

it("a guest on Slack whose first messages are a burst gets only the refusal, and one reaction", async (test) => {
  const { slack, people } = await twoPlatforms(test);
  const user = slack.addUser({ name: "Khách", isGuest: true });
  const channel = slack.addChannel({ name: "cskh", members: [...people.slack, user], botIsMember: true });
  const guest = slack.person(user.id);

  await Promise.all(Array.from({ length: 60 }, () => guest.mention(channel, "trợ giúp")));
  await guest.nextMessage(channel, ({ read }) => read.includes("Bạn chưa có quyền"));
  const lan = slack.person(people.slack[1].id);
  await lan.mention(channel, "0900000001");
  await lan.nextMessage(channel, ({ read }) => read.includes("Nguyễn Văn An"));

  expect(guest.sees(channel).filter(({ fromApp }) => fromApp)).toHaveLength(1);
  const reacted = slack.requests.filter(({ method }) => method === "reactions.add");
  // One reaction to the refused mention, and one to Lan's.
  expect(reacted).toHaveLength(2);
});

it("a stranger on Telegram whose first messages are a burst gets no message about waiting requests", async (test) => {
  const { telegram, people } = await twoPlatforms(test, { defaultRoles: {} });
  const stranger = telegram.addUser({ first_name: "Khách", language_code: "vi" });
  const members = [...people.telegram, stranger];
  const chat = telegram.addGroup({ title: "CSKH", members, botIsAdmin: true });
  const [khach, quan] = [telegram.person(stranger.id), telegram.person(people.telegram[0].id)];

  await Promise.all(Array.from({ length: 60 }, () => khach.says(chat, "/help@antcrm_sandbox_bot")));
  await khach.nextMessage(chat, ({ text }) => text.includes("Bạn chưa có quyền"));
  await quan.says(chat, "/customer@antcrm_sandbox_bot 0900000001");
  await quan.nextMessage(chat, ({ text }) => text.includes("Nguyễn Văn An"));

  expect(khach.sees(chat).filter(({ text }) => FULL.test(text))).toEqual([]);
});
