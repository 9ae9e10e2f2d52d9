import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

/** A card that asks to confirm a redemption or a deletion. */
const PROPOSES = /^(?:Đổi quà \S+ cho|Xoá khách) .*\?\n/u;

describe("a no, a report or a quotation answers no form of a write", () => {
  it.each([
    "mã: không phải voucher50",
    "mã: voucher50 chưa đổi nha",
    "quà: khách không lấy voucher50",
    "khách nhắn: “VOUCHER50 không lấy”",
    "khách không thích voucher50 lắm",
    "ma qua: khach khong can voucher50",
    "hôm qua đổi bình nước giữ nhiệt rồi",
    "đổi bình nước giữ nhiệt hồi sáng rồi mà",
    "sáng nay lấy bình nước giữ nhiệt rồi",
    "> VOUCHER50",
    "&gt; đổi VOUCHER50",
  ])("for a gift: %s", async (said) => {
    const { lan, antcrm } = await testApp();
    await lan.types("đổi quà cho 0900000001");
    expect(await lan.types(said)).not.toMatch(PROPOSES);
    expect(antcrm.requests.every(({ method }) => method === "GET")).toBe(true);
  });

  it.each(["khách hàng: 0867123456 chưa xoá", "khách: 0867123456 không xoá nha", "> 0867123456"])(
    "for a customer: %s",
    async (said) => {
      const { quan } = await testApp();
      await quan.types("xoá khách");
      expect(await quan.types(said)).not.toMatch(PROPOSES);
    },
  );
});

describe("a quoted correction changes no proposal", () => {
  it.each(["> à nhầm, 0867123456", "> à nhầm\n> 0867123456", "&gt; đổi sang voucher50"])(
    "%s",
    async (said) => {
      const { lan } = await testApp();
      await lan.types("đổi quà daumay01 cho 0900000001");
      expect(await lan.types(said)).not.toMatch(PROPOSES);
      // The first proposal is still the one that waits.
      expect(await lan.clicks("Đổi quà")).toContain("Khách hàng: Nguyễn Văn An");
    },
  );

  it("and words of one's own beside it do", async () => {
    const { lan } = await testApp();
    await lan.types("đổi quà daumay01 cho 0900000001");
    expect(await lan.types("à nhầm, 0867123456")).toMatch(/^Đổi quà DAUMAY01 cho Trần Thị Bình\?/);
  });
});

describe("an answer with its small words is still taken", () => {
  it.each([
    "voucher50",
    "mã: voucher50",
    "lấy VOUCHER50 nha",
    "khách muốn VOUCHER50",
    "đổi bình nước giữ nhiệt",
  ])("%s", async (said) => {
    const { lan } = await testApp();
    await lan.types("đổi quà cho 0900000001");
    expect(await lan.types(said)).toMatch(PROPOSES);
  });
});
