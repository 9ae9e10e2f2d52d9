import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

describe("a customer's name in small letters", () => {
  it.each([
    ["tạo phiếu cho trần thị bình", "trần thị bình"],
    ["tao phieu cho tran thi binh", "tran thi binh"],
    ["tạo phiếu cho lê thị bình", "lê thị bình"],
    ["tạo phiếu cho nguyễn văn an", "nguyễn văn an"],
  ])("“%s” asks for the title", async (typed, name) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toMatch(new RegExp(`^Tạo phiếu\\nKhách hàng: ${name}\\nTiêu đề\\?`));
  });

  it("is no name where “thì” goes on", async () => {
    const { quan } = await testApp();
    expect(await quan.types("tạo phiếu cho trần thì lại hỏng")).not.toContain("Khách hàng: trần thì");
  });
});
