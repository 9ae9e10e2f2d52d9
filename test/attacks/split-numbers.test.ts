import { expect, it } from "vitest";
import { plainText } from "../../src/cards/plain-text.ts";
import { testApp } from "../support/test-app.ts";

it.each([
  ["a number in pairs with slashes", "08/67/12/34/56"],
  ["a number in pairs with bars", "08|67|12|34|56"],
  ["a number separated by invisible letters", "0867\u3164123\u3164456"],
  ["an address with blanks around its @", "tam @ example.com"],
])("%s, in a customer's comment, is not shown to a whole chat", async (_, secret) => {
  const { quan, antcrm, clock, checksAlerts } = await testApp();
  await quan.in("nhom").types("báo khi có đánh giá dưới 3 sao");
  clock.passes(60_000);
  antcrm.world.addRating({ rating_score: 1, comment: `Chờ lâu, liên hệ ${secret} nhé` });

  const [notified] = await checksAlerts();
  expect(notified?.card.audience).toBe("shared");
  expect(notified && plainText(notified.card)).toContain("Chờ lâu");
  expect(notified && plainText(notified.card)).not.toContain(secret);
});
