import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

it.each([
  "đổi nhầm quà DAUMAY01 cho 476",
  "doi nham qua DAUMAY01 cho 476",
  "đổi lộn VOUCHER50 cho chị Bình",
  "lỡ đổi VOUCHER50 cho chị Bình rồi",
  "gắn nhầm tag đại lý cho 476 r",
  "gắn nhầm tag sỉ cho khách 0867123456",
  "lỡ gắn tag VIP cho 476 rồi",
  "accidentally redeemed VOUCHER50 for 476",
  "redeemed the wrong gift VOUCHER50 for 476",
  "doi lon VOUCHER50 cho 476",
])("“%s” tells of a mistake, and is not done again", async (typed) => {
  const { quan } = await testApp();
  const answer = await quan.types(typed);
  expect(answer).not.toMatch(/^(?:Đổi quà|Sửa khách|Không có gì để sửa)/u);
  expect(answer).not.toMatch(/\] (?:Lưu|Đổi quà {2})/u);
});

it("keeps the change beside a tag that was added by mistake", async () => {
  const { quan } = await testApp();
  const card = await quan.types("sửa khách 476 gắn nhầm tag sỉ, địa chỉ: 5 Lê Lợi");
  expect(card).toMatch(/Địa chỉ: 12 Cộng Hòa[^→]+→ 5 Lê Lợi\n/u);
  expect(card).not.toContain("Nhãn:");
});

it("redeems the gift that is asked for behind the mistaken one", async () => {
  const { quan } = await testApp();
  const card = await quan.types("đổi nhầm quà, đổi lại cho em VOUCHER50 cho 476");
  expect(card).toMatch(/^Đổi quà VOUCHER50 cho Trần Thị Bình\?/);
});

it.each([
  "gỡ tag VIP của 476",
  "gỡ tag gắn nhầm VIP của 476",
  "bỏ giúp em tag VIP gắn nhầm cho khách 476",
  "gắn nhầm tag VIP cho 476, gỡ giúp em",
  "lỡ gắn tag VIP cho 476 rồi, gỡ giúp em",
])("“%s” removes the tag", async (typed) => {
  const { quan } = await testApp();
  expect(await quan.types(typed)).toContain("Nhãn: VIP, Đã liên hệ → Đã liên hệ\n");
});

it("adds a tag that names a mistake", async () => {
  const { quan } = await testApp();
  expect(await quan.types('gắn tag "giao nhầm" cho 476')).toContain("→ VIP, Đã liên hệ, giao nhầm\n");
});

it.each(["uh gỡ giùm e luôn đi", "gỡ đi em"])("“%s” names no record, and deletes none", async (said) => {
  const { quan } = await testApp();
  await quan.types("gắn nhầm tag đại lý cho 476 r");
  expect(await quan.types(said)).not.toMatch(/^Xoá/);
});
