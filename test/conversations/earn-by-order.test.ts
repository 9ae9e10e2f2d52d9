import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

describe("earns no points by an order's number, and asks for the code of the product", () => {
  it.each([
    ["tích điểm cho 0867123456 đơn 4082", "đơn 4082"],
    ["tích điểm đơn 4082 cho 0867123456", "đơn 4082"],
    ["tich diem don 4082 cho 0867123456", "don 4082"],
    ["tích điểm hoá đơn 4082 cho 0867123456", "hoá đơn 4082"],
    ["earn points order 4082 for 0867123456", "order 4082"],
  ])("%s", async (typed, said) => {
    const { quan } = await testApp();
    const answer = await quan.types(typed);
    expect(answer).toMatch(/^Chưa tích điểm được\n/);
    expect(answer).toContain(`theo mã in trên sản phẩm, không theo số đơn: “${said}”`);
    expect(await quan.clicks("Nhập mã")).toContain("Mã tích điểm?");
    expect(await quan.types("TIVInpmx8b98pfg")).toMatch(/^Tích điểm mã TIVInpmx8b98pfg cho Trần Thị Bình\?/);
  });

  it("also when it is the answer to the form's question", async () => {
    const { quan } = await testApp();
    await quan.types("tích điểm cho 0867123456");
    expect(await quan.types("đơn 4082")).toMatch(/^Chưa tích điểm được\n/);
  });
});
