import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

it.each([
  ["máy in hư, ưu tiên cao", "máy in hư", "Cao"],
  ["tiêu đề máy in hư, ưu tiên cao", "máy in hư", "Cao"],
  ["máy in hư, khẩn cấp", "máy in hư", "Khẩn cấp"],
])("“%s” at the question for the title holds both", async (said, title, priority) => {
  const { quan } = await testApp();
  await quan.types("tạo phiếu cho 476");
  expect(await quan.types(said)).toMatch(new RegExp(`\\nTiêu đề: ${title}\\nĐộ ưu tiên: ${priority}\\n`));
});

it("keeps a last clause that is no priority", async () => {
  const { quan } = await testApp();
  await quan.types("tạo phiếu cho 476");
  expect(await quan.types("máy in hư, khách gọi hai lần")).toContain(
    "Tiêu đề: máy in hư, khách gọi hai lần\n",
  );
});
