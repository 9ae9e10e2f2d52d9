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

describe("the details of a ticket", () => {
  it.each(["mô tả", "Mo ta", "description", "nd", "nội dung"])(
    "stand behind “%s:” and are no title",
    async (label) => {
      const { quan } = await testApp();
      const asked = await quan.types(
        `tạo phiếu cho 0900000001, tiêu đề: Lỗi cổng thanh toán, ${label}: 1) mở app 2) hiện "Error 504: timeout"`,
      );
      expect(asked).toContain("Tiêu đề: Lỗi cổng thanh toán\n");
      expect(asked).toContain('> 1) mở app 2) hiện "Error 504: timeout"');
    },
  );

  it.each(["mô tả thì bỏ qua", "nội dung khỏi ghi nha", "mo ta de trong"])(
    "are not what says that there are none: %s",
    async (said) => {
      const { quan } = await testApp();
      await quan.types("tạo phiếu cho 0900000001: máy hư");
      expect(await quan.types(said)).not.toMatch(/^> /m);
    },
  );
});

it.each([
  ["tầng 5 chứ ko phải tầng 3", "Máy đặt ở tầng 5, phòng kế toán"],
  ["không phải kế toán mà là nhân sự", "Máy đặt ở tầng 3, phòng nhân sự"],
])("replaces only the wrong words of a text: %s", async (said, text) => {
  const { quan } = await testApp();
  await quan.types("ghi chú cho 0867123456: Máy đặt ở tầng 3, phòng kế toán");
  expect(await quan.types(said)).toContain(`Ghi chú: (trống) → ${text}\n`);
});

it("takes two changes in the form that asks what to change, and keeps its record", async () => {
  const { quan } = await testApp();
  await quan.types("sửa phiếu 16002");
  const asked = await quan.types("ưu tiên cao, với đổi tiêu đề thành Máy in không lên nguồn");
  expect(asked).toContain("Sửa phiếu #16002?");
  expect(asked).toContain("→ Máy in không lên nguồn\nĐộ ưu tiên: Bình thường → Cao");
});
