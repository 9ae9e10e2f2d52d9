import { describe, expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

const ORDER = "tạo đơn cho chị Bình 2 x TIVI01, 1 x NOICHIEN";
const DISCOUNTED = "tạo đơn cho chị Bình 2 x TIVI01 giảm 10%";

describe("a second discount does not replace the first", () => {
  it.each(["giảm thêm 50k", "giam them 50k dong 1", "bớt tiếp 5%", "giảm 5% nữa", "another 50k off"])(
    "on an order that is asked about: %s",
    async (typed) => {
      const { lan } = await testApp();
      await lan.types(DISCOUNTED);
      expect(await lan.types(typed)).toMatch(/^Bạn muốn sửa gì\?/);
    },
  );

  it("in one change", async () => {
    const { lan } = await testApp();
    await lan.types(ORDER);
    expect(await lan.types("giảm 10% dòng 1, giảm thêm 50k dòng 1")).toMatch(/^Bạn muốn sửa gì\?/);
  });

  it.each(["giảm thêm 50k", "bớt thêm 50k", "giam tiep 50k"])("in one request: %s", async (more) => {
    const { lan } = await testApp();
    const answer = await lan.types(`${DISCOUNTED}, ${more}`);
    expect(answer).toContain("giảm 10% = 12.582.000");
    expect(answer).toContain(`Bot chưa dùng tới phần: “${more}”`);
  });

  it("but another one is taken instead", async () => {
    const { lan } = await testApp();
    await lan.types(DISCOUNTED);
    expect(await lan.types("giảm 15%")).toContain("giảm 15% = 11.883.000");
  });
});

it("takes a discount off the line whose place is named", async () => {
  const { lan } = await testApp();
  await lan.types(ORDER);
  const answer = await lan.types("giảm 10% dòng 2");
  expect(answer).toMatch(/TIVI01\) {2}6\.990\.000 ₫ mỗi cái = /);
  expect(answer).toMatch(/NOICHIEN\) {2}1\.890\.000 ₫, giảm 10%/);
  expect(await lan.types("giảm 10% dòng 3")).not.toMatch(/^Tạo đơn này/);
});
