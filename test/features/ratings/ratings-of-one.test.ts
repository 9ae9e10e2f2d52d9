import { expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

it.each(["đánh giá của 0867123456", "ratings of 0867 123 456"])(
  "“%s” shows the last 30 days at once, and offers 90 by a button",
  async (text) => {
    const { minh, antcrm } = await testApp({ antcrm: { size: "full" } });

    const shown = await minh.types(text);
    expect(shown.split("\n")[0]).toMatch(/ · Trần Thị Bình · 27\/10\/2026 – 25\/11\/2026$/);
    expect(shown).toMatch(/\[\d+\] 90 (?:ngày|days)/);
    expect(antcrm.requests.length).toBeLessThanOrEqual(20);
  },
);

it("the button asks before it reads 30 pages, and then shows 90 days", async () => {
  const { minh } = await testApp({ antcrm: { size: "full" } });
  await minh.types("đánh giá của 0867123456");

  expect(await minh.clicks("90 ngày")).toMatch(/^Yêu cầu này cần đọc nhiều dữ liệu/);
  expect(await minh.clicks("Tiếp tục")).toMatch(/^Đánh giá · Trần Thị Bình · 28\/08\/2026 – 25\/11\/2026/);
});

it("the button is offered as well where the customer has not rated in 30 days", async () => {
  const { minh, antcrm, clock } = await testApp();
  const [binh] = antcrm.world.customersById("customerId", "476");
  const createdAt = clock.now().getTime() - 60 * 86_400_000;
  antcrm.world.addRating({
    ...{ rating_score: 4, comment: "từ mùa hè", createdAt },
    contact: { name: binh?.name, customerId: 476 },
  });

  expect(await minh.types("đánh giá của 0900 000 001")).toContain("90 ngày");
  expect(await minh.types("đánh giá của 0867 123 456")).not.toContain("từ mùa hè");
  expect(await minh.clicks("90 ngày")).toContain("từ mùa hè");
});

it("no other days are offered where some are named", async () => {
  const { minh } = await testApp();

  expect(await minh.types("đánh giá của 0867123456 tuần này")).not.toContain("90 ngày");
  expect(await minh.types("đánh giá tuần này")).not.toContain("90 ngày");
});
