import { expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

const rows = (text: string) => text.split("\n").filter((line) => line.startsWith("• "));

it("counts and averages only the requested ratings: a score, a type, a channel, a range of days", async () => {
  const { minh, antcrm, clock } = await testApp({ antcrm: { size: "full" } });
  const from = clock.now().getTime() - 29 * 86_400_000;
  const wanted = antcrm.world.ratings.filter(
    ({ createdAt, rating_score, source }) => createdAt >= from && rating_score === 1 && source === "ZALO",
  );
  const shown = await minh.types("đánh giá 1 sao zalo 30 ngày qua");
  expect(shown).toContain("1 sao · ZALO");
  expect(shown).toContain("Trung bình: 1,00/5");
  expect(wanted.length).toBeGreaterThan(0);
  for (const row of rows(shown)) expect(row).toMatch(/^• ★ .*ZALO/);
});

it("finds the low ones by one word, and pages through them", async () => {
  const { minh } = await testApp({ antcrm: { size: "full" } });
  const first = await minh.types("danh gia diem thap thang nay");
  expect(rows(first)).toHaveLength(10);
  for (const row of rows(first)) expect(row).toMatch(/^• ★{1,2} /);
  const second = await minh.clicks("Sau ▶");
  expect(rows(second)[0]).not.toBe(rows(first)[0]);
  expect(second).toContain("điểm thấp");
});

it("opens the customer who rated", async () => {
  const { minh } = await testApp({ antcrm: { size: "full" } });
  await minh.types("đánh giá phiếu tuần trước");
  expect(await minh.clicks("Khách hàng")).toMatch(/Mã số|Lead/);
});

it("understands the same in English, and reports when there are none", async () => {
  const { minh } = await testApp();
  const shown = await minh.speaking("en").types("ratings low facebook last week");
  expect(shown).toContain("low · FACEBOOK");
  expect(shown).toContain("No ratings in this range.");
});
