import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

describe("a no to one of several changes leaves the others to be confirmed", () => {
  it.each([
    "cái tiêu đề thôi khỏi, ưu tiên thì vẫn đổi",
    "cai tieu de thoi khoi, uu tien thi van doi",
    "thôi khỏi đổi tiêu đề, còn lại ok",
    "bỏ tiêu đề đi nhưng vẫn đổi ưu tiên",
    "khỏi đổi tiêu đề",
    "tiêu đề giữ nguyên, chỉ đổi ưu tiên",
    "forget the title, but still change the priority",
    "don't change the title, the rest is fine",
    "leave the title as it is",
  ])("%s", async (no) => {
    const { quan, antcrm } = await testApp();
    await quan.types("sửa phiếu 16001 ưu tiên khẩn cấp, tiêu đề: Máy hư nặng");
    const asked = await quan.types(no);
    expect(asked).toMatch(/^Sửa phiếu #16001\?/);
    expect(asked).toContain("Độ ưu tiên: Cao → Khẩn cấp");
    expect(asked).not.toContain("Tiêu đề:");
    expect(antcrm.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  it("also for a customer", async () => {
    const { quan } = await testApp();
    await quan.types("sửa khách 0867123456 email moi@example.com, địa chỉ: 12 Lê Lợi quận 1");
    const asked = await quan.types("cái email thôi khỏi, địa chỉ thì vẫn sửa");
    expect(asked).toMatch(/^Sửa khách Trần Thị Bình\?\nĐịa chỉ: .* → 12 Lê Lợi quận 1\n/);
    expect(asked).not.toContain("moi@example.com");
  });

  it.each([
    "khỏi đổi nội dung, ưu tiên vẫn đổi",
    "khỏi đổi tiêu đề, ưu tiên giữ nguyên",
    "cái tiêu đề thôi khỏi, khách không thích",
  ])("and is asked about if it is not clear: %s", async (no) => {
    const { quan } = await testApp();
    await quan.types("sửa phiếu 16001 ưu tiên khẩn cấp, tiêu đề: Máy hư nặng");
    expect(await quan.types(no)).toMatch(/^Bạn muốn sửa gì\?/);
  });

  it.each(["khỏi đổi tiêu đề, khỏi ưu tiên", "thôi khỏi đổi tiêu đề, huỷ luôn đi", "thôi khỏi sửa"])(
    "but a no to all of it drops all: %s",
    async (no) => {
      const { quan } = await testApp();
      await quan.types("sửa phiếu 16001 ưu tiên khẩn cấp, tiêu đề: Máy hư nặng");
      expect(await quan.types(no)).toMatch(/^Đã huỷ: sửa phiếu #16001/);
    },
  );
});
