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

describe("takes a product with its price and no quantity", () => {
  it.each([
    ["tạo đơn cho 0867123456 máy in Canon 5tr5 giao 15/1", "máy in Canon", "5.500.000 ₫", "giao hàng: 15/1"],
    ["tao don cho 0867123456 may in canon 5tr5 giao 15/1", "may in canon", "5.500.000 ₫", "giao hàng: 15/1"],
    [
      "tạo đơn cho 0867123456 mực in chính hãng, 2tr3, giao 28/12",
      "mực in chính hãng",
      "2.300.000 ₫",
      "giao hàng: 28/12",
    ],
    ["lên đơn chị Bình 0867123456 ghế xoay 1tr750", "ghế xoay", "1.750.000 ₫", ""],
    ["tạo đơn ghế xoay 1tr750 cho 0867123456", "ghế xoay", "1.750.000 ₫", ""],
    ["lên đơn cho 0867123456 máy giặt LG 8 kg 5.500.000", "máy giặt LG 8 kg", "5.500.000 ₫", ""],
    ["new order for 0867123456 canon printer 5tr5 deliver 15/1", "canon printer", "5.500.000 ₫", "15/1"],
    ["tạo đơn cho 0867123456: 1 máy in Canon giá 5tr5", "máy in Canon", "5.500.000 ₫", ""],
  ])("%s", async (typed, product, price, delivery) => {
    const { quan } = await testApp();
    const first = await quan.types(typed);
    const asked = first.startsWith("Tạo đơn này") ? first : await quan.clicks("Ngoài danh mục");
    expect(asked).toMatch(/^Tạo đơn này\?\n/);
    expect(asked).toContain(`• 1 × ${product}`);
    expect(asked).toContain(`Tổng tiền: ${price}`);
    expect(asked).toContain(`Tên: ${product}\n`);
    expect(asked).toContain(delivery);
  });

  it("as the answer to the question for the products", async () => {
    const { quan } = await testApp();
    await quan.types("tạo đơn cho 0867123456");
    expect(await quan.types("mực in chính hãng, 2tr3, giao 28/12")).toMatch(
      /^“mực in chính hãng” là sản phẩm/,
    );
    const asked = await quan.clicks("Ngoài danh mục");
    expect(asked).toContain("Tổng tiền: 2.300.000 ₫");
    expect(asked).toContain("28/12");
  });

  it("several of them", async () => {
    const { quan } = await testApp();
    await quan.types("lên đơn 0867123456 ghế xoay 1tr2, bàn gỗ 2tr5");
    await quan.clicks("Ngoài danh mục");
    const asked = await quan.clicks("Ngoài danh mục");
    expect(asked).toContain("Tổng tiền: 3.700.000 ₫");
  });

  it.each(["lên đơn 1 TIVI01 cho 0867123456, cọc 500k", "lên đơn 1 TIVI01 cho 0867123456, 30k ship"])(
    "but takes no other sum for a price: %s",
    async (typed) => {
      const { quan } = await testApp();
      expect(await quan.types(typed)).toMatch(/6\.990\.000 ₫\n/);
    },
  );

  it.each([
    "lên đơn cho chị Bình 5tr",
    "lên đơn cho 0867123456: khách trả trước 2tr",
    "tạo đơn 500k cho 0867123456",
  ])("and asks for the products where none is named: %s", async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toContain("Sản phẩm?");
  });
});
