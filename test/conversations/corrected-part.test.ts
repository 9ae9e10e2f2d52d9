import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

describe("corrects a part of a value that is asked about", () => {
  it.each([
    ["sửa email khách 476 thành binh@gmai.com", "gmail.com nhé, thiếu chữ l", "→ binh@gmail.com\n"],
    ["sửa email khách 476 thành binh@gmai.com", "thieu chu l, gmail.com", "→ binh@gmail.com\n"],
    ["sửa email khách 476 thành binh@gmai.com", "it's gmail.com", "→ binh@gmail.com\n"],
    ["sửa email khách 476 thành binh@gmai.com", "binh@gmail.com", "→ binh@gmail.com\n"],
    ["sửa sđt khách 476 thành 0912345610", "số cuối là 11", "→ 0912 345 611\n"],
    ["sửa sđt khách 476 thành 0912345610", "2 so cuoi la 11 nha", "→ 0912 345 611\n"],
    ["sửa sđt khách 476 thành 0912345610", "đuôi 611 chứ không phải 610", "→ 0912 345 611\n"],
    ["sửa sđt khách 476 thành 0912345610", "last two digits are 11", "→ 0912 345 611\n"],
    ["sửa ngày sinh khách 476 12/3/1990", "nguoc roi, 3/12/1990", "→ 03/12/1990\n"],
    ["sửa ngày sinh khách 476 12/3/1990", "ngược rồi, 3/12", "→ 03/12/1990\n"],
    ["sửa ngày sinh khách 476 12/3/1990", "3/12 chứ không phải 12/3", "→ 03/12/1990\n"],
    ["sửa ngày sinh khách 476 12/3/1990", "à nhầm, 12/3/91", "→ 12/03/1991\n"],
    ["sửa ngày sinh khách 476 12/3/1990", "năm 91 chứ không phải 90", "→ 12/03/1991\n"],
    ["sửa ngày sinh khách 476 12/3/1990", "tháng 4 chứ ko phải tháng 3", "→ 12/04/1990\n"],
    ["sửa đơn 3502 tổng 55tr", "65 chứ k phải 55", "→ 65.000.000 ₫\n"],
    ["sửa đơn 3502 tổng 55tr", "không phải 55 mà là 65", "→ 65.000.000 ₫\n"],
    ["sửa giá TIVI01 thành 55tr", "65 not 55", "→ 65.000.000 ₫\n"],
    ["sửa giá TIVI01 thành 55tr", "65tr chứ ko phải 55tr", "→ 65.000.000 ₫\n"],
    ["tạo đơn cho 0867123456: 1 TIVI01 giá 55tr", "65 chứ k phải 55", "Tổng tiền: 65.000.000 ₫\n"],
    ["tạo đơn cho 0867123456: 5 TIVI01", "6 chứ không phải 5", "• 6 × Tivi 43 inch"],
    ["tạo phiếu cho 0867123456: máy in kẹt giấy tầng 5", "6 chứ ko phải 5", "kẹt giấy tầng 6\n"],
    ["đổi tên khách 476 thành Trần Thị Khánh", "sorry it's Khang not Khánh", "→ Trần Thị Khang\n"],
    ["đổi tên khách 476 thành Trần Thị Khánh", "Khang chứ ko phải Khánh", "→ Trần Thị Khang\n"],
    ["thêm khách Nguyễn Khánh 0911222333", "Khang not Khánh", "Tên: Nguyễn Khang\n"],
  ])("%s, %s", async (request, correction, value) => {
    const { quan } = await testApp();
    expect(await quan.types(request)).toContain("[1]");
    const proposed = await quan.types(correction);
    expect(proposed).toContain(value);
    expect(proposed).toContain("[2] Sửa lại");
  });
});

describe("asks when it is not sure what a correction means", () => {
  it.each([
    ["sửa email khách 476 thành binh@gmai.com", "thiếu chữ l"],
    ["sửa email khách 476 thành binh@gmai.com", "missing an l"],
    ["sửa ngày sinh khách 476 12/3/1990", "ngược rồi"],
    ["sửa sđt khách 476 thành 0912345610, 0912345620", "số cuối là 11 chứ không phải 30"],
    ["sửa đơn 3502 tổng 55tr", "65 chứ k phải 45"],
    // A quantity or the price of one.
    ["tạo đơn cho 0867123456: 5 TIVI01 giá 5tr", "6 chứ không phải 5"],
    ["tạo phiếu cho 0867123456: máy in kẹt giấy", "6 chứ không phải 5"],
  ])("%s, %s", async (request, correction) => {
    const { quan } = await testApp();
    expect(await quan.types(request)).toContain("[1]");
    expect(await quan.types(correction)).toMatch(/^Bạn muốn sửa gì\?\n/);
  });
});

it("takes another e-mail's domain for no correction", async () => {
  const { quan } = await testApp();
  await quan.types("sửa email khách 476 thành binh@gmai.com");
  expect(await quan.types("shop.vn")).not.toContain("binh@shop.vn");
});
