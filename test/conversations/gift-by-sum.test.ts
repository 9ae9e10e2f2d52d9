import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

describe("takes a sum for the gift that is worth it", () => {
  it.each([
    "đổi quà 50k cho 0867123456",
    "doi qua 50k cho 0867123456",
    "đổi voucher 50k cho chị Bình",
    "đổi phiếu 50k cho 0867123456",
    "đổi quà 50.000 cho 0867123456",
    "lấy voucher 50 ngàn cho 0867123456 nhé",
    "đổi voucher 50 nghìn cho 0867123456",
    "redeem the 50k voucher for 0867123456",
  ])("%s", async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toMatch(/^Đổi quà VOUCHER50 cho Trần Thị Bình\?/);
  });

  it.each(["đổi quà 100k cho 0867123456", "đổi quà 20k cho chị Bình"])(
    "asks which gift when none is worth it: %s",
    async (typed) => {
      const { quan } = await testApp();
      expect(await quan.types(typed)).toMatch(/^Quà nào\?[\s\S]*\] Phiếu mua hàng 50\.000đ \(VOUCHER50\)/);
      expect(await quan.clicks("Phiếu mua hàng 50.000đ (VOUCHER50)")).toMatch(/^Đổi quà VOUCHER50 cho/);
    },
  );
});
