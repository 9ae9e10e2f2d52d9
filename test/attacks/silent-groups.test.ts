import { expect, it } from "vitest";
import { twoPlatforms } from "../support/two-platforms.ts";

const HOUR_MS = 3_600_000;

it("a Telegram group of strangers gets one answer a day, however many of its members ask", async (context) => {
  const { telegram, clock, antcrm } = await twoPlatforms(context, { defaultRoles: { slack: "agent" } });
  const strangers = ["Xuân", "Yến"].map((first_name) => {
    const { id } = telegram.addUser({ first_name, language_code: "vi" });
    return telegram.person(id);
  });
  const [xuan, yen] = strangers;
  if (!xuan || !yen) throw new Error("two users were expected");
  const group = telegram.addGroup({
    title: "Lạ",
    members: strangers.map(({ user }) => user),
    botIsAdmin: true,
  });
  const calls = () =>
    telegram.requests.filter(
      ({ method, params }) =>
        /^(send|edit)(?!ChatAction)/.test(method) && Number(params.chat_id) === group.id,
    ).length;
  /** Starts the bot in the person's private chat and waits for the hourly refusal, which follows all messages. */
  const settles = async (person: typeof xuan) => {
    await person.startsBot();
    await person.nextMessage(person.user.id);
  };

  await xuan.says(group, "/customer 0900000001");
  await xuan.nextMessage(group);
  await settles(xuan);
  const first = calls();
  for (const text of ["/customer 0900000001", "/help", "@antcrm_sandbox_bot điểm 0900000001"]) {
    await xuan.says(group, text);
    await yen.says(group, text);
  }
  clock.passes(HOUR_MS);
  await Promise.all([settles(xuan), settles(yen)]);
  expect(calls()).toBe(first);

  clock.passes(22 * HOUR_MS);
  await yen.says(group, "/help");
  await settles(yen);
  expect(calls()).toBe(first);
  clock.passes(HOUR_MS);
  await yen.says(group, "/customer 0900000001");
  await yen.nextMessage(group);
  expect(antcrm.requests).toEqual([]);
});

it("in a group where a person with a role has written, everybody learns which rights they lack", async (context) => {
  const { groupOn, clock } = await twoPlatforms(context, { defaultRoles: { slack: "agent" } });
  const { quan, lan } = groupOn("Telegram");

  await quan.says("0900000001");
  await quan.reads(/Nguyễn Văn An/);
  for (const customer of ["0900000001", "0867123456"]) {
    await lan.says(customer);
    await lan.reads(/chưa có quyền/);
    clock.passes(HOUR_MS);
  }
});
