import { expect, it } from "vitest";
import { twoPlatforms } from "../support/two-platforms.ts";

const AN = "0900000001";

it.for([
  ["a card that is shared", "Chia sẻ (che bớt)", /^An N\./],
  ["a card for one person", "Điểm", /^Điểm · /],
] as const)(
  "on Telegram, a click on a group's alert with the data of a button of %s leaves the alert as it is",
  async ([, label, shows], test) => {
    const { antcrm, clock, telegram, people, checksAlerts } = await twoPlatforms(test);
    const chat = telegram.addGroup({ title: "CSKH", members: people.telegram, botIsAdmin: true });
    const [quan, lan] = people.telegram.map(({ id }) => telegram.person(id));
    if (quan === undefined || lan === undefined) throw new Error("two people were expected");
    await quan.says(chat, "@antcrm_sandbox_bot alert ratings <= 2 here");
    await quan.nextMessage(chat, ({ text }) => /Đã đặt cảnh báo số 1/.test(text));
    clock.passes(60_000);
    antcrm.world.addRating({ rating_score: 1, comment: "Chờ lâu" });
    await checksAlerts();
    const alert = await lan.nextMessage(chat, ({ text }) => /Đánh giá 1★/.test(text));

    await lan.says(chat, `@antcrm_sandbox_bot ${AN}`);
    const own = await lan.nextMessage(chat, ({ text }) => text.includes("Nguyễn Văn An"));
    const data = own.buttons.flat().find((button) => button.label === label)?.callbackData ?? "";
    // What a press does to its message is in the data as well.
    await lan.forgesClick(alert, data.replace(/^c:/, "e:"));
    await lan.nextMessage(chat, ({ text }) => shows.test(text));

    const after = quan.sees(chat).find(({ id, isPrivate }) => id === alert.id && !isPrivate);
    expect(after?.text).toBe(alert.text);
    expect(after?.buttons).toEqual(alert.buttons);
  },
);
