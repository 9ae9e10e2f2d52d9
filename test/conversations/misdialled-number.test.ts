import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

async function indexedApp() {
  const app = await testApp();
  await app.fillsIndex();
  return app;
}

it.each(["086712345", "0867 123 45", "tìm khách 086712345", "tim khach 086712345"])(
  "says that a digit is missing, and names the nearest customer: %s",
  async (typed) => {
    const { quan } = await indexedApp();
    const answer = await quan.types(typed);
    expect(answer).toMatch(/Số 0867 ?123 ?45 chỉ có 9 chữ số, còn thiếu một\. Gần nhất:\n• Trần Thị Bình/);
    expect(answer).not.toContain("Điểm hiện có");
  },
);

it.each(["08671234567", "tìm 08671234567"])("says that a digit is too many: %s", async (typed) => {
  const { quan } = await indexedApp();
  expect(await quan.types(typed)).toContain("Số này có 11 chữ số, thừa một");
});

it.each([
  "đổi voucher50 cho 086712345",
  "doi voucher50 cho 086712345",
  "tạo phiếu cho 086712345: máy hư",
  "tao phieu cho 086712345: may hu",
])("asks for the customer of a write, and says why: %s", async (typed) => {
  const { quan } = await indexedApp();
  const answer = await quan.types(typed);
  expect(answer).toContain("Số này chỉ có 9 chữ số, còn thiếu một");
  expect(answer).not.toContain("Trần Thị Bình");
});

it.each(["đuôi 3456", "số bắt đầu 0867", "08671234", "086712"])(
  "shows the customer of a part that is searched for: %s",
  async (typed) => {
    const { quan } = await indexedApp();
    expect(await quan.types(typed)).toMatch(/^Trần Thị Bình/);
  },
);
