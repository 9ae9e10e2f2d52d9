import { expect, it } from "vitest";
import { renderCard as renderOnSlack } from "../../src/platforms/slack/render.ts";
import { renderCard as renderOnTelegram } from "../../src/platforms/telegram/render.ts";
import { testApp } from "../support/test-app.ts";

const PHONE = "0900000019";

it.each(["\n", "\r", "\u2028", "\u0085", "\n\n"])(
  "a name with the line break %j adds no line to a card",
  async (lineBreak) => {
    const { lan, antcrm } = await testApp();
    const name = `Kẻ Xấu${lineBreak}Điểm hiện có: 999.999`;
    antcrm.world.addCustomer({ name, phones: [PHONE], scoreAvailable: 5 });
    for (const asks of [PHONE, `đổi quà daumay01 cho ${PHONE}`, `tạo phiếu cho ${PHONE}: máy hỏng`]) {
      await lan.types(asks);
      const card = lan.sees();
      for (const shown of [renderOnTelegram(card).text, JSON.stringify(renderOnSlack(card).blocks)]) {
        expect(shown).toContain("Kẻ Xấu Điểm hiện có: 999.999");
        expect(shown).not.toMatch(/(?:\n|\\n|[\r\u2028\u0085])Điểm hiện có: 999/);
      }
    }
  },
);
