import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

const NEW_CUSTOMER = "thêm khách mới tên Phạm Quốc Huy sdt 0933221100";

it.each([
  ["không có mail, ở đường Lê Lợi", "Đường: đường Lê Lợi\n"],
  ["ko có mail, tag VIP", "Nhãn: VIP\n"],
  ["ko có mail, ghi chú khách khó tính", "Ghi chú: khách khó tính\n"],
  ["không có mail, tên là Phạm Quốc Hưng", "Tên: Phạm Quốc Hưng\n"],
  ["no email, name is Huy Pham", "Tên: Huy Pham\n"],
])("“%s” changes what stands behind it", async (said, line) => {
  const { quan } = await testApp();
  await quan.types(NEW_CUSTOMER);
  expect(await quan.types(said)).toContain(line);
});

it.each(["không có mail, thôi đừng tạo nữa", "không có mail, khỏi lưu", "không có mail, để mai tạo"])(
  "“%s” drops the question",
  async (said) => {
    const { quan } = await testApp();
    await quan.types(NEW_CUSTOMER);
    expect(await quan.types(said)).toMatch(/^Đã huỷ/);
  },
);

it.each(["không có mail, sai tên rồi", "không có mail, khách ở Gò Vấp"])(
  "“%s” is asked for what to change",
  async (said) => {
    const { quan } = await testApp();
    await quan.types(NEW_CUSTOMER);
    expect(await quan.types(said)).toMatch(/^Bạn muốn sửa gì\?/);
  },
);

it("keeps the question while the person asks the customer", async () => {
  const { quan } = await testApp();
  await quan.types(NEW_CUSTOMER);
  expect(await quan.types("không có mail, chờ em hỏi")).toMatch(/^Câu hỏi vẫn chờ bạn/);
});

it("shows another record that is asked for behind it", async () => {
  const { quan } = await testApp();
  await quan.types(NEW_CUSTOMER);
  expect(await quan.types("không có mail, xem phiếu 16001")).toMatch(/^Phiếu #16001/);
});
