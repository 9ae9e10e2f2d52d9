import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

const MANY = { antcrm: { size: "full" as const } };

describe("an answer to the question which one is meant", () => {
  it.each([
    ["cái đầu", "Trần Thị Bình"],
    ["số 2", "Nguyễn Văn An"],
    ["2", "Nguyễn Văn An"],
    ["người cuối", "Nguyễn Văn An"],
    ["0900000001", "Nguyễn Văn An"],
    ["số 0900 000 001 nhé", "Nguyễn Văn An"],
  ])("“%s” goes on with %s, and keeps what was typed", async (answer, name) => {
    const { lan } = await testApp();

    await lan.types("tạo phiếu cho 0867123456 với 0900000001: máy in hỏng");
    const ticket = await lan.types(answer);
    expect(ticket).toMatch(new RegExp(`^Tạo phiếu này\\?\nKhách hàng: ${name}`));
    expect(ticket).toContain("Tiêu đề: máy in hỏng");
  });

  it.each(["người thứ 2", "Đặng Thị Lan", "chị Đặng Thị Lan đi", "đặng lan", "0821485646"])(
    "“%s” chooses among customers of one name",
    async (answer) => {
      const { lan } = await testApp(MANY);

      expect(await lan.types("tạo phiếu cho chị Lan: máy in hỏng")).toMatch(/^Bạn muốn chọn khách nào\?/);
      const ticket = await lan.types(answer);
      expect(ticket).toMatch(/^Tạo phiếu này\?\nKhách hàng: Đặng Thị Lan/);
      expect(ticket).toContain("Tiêu đề: máy in hỏng");
    },
  );

  it("names a ticket by its number", async () => {
    const { quan } = await testApp();

    await quan.types("đóng phiếu 16001, 17464");
    expect(await quan.types("16001")).toMatch(/^Sửa phiếu #16001\?/);
  });

  it("names a product", async () => {
    const { lan } = await testApp();

    expect(await lan.types("lên đơn cho chị Bình: 1 mực")).toMatch(/^“mực” là sản phẩm nào\?/);
    expect(await lan.types("cái 12A")).toContain("1 × Hộp mực 12A (MUC12A)");
  });

  it("is no answer if it fits several of them, or denies one", async () => {
    const { lan } = await testApp(MANY);

    await lan.types("tạo phiếu cho chị Lan: máy in hỏng");
    expect(await lan.types("chị Lan")).toMatch(/^Bạn muốn chọn khách nào\?/);
    expect(await lan.types("không phải Đặng Thị Lan")).not.toMatch(/^Tạo phiếu này/);
  });

  it.each([
    ["xoá khách 475, 476", ["475 là ai", "xem khách 475", "khách 475 hả", "cái đầu là ai", "475 à"]],
    ["đổi quà DAUMAY01 cho chị Bình với anh An", ["Bình là ai vậy", "phiếu của Bình", "who is An", "An hả"]],
    ["xoá phiếu 16001, 16002", ["16001 là phiếu gì", "xem phiếu 16001"]],
    ["đổi voucher50, daumay01 cho chị Bình", ["VOUCHER50 là gì", "xem VOUCHER50"]],
  ])("is no question about one of them: %s", async (text, questions) => {
    for (const question of questions) {
      const { quan } = await testApp();
      await quan.types(text);
      expect(await quan.types(question)).not.toMatch(/^(?:Xoá|Đổi quà) .*\?/);
    }
  });

  it.each(["thôi khỏi", "đừng xoá 475", "thôi"])("“%s” ends the question", async (text) => {
    const { quan } = await testApp();

    await quan.types("xoá khách 475, 476");
    expect(await quan.types(text)).toMatch(/^Đã huỷ\n/);
    expect(await quan.types("cái đầu")).not.toMatch(/^Xoá khách/);
  });

  it("“cả hai” is told that one comes after the other, and the question stays open", async () => {
    const { lan } = await testApp();

    await lan.types("tạo phiếu cho chị Bình và anh An: giao hàng trễ");
    expect(await lan.types("cả hai")).toMatch(/^Bot làm từng cái một\n/);
    expect(await lan.types("cái đầu")).toMatch(/^Tạo phiếu này\?\nKhách hàng: Trần Thị Bình/);
  });

  it("is none after another card, or after half an hour", async () => {
    const { lan, clock } = await testApp();

    await lan.types("tạo phiếu cho 0867123456 với 0900000001: máy in hỏng");
    await lan.types("khách 0900000001");
    expect(await lan.types("số 1")).not.toMatch(/^Tạo phiếu này/);

    await lan.types("tạo phiếu cho 0867123456 với 0900000001: máy in hỏng");
    clock.passes(31 * 60_000);
    expect(await lan.types("cái đầu")).not.toMatch(/^Tạo phiếu này/);
  });

  it("is none for a colleague in the same chat", async () => {
    const { lan, quan } = await testApp();

    await lan.in("group").types("tạo phiếu cho 0867123456 với 0900000001: máy in hỏng");
    expect(await quan.in("group").types("cái đầu")).not.toMatch(/^Tạo phiếu này/);
  });

  it("outlives a restart", async () => {
    const { lan, restarts } = await testApp();

    await lan.types("tạo phiếu cho chị Bình và anh An: giao hàng trễ");
    await restarts();
    expect(await lan.types("An")).toMatch(/^Tạo phiếu này\?\nKhách hàng: Nguyễn Văn An/);
  });

  it("keeps the message that the request is about", async () => {
    const { lan } = await testApp();

    const asked = await lan
      .replyingTo({
        id: "slack:C01:1700000000.000100",
        text: "0867123456 và 0900000001: máy in hỏng",
        author: "Minh",
        at: new Date("2026-11-25T07:55:00+07:00"),
      })
      .types("tạo phiếu");
    expect(asked).toMatch(/^Bạn chọn khách nào\?/);
    expect(await lan.types("cái đầu")).toMatch(/^Tạo phiếu này\?\nKhách hàng: Trần Thị Bình/);
  });
});
