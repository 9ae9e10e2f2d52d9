import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

async function agent() {
  const app = await testApp();
  await app.fillsIndex();
  return app.somebody("An", "agent");
}

describe("a no is no answer to a form", () => {
  it.each(["đừng", "đừng tích nữa", "không", "không phải", "không phải chị Bình"])(
    "no code: %s",
    async (no) => {
      const person = await agent();
      expect(await person.types("tích điểm cho 0867123456")).toContain("?");
      expect(await person.types(no)).toMatch(/^Đã huỷ/);
    },
  );

  it.each(["đừng", "không", "không phải chị Bình"])("no title: %s", async (no) => {
    const person = await agent();
    await person.types("tạo phiếu cho 0867123456");
    expect(await person.types(no)).toMatch(/^Đã huỷ/);
  });

  it.each(["không lên nguồn", "đừng gửi tin nhắn quảng cáo nữa", "không phải hàng chính hãng"])(
    "but a title may begin with it: %s",
    async (title) => {
      const person = await agent();
      await person.types("tạo phiếu cho 0867123456");
      expect(await person.types(title)).toContain(`Tiêu đề: ${title}`);
    },
  );
});

describe("a no behind a list of customers", () => {
  it("does not leave the write of before open without a word", async () => {
    const person = await agent();
    await person.types("đổi quà DAUMAY01 cho 0867123456");
    expect(await person.types("chị Linh")).toMatch(/^Bạn muốn chọn khách nào/);
    expect(await person.types("thôi không đổi nữa")).toContain("DAUMAY01");
  });
});
