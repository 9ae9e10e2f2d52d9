import { expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

it("shows a digest of the days that are named, after asking what about", async () => {
  const { quan } = await testApp();
  expect(await quan.types("báo cáo hôm qua")).toMatch(
    /^Báo cáo ngay · 24\/11\/2026\nBáo cáo về nội dung nào\?\n/,
  );
  expect(await quan.clicks("phiếu")).toContain("24/11");
  expect(await quan.types("tổng kết hôm nay")).toMatch(/^Báo cáo ngay · 25\/11\/2026\n/);
});
