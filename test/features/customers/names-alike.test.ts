import { expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

it.each([
  ["điểm chị Vân", "Vân", "Nguyễn Văn An"],
  ["xoá khách Vân", "Vân", "Nguyễn Văn An"],
  ["đổi quà DAUMAY01 cho cô Bính", "Bính", "Trần Thị Bình"],
  ["tạo phiếu cho anh Ân: máy in hỏng", "Ân", "Nguyễn Văn An"],
])("“%s” asks whether somebody is meant who is not called so", async (text, typed, name) => {
  const { quan, antcrm } = await testApp();

  const asked = await quan.types(text);
  expect(asked).toContain(`Không có ai tên “${typed}”. Gần giống:\n• ${name}  `);
  expect(antcrm.requests.every(({ method }) => method === "GET")).toBe(true);
  expect(await quan.clicks("Chọn")).toContain(name);
});

it.each(["điểm chi binh", "điểm Bình", "điểm Trần Thị Bình", "diem Tran Thi Binh"])(
  "finds one whose name is typed with its accents or without any: %s",
  async (text) => {
    const { lan } = await testApp();

    expect(await lan.types(text)).toMatch(/^Điểm · Trần Thị Bình/);
  },
);

it("prefers those with the typed accents", async () => {
  const { lan, antcrm } = await testApp();
  antcrm.world.addCustomer({ name: "Lê Hồng Vân" });

  expect(await lan.types("điểm chị Vân")).toMatch(/^Điểm · Lê Hồng Vân/);
});
