import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

const NEW_CUSTOMER = "thêm khách mới tên Phạm Quốc Huy sdt 0933221100";

describe("a value that a customer does not have", () => {
  it.each([
    "mail thì hong có nha",
    "ko có mail",
    "mail thì chưa có",
    "khách chưa có địa chỉ",
    "địa chỉ thì không rõ",
    "chưa biết địa chỉ",
  ])("“%s” neither changes nor cancels a proposal without it", async (said) => {
    const { quan } = await testApp();
    await quan.types(NEW_CUSTOMER);
    expect(await quan.types(said)).toMatch(/^Chưa xác nhận/);
    expect(await quan.types("tên: Phạm Quốc Hy")).toMatch(/Tên: Phạm Quốc Hy\nĐiện thoại: 0933 221 100\n/);
  });

  it("asks what to change where the proposal has one", async () => {
    const { quan } = await testApp();
    await quan.types(NEW_CUSTOMER);
    expect(await quan.types("không có sđt")).toMatch(/^Bạn muốn sửa gì\?/);
  });
});

describe("a form's question for a name", () => {
  it.each(["chờ e 5p hỏi tên khách", "chờ em xíu hỏi tên khách đã", "dạ đợi em chút"])(
    "takes “%s” for no name",
    async (said) => {
      const { quan } = await testApp();
      await quan.types("tạo khách mới nha");
      expect(await quan.types(said)).toMatch(/^Vẫn còn việc làm dở/);
      expect(await quan.types("Phạm Quốc Huy")).toContain("Tên: Phạm Quốc Huy\n");
    },
  );
});
