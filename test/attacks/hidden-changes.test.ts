import { describe, expect, it } from "vitest";
import type { ReadyCard } from "../../src/cards/card.ts";
import { renderCard as renderOnSlack } from "../../src/platforms/slack/render.ts";
import { renderCard as renderOnTelegram } from "../../src/platforms/telegram/render.ts";
import { checkMessageBlocks } from "../../src/sandbox/slack/blocks/check.ts";
import { testApp } from "../support/test-app.ts";

const PHONE = "0900000019";
const LONG_NOTE = `${"Khách hay gọi buổi sáng, thích giao nhanh. ".repeat(95)}Hết.`;

/** What a person reads on each platform. */
const PLATFORMS: readonly (readonly [name: string, shown: (card: ReadyCard) => string])[] = [
  ["Slack", (card) => JSON.stringify(renderOnSlack(card).blocks)],
  ["Telegram", (card) => renderOnTelegram(card).text],
];

async function withLongNote() {
  const { lan, antcrm } = await testApp();
  antcrm.world.addCustomer({ name: "Lê Dài", phones: [PHONE], bgInfo: LONG_NOTE });
  return lan;
}

describe.each(PLATFORMS)("the question of a change on %s shows what will be saved", (_, shown) => {
  it("behind a long note to which a line is added", async () => {
    const lan = await withLongNote();
    await lan.types(`sửa khách ${PHONE} ghi chú: + chuyển tiền vào tài khoản khác`);
    expect(shown(lan.sees())).toContain("chuyển tiền vào tài khoản khác");
    expect(shown(lan.sees())).toContain("Hết.");
  });

  it("in place of a long note", async () => {
    const lan = await withLongNote();
    await lan.types(`sửa khách ${PHONE} ghi chú: chỉ gọi sau 17 giờ`);
    expect(shown(lan.sees())).toContain("→ chỉ gọi sau 17 giờ");
    expect(shown(lan.sees())).toContain("Khách hay gọi buổi sáng");
  });

  it("to the end, if the new text is as long as a note may be typed", async () => {
    const lan = await withLongNote();
    await lan.types(`sửa khách ${PHONE} ghi chú: ${"bảo hành thêm một năm <&> ".repeat(100)}và tặng quạt`);
    expect(shown(lan.sees())).toContain("và tặng quạt");
    checkMessageBlocks(renderOnSlack(lan.sees()).blocks);
  });
});

const FAMILY = "👩\u200d👩\u200d👧\u200d👦";
const FAMILIES = FAMILY.repeat(100);

it.each([
  ["in front of what is added", `${FAMILIES} Hết nhé.`, "+ gọi trước"],
  ["behind what is changed", `cũ ${FAMILIES}`, `mới ${FAMILIES}`],
  ["behind what is replaced", `Cũ: ${FAMILIES}`, "chỉ gọi sau 17 giờ"],
])("no visible character is cut in two %s", async (_, note, typed) => {
  const { lan, antcrm } = await testApp();
  antcrm.world.addCustomer({ name: "Lê Dài", phones: [PHONE], bgInfo: note });
  await lan.types(`sửa khách ${PHONE} ghi chú: ${typed}`);
  for (const [, shown] of PLATFORMS) {
    const question = shown(lan.sees());
    expect(question).toContain("…");
    expect(question).toContain(FAMILY);
    expect(question.replaceAll(FAMILY, "")).not.toMatch(/[\u200d\ufffd👩👧👦]/u);
  }
});

it("a short change is shown whole", async () => {
  const { lan } = await testApp();
  expect(await lan.types("sửa khách 0867 123 456 ghi chú: thích buổi sáng")).toContain(
    "Ghi chú: (trống) → thích buổi sáng",
  );
});
