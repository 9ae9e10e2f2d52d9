import { expect, it } from "vitest";
import { botOnTelegram } from "../support/whole-bot.ts";

it.each(["forget-customer-9001", "redeem-daumay01-0900000001", "role", "group"])(
  "a link that starts the bot with %s starts it and does nothing else",
  async (payload) => {
    const { quan, asked, changes } = await botOnTelegram();

    await quan.startsBot(payload);
    const { text } = await quan.nextMessage(quan.user.id);
    expect(text).toMatch(/^Bạn có thể hỏi gì/);
    await quan.startsBot();
    expect((await quan.nextMessage(quan.user.id)).text).toBe(text);
    expect(changes()).toEqual([]);
    expect(asked()).toEqual([]);
  },
);
