import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

/** Opens the form of a new customer, which asks for the phone. */
async function askedForPhone() {
  const { quan } = await testApp();
  await quan.types("thêm khách mới");
  expect(await quan.types("Lê Hoa")).toContain("\nĐiện thoại?");
  return quan;
}

describe("an answer that says there is no value", () => {
  it.each([
    "không có",
    "k có sđt",
    "khách không có số điện thoại",
    "k có sđt, khách nhắn qua fb",
    "chưa có số, để sau bổ sung",
    "no phone",
  ])("leaves out a field that is not required: %s", async (typed) => {
    const quan = await askedForPhone();
    expect(await quan.types(typed)).toMatch(/^Tạo khách\nTên: Lê Hoa\nE-mail\?/);
  });

  it.each(["không có sđt, thôi huỷ đi", "không, thôi khỏi"])("cancels if it says so: %s", async (typed) => {
    const quan = await askedForPhone();
    expect(await quan.types(typed)).toMatch(/^Đã huỷ: Tạo khách\n/);
  });

  it.each(["k có sđt, email là hoa@shop.vn", "không có sđt, địa chỉ: 12 Lê Lợi"])(
    "cancels nothing if a value stands behind it: %s",
    async (typed) => {
      const quan = await askedForPhone();
      expect(await quan.types(typed)).toContain("Bạn đang làm dở “Tạo khách”");
    },
  );

  it("is a text where any words may be the value", async () => {
    const { quan } = await testApp();
    await quan.types("tạo phiếu cho chị Bình 0867123456");
    expect(await quan.types("không có mực in")).toContain("Tiêu đề: không có mực in\n");
  });
});
