import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

describe("a birthday without its year is asked for again", () => {
  it.each([
    "sinh nhật chị Bình 0867123456 là 15/3",
    "sinh nhat chi Binh 0867123456 la 15/12",
    "sửa khách 476: ngày sinh 15/3",
    "khách 476 sinh nhật 15-3 nha",
    "sửa ngày sinh khách 476 thành 15 tháng 3",
    "set birthday of customer 476 to March 15",
    "thêm khách Lan Anh, 0911222333, sinh nhật 15/3",
    "thêm khách Lan Anh, 0911222333, ngày sinh: 15/3",
    "thêm khách Lan Anh, 0911222333, sinh nhật hôm nay",
  ])("%s", async (request) => {
    const { quan } = await testApp();
    const asked = await quan.types(request);
    expect(asked).toContain("Còn thiếu năm");
    expect(asked).toContain("ví dụ 15/03/1990");
    expect(asked).not.toMatch(/2026|\[1\] (?:Lưu|Tạo)/);
  });

  it.each(["1990", "năm 1990", "15/3/1990", "15/3/90"])("and the year completes it: %s", async (year) => {
    const { quan } = await testApp();
    await quan.types("sinh nhật chị Bình 0867123456 là 15/3");
    expect(await quan.types(year)).toContain("Ngày sinh: 02/07/1988 → 15/03/1990");
  });

  it("in English", async () => {
    const { quan } = await testApp();
    await quan.types("speak English");
    const asked = await quan.types("set birthday of customer 476 to 15/3");
    expect(asked).toContain("The year is missing");
    expect(asked).toContain("like 15/03/1990");
  });
});

it.each(["sinh nhật chị Bình 0867123456 là 15/3/2030", "sửa khách 476: ngày sinh 26/11/2026"])(
  "a birthday to come is refused: %s",
  async (request) => {
    const { quan } = await testApp();
    const asked = await quan.types(request);
    expect(asked).toContain("Ngày này chưa đến");
    expect(asked).not.toContain("[1] Lưu");
    expect(await quan.types("15/3/1990")).toContain("Ngày sinh: 02/07/1988 → 15/03/1990");
  },
);

it("a birthday of two digits is in no coming year", async () => {
  const { quan } = await testApp();
  expect(await quan.types("sửa khách 476: ngày sinh 15/3/30")).toContain("→ 15/03/1930");
});
