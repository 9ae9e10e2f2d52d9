import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

it.each([
  ["Lê Văn Tám, 0918000111, ở 12 Lê Lợi, tag VIP", "tag VIP"],
  ["Lê Văn Tám, 0918000111, ở 12 Lê Lợi, sđt phụ 0911222333", "sđt phụ 0911222333"],
  ["Lê Văn Tám, 0918000111, ở 12 Lê Lợi, khách khó tính", "khách khó tính"],
])("“%s”: the address ends where something else is said", async (said, unused) => {
  const { quan } = await testApp();
  await quan.types("thêm khách mới");
  const card = await quan.types(said);
  expect(card).toContain("Tên: Lê Văn Tám\n");
  expect(card).toContain("Địa chỉ: 12 Lê Lợi\n");
  expect(card).toContain(`Bot chưa dùng tới phần: “${unused}”`);
});

it.each(["2 con", "3tr5", "nhà 2 con nhỏ", "ở đâu không rõ"])("“%s” is no address", async (part) => {
  const { quan } = await testApp();
  await quan.types("thêm khách mới");
  const card = await quan.types(`Lê Văn Tám, 0918000111, ${part}`);
  expect(card).toContain("Tên: Lê Văn Tám\n");
  expect(card).not.toContain("Địa chỉ");
  expect(card).toContain(`“${part}”`);
});

it.each([
  "khách chưa cho tên",
  "chưa biết tên",
  "số của khách",
  "nhầm",
  "em chưa hỏi",
  "không phải Lê Văn Tám",
])("“%s” before a phone number is no name", async (first) => {
  const { quan } = await testApp();
  await quan.types("thêm khách mới");
  const card = await quan.types(`${first}, 0918000111`);
  expect(card).toContain("Điện thoại: 0918 000 111\n");
  expect(card).toContain("Tên?");
  expect(card).toContain(`“${first}”`);
});

it("stores the name without the words before it", async () => {
  const { quan } = await testApp();
  await quan.types("thêm khách mới");
  expect(await quan.types("dạ khách tên Lê Văn Tám, 0918000111")).toContain("Tên: Lê Văn Tám\n");
});
