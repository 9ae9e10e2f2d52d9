import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

async function indexed() {
  const app = await testApp({ antcrm: { size: "full" } });
  await app.fillsIndex();
  return app;
}

describe("the beginning of a phone number", () => {
  it.each([
    "đầu 0867",
    "dau 0867",
    "có ai số 0867 không",
    "co ai so 0867 khong",
    "số nào bắt đầu 0867",
    "số nào bắt đầu bằng 0867",
    "khách nào số đầu 0867 vậy",
    "who has a number starting with 0867",
  ])("looks for the customers with such a number: %s", async (text) => {
    const { lan } = await indexed();

    expect(await lan.types(text)).toMatch(/^Bạn muốn chọn khách nào\?[\s\S]*Trần Thị Bình {2}0867 123 456/);
  });

  it.each(["phiếu số 0867", "đơn đầu 0867", "đầu tháng", "đổi số 0867"])("is none in “%s”", async (text) => {
    const { lan } = await indexed();

    expect(await lan.types(text)).not.toMatch(/^Bạn muốn chọn khách nào\?/);
  });
});

describe("the beginning of an e-mail address", () => {
  it.each(["binh.bui25", "tìm binh.bui25", "binh.bui"])(
    "looks for the customer before a product: %s",
    async (text) => {
      const { lan } = await indexed();

      expect(await lan.types(text)).toMatch(/^Bùi Thị Bình\n/);
    },
  );

  it("is a product's code if no customer has it", async () => {
    const { lan } = await indexed();

    expect(await lan.types("khong.co25")).toMatch(/^Không tìm thấy sản phẩm/);
  });
});
