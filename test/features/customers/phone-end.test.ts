import { expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

it.each([
  ["đuôi 456", /^Trần Thị Bình/],
  ["khách đuôi 456 còn mấy điểm", /^Điểm · Trần Thị Bình/],
  ["phieu cua kh duoi 456", /^2 phiếu · Trần Thị Bình/],
  ["tìm kh có 3 số cuối 456", /^Trần Thị Bình/],
  ["đổi quà DAUMAY01 cho khách đuôi số 456", /^Đổi quà DAUMAY01 cho Trần Thị Bình\?/],
  ["khách đuôi 999 còn mấy điểm", /^Không tìm thấy khách\n.*“đuôi 999”/],
])("finds a customer by the end of the phone number: %s", async (text, answer) => {
  const { lan } = await testApp();
  expect(await lan.types(text)).toMatch(answer);
});

it("asks which one where several numbers end so", async () => {
  const { lan, antcrm } = await testApp();
  antcrm.world.addCustomer({ name: "Lê Minh", phones: ["0911222456"] });
  expect(await lan.types("khách đuôi 456")).toMatch(/^Bạn muốn chọn khách nào\?/);
});

it.each(["đơn dưới 500k", "quà dưới 456 điểm", "don duoi 500"])("“%s” names no customer", async (text) => {
  const { lan } = await testApp();
  expect(await lan.types(text)).not.toMatch(/đuôi|Không tìm thấy khách/);
});
