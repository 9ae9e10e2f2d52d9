import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

describe("an answer in an order's form that says several values", () => {
  it.each([
    [
      "2 MUC12A giao mai, ship 30k",
      ["2 × Hộp mực 12A (MUC12A)", "Phí giao hàng: 30.000 ₫", "Ghi chú giao hàng: mai"],
    ],
    ["2 muc12a giam 10%, ship 30k", ["2 × Hộp mực 12A (MUC12A)", "Phí giao hàng: 30.000 ₫", "10%"]],
    ["2 MUC12A giao cho chị Hoa 0900000009", ["2 × Hộp mực 12A (MUC12A)", "Người nhận: Hoa · 0900 000 009"]],
  ])("fills each of them: %s", async (typed, values) => {
    const { quan } = await testApp();
    await quan.types("tạo đơn cho 0867123456");
    const asked = await quan.types(typed);
    expect(asked).toContain("Tạo đơn này?\nKhách hàng: Trần Thị Bình · 0867 123 456");
    for (const value of values) expect(asked).toContain(value);
  });

  it.each([
    [
      "cho chị Bình 476, 2 MUC12A, giao ngày mai",
      ["Khách hàng: Bình 476", "Sản phẩm: 2 x MUC12A", "Ghi chú giao hàng: mai"],
    ],
    [
      "2 MUC12A cho anh An 0900000001, giảm 10%",
      ["Khách hàng: 0900 000 001", "Sản phẩm: 2 x MUC12A giảm 10%"],
    ],
  ])("with the customer among them: %s", async (typed, values) => {
    const { quan } = await testApp();
    await quan.types("tạo đơn");
    const asked = await quan.types(typed);
    for (const value of values) expect(asked).toContain(value);
  });
});

it.each([
  "tạo đơn cho chị Bình 2 MUC12A giao cho chị Hoa 0900000009",
  "tao don cho chi Binh 2 MUC12A giao cho chi Hoa so 0900 000 009",
])("takes whose phone stands behind “giao cho” for the receiver: %s", async (typed) => {
  const { quan } = await testApp();
  const asked = await quan.types(typed);
  expect(asked).toContain("Khách hàng: Trần Thị Bình · 0867 123 456");
  expect(asked).toContain("Người nhận: Hoa · 0900 000 009");
});

it("names products that a change of an order does not say what to do with", async () => {
  const { quan } = await testApp();
  expect(await quan.types("đơn 3502 2 MUC12A, ship 30k")).toContain("Bot chưa dùng tới phần: “2 MUC12A”.");
});

it.each(["tạo phiếu cho anh An: máy hư", "tao phieu cho 0900000001: máy hư"])(
  "takes the whole request for another customer for no title: %s",
  async (typed) => {
    const { quan } = await testApp();
    await quan.types("tạo phiếu cho 0867123456");
    const asked = await quan.types(typed);
    expect(asked).toContain("Khách hàng: Nguyễn Văn An · 0900 000 001\nTiêu đề: máy hư");
  },
);

it.each(["đổi đơn 3502 thành 4tr250", "doi don 3502 sang 4.250.000d"])(
  "takes a sum that an order becomes for its total, and for no stage: %s",
  async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toContain("Tổng tiền: 4.520.000 ₫ → 4.250.000 ₫");
  },
);

it.each(["tạo đơn cho 0867123456 ghế xoay 1tr750", "sửa đơn 3502 thành 4tr250", "sửa đơn 3502 4tr250"])(
  "takes a sum in millions for no product: %s",
  async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).not.toMatch(/sản phẩm “?tr\d|x tr\d/i);
  },
);
