import { expect, it } from "vitest";
import { type TestApp, testApp } from "../../support/test-app.ts";

const redemptions = ({ antcrm }: TestApp) => antcrm.requests.filter(({ path }) => path === "/redeem").length;

it.each(["huỷ", "huy", "thôi khoan đổi", "để mai đổi", "không đổi nữa", "cancel"])(
  "redeems nothing more after “%s” to the card that shows the first",
  async (text) => {
    const app = await testApp();
    const { lan } = app;
    await lan.confirms("đổi quà daumay01 cho 0900 000 001");
    expect(await lan.types("đổi quà daumay01 cho 0900 000 001")).toMatch(/^Vừa đổi quà này rồi\n/);
    const card = lan.sees();

    expect(await lan.types(text)).toBe("Đã huỷ: Đổi quà\nChưa gửi thêm gì đến AntCRM.");
    expect(await lan.clicks("Vẫn tiếp tục", card)).toMatch(/^Đã hết hạn\n/);
    expect(redemptions(app)).toBe(1);
    expect(await lan.types("huỷ")).toMatch(/^Không có câu hỏi nào đang chờ/);
  },
);

it("takes “huỷ” for the question that followed the card", async () => {
  const app = await testApp();
  const { lan } = app;
  await lan.confirms("đổi quà daumay01 cho 0900 000 001");
  await lan.types("đổi quà daumay01 cho 0900 000 001");
  await lan.clicks("Vẫn tiếp tục");

  expect(await lan.types("huỷ")).toMatch(/^Đã huỷ: đổi quà DAUMAY01 cho Nguyễn Văn An\n/);
  expect(await lan.types("huỷ")).toMatch(/^Không có câu hỏi nào đang chờ/);
  expect(redemptions(app)).toBe(1);
});
