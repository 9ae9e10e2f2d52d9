import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

const TICKET = "tạo phiếu cho 0900 000 001";

describe("the name of the field before an answer is no part of the value", () => {
  it.each([
    [TICKET, "tiêu đề: Máy in hỏng", "Tiêu đề: Máy in hỏng"],
    [TICKET, "tieu de: may in hong", "Tiêu đề: may in hong"],
    [TICKET, "title: printer broken", "Tiêu đề: printer broken"],
    ["tạo khách", "tên: Lê Thị Hoa", "Tên: Lê Thị Hoa"],
    ["tạo khách", "tên = Lê Thị Hoa", "Tên: Lê Thị Hoa"],
    ["ghi chú cho chị Bình", "ghi chú: thích màu đỏ", "Ghi chú: (trống) → thích màu đỏ"],
  ])("%s, %s", async (request, typed, kept) => {
    const { quan } = await testApp();
    await quan.types(request);
    expect((await quan.types(typed)).split("\n")).toContain(kept);
  });

  it("and the name of another field fills that one", async () => {
    const { quan } = await testApp();
    await quan.types("tạo khách");
    expect(await quan.types("sđt: 0911222333")).toMatch(/^Tạo khách\nĐiện thoại: 0911 222 333\nTên\?/);
    expect(await quan.types("ghi chú: khách quen, thích màu đỏ")).toMatch(
      /Ghi chú: khách quen, thích màu đỏ\nTên\?/,
    );
    expect(await quan.types("Lê Thị Hoa")).toContain("Tên: Lê Thị Hoa\n");
  });

  it("and several are filled at once", async () => {
    const { quan } = await testApp();
    await quan.types("tạo khách");
    const answer = await quan.types("tên: Lê Thị Hoa, sđt: 0911222333");
    expect(answer).toMatch(/^Tạo khách\nTên: Lê Thị Hoa\nĐiện thoại: 0911 222 333\n/);
  });

  it.each(["khách: bé làm rớt máy", "Lỗi: E05", "ưu tiên: xử lý hôm nay"])(
    "but a title keeps its own colon: %s",
    async (typed) => {
      const { quan } = await testApp();
      await quan.types(TICKET);
      expect(await quan.types(typed)).toContain(`Tiêu đề: ${typed}\n`);
    },
  );

  it("and a question behind the name is asked about", async () => {
    const { quan } = await testApp();
    await quan.types(TICKET);
    expect(await quan.types("tiêu đề: ghi gì vậy em")).toMatch(/^Bot chưa ghi lại/);
  });
});
