import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

const FORMS = [
  ["tạo phiếu cho anh An 0900000001", "Tiêu đề?"],
  ["đổi quà cho 0900000001", "Mã quà?"],
  ["tạo đơn cho 0900000001", "Sản phẩm?"],
] as const;

describe("a form with the wrong customer", () => {
  it.each(
    FORMS.flatMap(([first]) =>
      ["nhầm khách", "nham khach roi em", "không phải, nhầm khách", "wrong customer"].map((said) => [
        first,
        said,
      ]),
    ),
  )("asks whose it is: %s, %s", async (first, said) => {
    const { quan } = await testApp();
    await quan.types(first ?? "");
    expect(await quan.types(said ?? "")).toContain("Khách hàng? (số điện thoại, e-mail, mã số hoặc tên)");
  });

  it.each(FORMS)(
    "takes the right one from a correction and asks the same again: %s",
    async (first, asked) => {
      const { quan } = await testApp();
      await quan.types(first);
      const answer = await quan.types("không phải anh An, chị Bình nha");
      expect(answer).toContain(`Khách hàng: Bình\n${asked}`);
    },
  );

  it("goes on with the customer that is typed then", async () => {
    const { quan } = await testApp();
    await quan.types("tạo phiếu cho anh An 0900000001");
    await quan.types("à nhầm khách");
    expect(await quan.types("0867123456")).toContain("Tiêu đề?");
    expect(await quan.types("máy in hư")).toContain(
      "Khách hàng: Trần Thị Bình · 0867 123 456\nTiêu đề: máy in hư",
    );
  });

  it.each(["không phải khách nào cũng biết dùng máy", "khách nhầm mã sản phẩm"])(
    "but a title may speak of customers: %s",
    async (title) => {
      const { quan } = await testApp();
      await quan.types("tạo phiếu cho 0867123456");
      expect(await quan.types(title)).toContain(`Tiêu đề: ${title}`);
    },
  );

  it("is dropped if nobody else is named", async () => {
    const { quan } = await testApp();
    await quan.types("tạo phiếu cho anh An 0900000001");
    expect(await quan.types("k phải anh An")).toContain("Đã huỷ: Tạo phiếu");
  });
});

describe("a request whose customer is not found goes on with the right one", () => {
  it.each([
    ["tạo đơn cho 0999999999: 2 MUC12A", "à nhầm, 0900000001", /^Tạo đơn này\?\n.*Nguyễn Văn An/],
    ["tao don cho 0999999999: 2 MUC12A", "a nham so, 0900000001", /^Tạo đơn này\?\n.*Nguyễn Văn An/],
    ["tạo phiếu cho 0999999999: máy in kẹt giấy", "sorry, 0900000001", /^Tạo phiếu này\?\n.*Nguyễn Văn An/],
    ["đổi quà DAUMAY01 cho 0999999999", "nhầm, 0900000001", /^Đổi quà DAUMAY01 cho Nguyễn Văn An\?/],
  ])("%s, %s", async (request, correction, proposed) => {
    const { quan } = await testApp();
    expect(await quan.types(request)).toMatch(/^Không tìm thấy khách/);
    expect(await quan.types(correction)).toMatch(proposed);
  });

  it("and a number alone asks whose it is", async () => {
    const { quan } = await testApp();
    await quan.types("tạo đơn cho 0999999999: 2 MUC12A");
    expect(await quan.types("0900000001")).toMatch(/^Nguyễn Văn An\n/);
  });
});
