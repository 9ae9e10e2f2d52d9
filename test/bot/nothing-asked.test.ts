import { expect, it } from "vitest";
import { nothingCard } from "../../src/bot/nothing-asked.ts";
import { plainText } from "../../src/cards/plain-text.ts";

it.each(["scope", "request", "question"] as const)("refers a %s without a command to the help", (act) => {
  expect(plainText(nothingCard(act, "vi"))).toBe(
    "Bot chưa giúp được việc này\nBạn bấm Trợ giúp để xem bot làm được gì.\n[1] Trợ giúp",
  );
});

it.each(["denial", "cancel", "report", "quotation", "condition", "chatter", "wish"] as const)(
  "says after a %s that nothing was changed",
  (act) => {
    expect(plainText(nothingCard(act, "vi"))).toMatch(/^Không có gì thay đổi\n/);
  },
);
