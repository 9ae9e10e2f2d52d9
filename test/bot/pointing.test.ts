import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

describe("words for a row of the last list", () => {
  it("“người đầu tiên” opens the first ticket", async () => {
    const { lan } = await testApp();

    await lan.types("phiếu đang mở");
    expect(await lan.types("người đầu tiên")).toMatch(/^Phiếu #16001/);
  });

  it("may say whose row it is", async () => {
    const { quan } = await testApp();

    await quan.types("đơn của chị Bình");
    expect(await quan.types("xoá cái đầu của chị Bình")).toMatch(/^Xoá đơn #3502\?/);
  });

  it("asks which record if the text names another customer", async () => {
    const { quan } = await testApp();

    await quan.types("đơn của chị Bình");
    const asked = await quan.types("xoá cái đầu của anh An");
    expect(asked).toContain("Bot chưa rõ “cái đầu” là đơn nào");
  });
});

describe("a form of address with a pointing word", () => {
  it.each([
    ["khách 0900000001", "chị ấy còn mấy điểm", "Bot chưa rõ “chị ấy” là ai"],
    ["khách 0900000001", "anh ấy còn mấy điểm", "Nguyễn Văn An · khách vừa xem"],
    ["khách 0867123456", "ổng còn mấy điểm", "Bot chưa rõ “ổng” là ai"],
    ["khách 0867123456", "bạn ấy còn mấy điểm", "Trần Thị Bình · khách vừa xem"],
  ])("after “%s”, “%s” is answered: %s", async (shown, asked, answer) => {
    const { lan } = await testApp();

    await lan.types(shown);
    expect(await lan.types(asked)).toContain(answer);
  });
});
