import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

const TAGS = "Nhãn: VIP, Đã liên hệ →";
const ADDRESS = /Địa chỉ: 12 Cộng Hòa[^→]+→ 5 Lê Lợi\n/u;

describe("a tag or number that is added or removed beside other changes", () => {
  it.each([
    ["sửa khách 0867123456 thêm tag sỉ", "VIP, Đã liên hệ, sỉ"],
    ["sửa khách 476 thêm nhãn sỉ, đại lý nha", "VIP, Đã liên hệ, sỉ, đại lý"],
    ["sửa khách 0867123456 bỏ tag VIP", "Đã liên hệ"],
    ["sua khach 476 bo the VIP them the si", "Đã liên hệ, si"],
    ["edit customer 476 add tag wholesale, remove tag VIP", "Đã liên hệ, wholesale"],
    ["bỏ tag VIP, thêm tag sỉ cho khách 476", "Đã liên hệ, sỉ"],
    ["sửa khách 476 tag sỉ", "sỉ"],
  ])("keeps the other tags: %s", async (typed, tags) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toContain(`${TAGS} ${tags}\n`);
  });

  it.each([
    "sửa khách 0867123456 thêm tag sỉ, địa chỉ: 5 Lê Lợi",
    "sửa khách 0867123456 địa chỉ: 5 Lê Lợi, thêm tag sỉ",
    "khách 0867123456 thêm tag sỉ, địa chỉ: 5 Lê Lợi",
    "khách 476 đổi địa chỉ thành 5 Lê Lợi và thêm tag sỉ",
    "thêm tag sỉ cho khách 0867123456, địa chỉ: 5 Lê Lợi",
    "thêm tag sỉ cho khách 0867123456, đổi địa chỉ thành 5 Lê Lợi",
  ])("is read apart from the address: %s", async (typed) => {
    const { quan } = await testApp();
    const card = await quan.types(typed);
    expect(card).toContain(`${TAGS} VIP, Đã liên hệ, sỉ\n`);
    expect(card).toMatch(ADDRESS);
  });

  it.each(["sửa khách 0867123456: thêm số 0901234567", "khách 476 thêm số 0901234567, địa chỉ: 5 Lê Lợi"])(
    "keeps the numbers there are: %s",
    async (typed) => {
      const { quan } = await testApp();
      expect(await quan.types(typed)).toContain("→ 0867 123 456, 0901 234 567\n");
    },
  );

  it("is behind the verb of the one before it", async () => {
    const { quan } = await testApp();
    const card = await quan.types("khách 0867123456 thêm email b@shop.vn nhãn Sỉ");
    expect(card).toContain("E-mail: binh.tran@example.com → binh.tran@example.com, b@shop.vn\n");
    expect(card).toContain(`${TAGS} VIP, Đã liên hệ, Sỉ\n`);
  });

  it("changes nothing if the sentence denies it", async () => {
    const { quan } = await testApp();
    const card = await quan.types("sửa khách 0867123456 đừng bỏ tag VIP, địa chỉ: 5 Lê Lợi");
    expect(card).toMatch(ADDRESS);
    expect(card).not.toContain("Nhãn:");
  });

  it.each([
    ["khách 476 gắn tag sỉ, đừng gỡ tag VIP", "VIP, Đã liên hệ, sỉ"],
    ["476: đừng gỡ tag VIP, gắn tag sỉ nha", "VIP, Đã liên hệ, sỉ"],
    ["khách 476 gắn nhầm tag đại lý, gắn lại tag sỉ", "VIP, Đã liên hệ, sỉ"],
    ["+tag thân thiết -tag VIP cho 476", "Đã liên hệ, thân thiết"],
    ["gắn tag thân thiết, gỡ tag VIP cho 476", "Đã liên hệ, thân thiết"],
  ])("is proposed beside one that is denied or removed: %s", async (typed, tags) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toContain(`${TAGS} ${tags}\n`);
  });

  it("removes a tag that is called “mới”", async () => {
    const { quan } = await testApp();
    await quan.types("sửa khách 476 nhãn: VIP, mới");
    await quan.clicks("Lưu");
    const card = await quan.types("+tag thân thiết -tag mới cho 476");
    expect(card).toContain("Nhãn: VIP, mới → VIP, thân thiết\n");
  });

  it("removes the e-mail, and adds no tag that is denied", async () => {
    const { quan } = await testApp();
    const card = await quan.types("476: khỏi gắn tag mới, xoá email binh.tran@example.com");
    expect(card).toMatch(/E-mail: binh\.tran@example\.com → /);
    expect(card).not.toContain("Nhãn:");
  });

  it.each([
    "khách 476 đừng gắn tag sỉ, đừng gỡ tag VIP",
    "khách 476 gắn tag sỉ, gỡ tag VIP rồi",
    "khách 476 gắn tag sỉ, gỡ tag VIP chưa",
    "khách 476 gắn tag sỉ, gỡ tag VIP, thôi khỏi",
  ])("is not proposed: %s", async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).not.toMatch(/\] Lưu/);
  });

  it.each(["sửa khách 0867123456 ghi chú: khách muốn bỏ tag VIP", "ghi chú khách 476: nhớ thêm tag sỉ"])(
    "stays in the words of a note: %s",
    async (typed) => {
      const { quan } = await testApp();
      const card = await quan.types(typed);
      expect(card).toMatch(/→ [^\n]*(?:khách muốn bỏ tag VIP|nhớ thêm tag sỉ)/u);
      expect(card).not.toContain("Nhãn:");
    },
  );
});
