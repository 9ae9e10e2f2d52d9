import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

it.each([
  "không ghi nữa",
  "để mai ghi",
  "à nhầm 475",
  "à không phải 476 mà 475",
  "phải không",
  "hôm qua ghi rồi",
])("a quoted note with “%s” behind it is not proposed", async (second) => {
  const { quan } = await testApp();
  expect(await quan.types(`ghi chú 476: "khách gọi 2 lần", ${second}`)).not.toMatch(/\] Lưu/u);
});

it.each(["khách không nghe máy", "không lấy màu hồng"])(
  "a quoted note with “%s” behind it is proposed, and that part is named",
  async (second) => {
    const { quan } = await testApp();
    const card = await quan.types(`ghi chú 476: "khách gọi 2 lần", ${second}`);
    expect(card).toContain("→ khách gọi 2 lần\n");
    expect(card).toContain(`Bot chưa dùng tới phần: “${second}”`);
  },
);

it("a polite question behind it is none", async () => {
  const { quan } = await testApp();
  const card = await quan.types('ghi chú 476: "khách gọi 2 lần", được không em');
  expect(card).toContain("→ khách gọi 2 lần\n");
});
