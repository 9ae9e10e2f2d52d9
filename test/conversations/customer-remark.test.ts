import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

describe("stores what a text tells of a customer as the note, and not as a part of the address", () => {
  it.each([
    "thêm khách Nguyễn Văn Ba 0911222333 địa chỉ 12 Lê Lợi, Q1, khách thích màu đỏ",
    "thêm khách Nguyễn Văn Ba 0911222333, địa chỉ: 12 Lê Lợi, Q1, khách thích màu đỏ nhé",
    "thêm khách Nguyễn Văn Ba 0911222333, 12 Lê Lợi, Q1, HCM, khách thích màu đỏ",
    "thêm khách Nguyễn Văn Ba 0911222333 khách thích màu đỏ",
  ])("%s", async (typed) => {
    const { quan } = await testApp();
    const asked = await quan.types(typed);
    expect(asked).toContain("\nGhi chú: khách thích màu đỏ\n");
    expect(asked).not.toContain("Tỉnh/thành: khách");
  });

  it("also without accents", async () => {
    const { quan } = await testApp();
    const asked = await quan.types(
      "them khach Nguyen Van Ba 0911222333 dia chi 12 Le Loi, khach thich mau do",
    );
    expect(asked).toContain("\nGhi chú: khach thich mau do\n");
    expect(asked).toContain("\nĐường: Le Loi\n");
  });

  it.each([
    "sửa địa chỉ khách 0867123456 thành 12 Lê Lợi, Q1, HCM, khách thích màu đỏ",
    "sửa khách 0867123456 địa chỉ 12 Lê Lợi, Q1, HCM, khách thích màu đỏ",
  ])("also when it changes the address: %s", async (typed) => {
    const { quan } = await testApp();
    const asked = await quan.types(typed);
    expect(asked).toContain("→ 12 Lê Lợi, Quận 1, Thành phố Hồ Chí Minh\n");
    expect(asked).toContain("Ghi chú: (trống) → khách thích màu đỏ\n");
  });
});
