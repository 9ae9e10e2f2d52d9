import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

describe("the priority where a ticket's details are asked for", () => {
  it.each(["cao", "ưu tiên cao", "uu tien cao nhe", "high"])("is no detail: %s", async (said) => {
    const { quan } = await testApp();
    await quan.types("tạo phiếu");
    await quan.types("0867123456");
    expect(await quan.types("máy in kẹt giấy")).toContain("Nội dung?");
    const asked = await quan.types(said);
    expect(asked).toContain("Độ ưu tiên: Cao\n");
    expect(asked).toContain("Nội dung?");
    expect(asked).not.toContain("Nội dung: ");
  });

  it("and other words are", async () => {
    const { quan } = await testApp();
    await quan.types("tạo phiếu");
    await quan.types("0867123456");
    await quan.types("máy in kẹt giấy");
    expect(await quan.types("tầng cao")).toContain("Nội dung: tầng cao\n");
  });
});

it.each([
  "phiếu nào đang gấp",
  "phieu nao dang gap",
  "những phiếu đang khẩn cấp",
  "which tickets are urgent",
])("lists open tickets for what is so now: %s", async (typed) => {
  const { quan } = await testApp();
  expect(await quan.types(typed)).toContain("đang mở · Khẩn cấp");
});

describe("what is done already before a request", () => {
  it.each(["xong rồi đóng nó giùm", "xong roi dong no gium", "sửa xong rồi, đóng luôn đi", "done, close it"])(
    "leaves the ticket meant that was shown: %s",
    async (typed) => {
      const { quan } = await testApp();
      await quan.types("phiếu 16001");
      expect(await quan.types(typed)).toMatch(/^Sửa phiếu #16001\?\n[\s\S]*Assigned → Closed/);
    },
  );

  it.each(["xong rồi đóng nó chưa", "xong rồi"])("and asks for no change alone: %s", async (typed) => {
    const { quan } = await testApp();
    await quan.types("phiếu 16001");
    expect(await quan.types(typed)).not.toContain("→ Closed");
  });
});

it.each(["tắt cảnh báo ở group này", "tat canh bao o nhom nay", "turn off alerts in this channel"])(
  "switches off the alerts of the chat: %s",
  async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toBe(await quan.types("tắt cảnh báo"));
  },
);
