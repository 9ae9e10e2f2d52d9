import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

it.each([
  "An lấy tàu hoả, Bình lấy bình nước, đổi giùm",
  "An lấy tàu hoả, Bình lấy bình nước, nồi cơm hông ai lấy hết nha, đổi giùm",
  "đổi giùm: An lấy tàu hoả còn Bình lấy bình nước",
])("“%s” proposes nobody the gift of another", async (said) => {
  const { quan } = await testApp();
  expect(await quan.types(said)).not.toMatch(/^Đổi quà/);
});

it("one person's gift is proposed", async () => {
  const { quan } = await testApp();
  expect(await quan.types("chị Bình lấy tàu hoả, đổi giùm")).toMatch(/^Đổi quà DAUMAY01 cho Trần Thị Bình\?/);
});

it("“cho 2 người này” proposes no tag for one of them", async () => {
  const { quan } = await testApp();
  const said = "mới gọi hoa sen với anh Dũng 2964, gắn đã liên hệ cho 2 người này đi";
  expect(await quan.types(said)).not.toMatch(/^Sửa khách/);
});

it.each(["đợi tí khách đang nói", "dạ chờ xíu nha, khách đang coi máy"])("“%s” is no title", async (said) => {
  const { quan } = await testApp();
  await quan.types("tạo phiếu cho 476");
  expect(await quan.types(said)).not.toContain("Tạo phiếu này?");
  expect(await quan.types("máy in hư")).toContain("Tiêu đề: máy in hư\n");
});
