import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

const PROPOSED = /\] (?:Lưu|Xoá {2}|Xoá khách|Tạo|Đổi quà {2})/u;

it.each([
  "xoá nhầm phiếu 16001",
  "tạo nhầm phiếu cho 476: máy in hư",
  "lên nhầm đơn cho 476 2 TIVI01",
  "sửa lộn số khách 476 thành 0901234567",
  "đổi quà nhầm DAUMAY01 cho 476",
  "đổi quà DAUMAY01 nhầm cho 476",
  "đổi quà DAUMAY01 cho nhầm khách 476",
  "lỡ gắn tag VIP cho 476 rồi, thôi bỏ đi",
])("“%s” tells of a mistake, and asks for nothing", async (typed) => {
  const { quan } = await testApp();
  expect(await quan.types(typed)).not.toMatch(PROPOSED);
});

it.each(["xoá phiếu tạo nhầm 16001", "xoá phiếu 16001, tạo nhầm", "xoá nhầm, xoá phiếu 16001 giúp em"])(
  "“%s” deletes the ticket",
  async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toMatch(/^Xoá phiếu #16001\?/);
  },
);
