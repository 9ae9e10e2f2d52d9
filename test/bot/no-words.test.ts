import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

it.each(["'; drop table--", "😀😀", "👍", "<script>alert(1)</script>", "{{7*7}}", "1 or 1=1"])(
  "a text without a word of any request is not understood, and help is offered: %s",
  async (text) => {
    const { quan, antcrm } = await testApp();

    expect(await quan.types(text)).toMatch(/^Bot chưa hiểu\n[\s\S]*Trợ giúp/);
    expect(antcrm.requests).toHaveLength(0);
  },
);

it("a deletion without its product still opens the form", async () => {
  const { quan } = await testApp();

  expect(await quan.types("xoá sản phẩm")).toMatch(/^Xoá sản phẩm\n/);
});

it("an emoji still answers an open question", async () => {
  const { quan } = await testApp();
  await quan.types("tạo phiếu cho 0867 123 456: máy in hỏng");

  expect(await quan.types("👍")).toContain("Bot chỉ nhận xác nhận bằng nút");
  expect(await quan.types("❌")).toMatch(/^Đã huỷ: /);
});
