import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

it("takes the name, the phone and the address at the question for a name", async () => {
  const { quan } = await testApp();
  await quan.types("thêm khách mới");
  const card = await quan.types("Lê Văn Tám, 0918000111, ở 12 Lê Lợi, Quận 1");
  expect(card).toContain("Tên: Lê Văn Tám\n");
  expect(card).toContain("Điện thoại: 0918 000 111\n");
  expect(card).toContain("Địa chỉ: 12 Lê Lợi, Quận 1\n");
});

it("takes no name from “chưa biết nữa, để em hỏi khách lại đã”, and keeps the form", async () => {
  const { quan } = await testApp();
  await quan.types("thêm khách mới");
  expect(await quan.types("chưa biết nữa, để em hỏi khách lại đã")).not.toMatch(/Tên: chưa|^Đã huỷ/u);
  expect(await quan.types("Lê Văn Tám")).toContain("Tên: Lê Văn Tám\n");
});

it.each(["sđt thì chưa có, để trống đi", "chưa có sđt, bỏ qua nha"])(
  "“%s” leaves the phone out, and goes on",
  async (said) => {
    const { quan } = await testApp();
    await quan.types("thêm khách mới");
    await quan.types("Lê Văn Tám");
    const card = await quan.types(said);
    expect(card).toContain("E-mail?");
    expect(card).not.toContain("Điện thoại");
  },
);

it("cannot leave out what is required, and keeps the form", async () => {
  const { quan } = await testApp();
  await quan.types("thêm sản phẩm");
  expect(await quan.types("mã thì chưa có, để trống đi")).not.toMatch(/^Đã huỷ/);
  expect(await quan.types("TIVI55")).toContain("Mã sản phẩm: TIVI55");
});

it("takes the title behind the words that go back to the form", async () => {
  const { quan } = await testApp();
  await quan.types("tạo phiếu cho 476");
  const card = await quan.types("ok quay lại phiếu hồi nãy, tiêu đề là máy in kẹt giấy");
  expect(card).toContain("Tiêu đề: máy in kẹt giấy\n");
});

it("corrects the phone at the question for the name", async () => {
  const { quan } = await testApp();
  await quan.types("thêm khách mới 0987001121");
  const card = await quan.types("à số sai, 0987001122 mới đúng");
  expect(card).toContain("Điện thoại: 0987 001 122\n");
  expect(card).toContain("Tên?");
});

it.each([
  ["Lê Văn Tám, 0918000111, ở 12 Lê Lợi, email tam@shop.vn", ["E-mail: tam@shop.vn", "Địa chỉ: 12 Lê Lợi"]],
  ["Kevin Tran, 0909123123, bday 2/9/1995", ["Ngày sinh: 02/09/1995"]],
] as const)("“%s” fills each field of a new customer", async (said, lines) => {
  const { quan } = await testApp();
  await quan.types("thêm khách mới");
  const card = (await quan.types(said)).split("\n");
  for (const line of lines) expect(card).toContain(line);
});
