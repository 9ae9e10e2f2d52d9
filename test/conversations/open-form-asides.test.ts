import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

describe("a form that asks for a customer", () => {
  it.each(["phiếu 16001 đang ai giữ z", "phieu 16001 dang ai giu", "phiếu 16001 ai giữ vậy"])(
    "shows the ticket that is asked about: %s",
    async (typed) => {
      const { quan } = await testApp();
      await quan.types("tạo phiếu");
      expect(await quan.types(typed)).toMatch(/^Phiếu #16001[\s\S]*bot còn chờ Khách hàng/);
      expect(await quan.types("0867123456")).toMatch(/^Tạo phiếu\nKhách hàng: 0867 123 456\nTiêu đề\?/);
    },
  );

  it.each([
    ["tạo phiếu", "chờ tí em tìm sđt khách"],
    ["tạo phiếu", "cho ti em tim sdt khach"],
    ["tích điểm", "đợi xíu em hỏi khách"],
    ["tích điểm", "let me check first"],
  ])("takes no request to wait for a name: %s, %s", async (request, typed) => {
    const { quan } = await testApp();
    await quan.types(request);
    expect(await quan.types(typed)).toMatch(
      /^(?:Bot chưa ghi lại|Vẫn còn việc làm dở)\n[\s\S]*bot còn chờ Khách hàng/,
    );
    expect(await quan.types("0867123456")).toContain("Khách hàng: 0867 123 456\n");
  });

  it.each(["cho anh An nha, 3tr5", "anh An, 3tr5", "cho anh An nha, 500k nhé"])(
    "takes the name before a sum, which is named as not used: %s",
    async (typed) => {
      const { quan } = await testApp();
      await quan.types("tạo đơn");
      const answer = await quan.types(typed);
      expect(answer).toMatch(
        /^Tạo đơn\nBot chưa dùng tới phần: “(?:3tr5|500k)[^\n]*\nKhách hàng: An\nSản phẩm\?/,
      );
    },
  );

  it.each(["Nguyễn Thị Ái", "chị Bình", "Bình nha", "khách 476"])("takes a name: %s", async (typed) => {
    const { quan } = await testApp();
    await quan.types("tạo phiếu");
    expect(await quan.types(typed)).not.toMatch(/^Bot chưa ghi lại/);
  });
});

describe("a form that asks for a phone number", () => {
  it.each(["số 0867123456 có ai xài chưa ta", "so 0867123456 co ai xai chua", "0867123456 là của ai vậy"])(
    "offers to look it up, or to store it: %s",
    async (typed) => {
      const { quan } = await testApp();
      await quan.types("tạo khách");
      await quan.types("Lê Thị Hoa");
      expect(await quan.types(typed)).toMatch(
        /^Bot chưa ghi lại[\s\S]*Tìm khách[\s\S]*bot còn chờ Điện thoại/,
      );
      expect(await quan.clicks("Tìm khách")).toMatch(/^Trần Thị Bình\n/);
    },
  );

  it.each(["chờ tí em hỏi khách", "email có bắt buộc ko em"])("waits on: %s", async (typed) => {
    const { quan } = await testApp();
    await quan.types("tạo khách");
    await quan.types("Lê Thị Hoa");
    expect(await quan.types(typed)).toContain("bot còn chờ Điện thoại");
    expect(await quan.types("0911222333")).toContain("Điện thoại: 0911 222 333\n");
  });
});
