import { expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

it("lists the ratings of one customer, who is named in the title", async () => {
  const { minh, antcrm } = await testApp({ antcrm: { size: "full" } });
  const rated = antcrm.world.ratings.find(({ contact }) => contact?.customerId);
  await minh.types(`đánh giá của khách ${rated?.contact?.customerId} 12 tháng qua`);
  const shown = await minh.clicks("Tiếp tục");
  expect(shown).toContain(`Đánh giá · ${rated?.contact?.name}`);
  for (const row of shown.split("\n").filter((line) => line.startsWith("• "))) {
    expect(row).toContain(rated?.contact?.name);
  }
});

it("understands csat and review", async () => {
  const { minh } = await testApp();
  expect(await minh.types("csat tuần này")).toMatch(/^Đánh giá · /);
  expect(await minh.types("review hôm qua")).toMatch(/^Đánh giá · 24\/11\/2026/);
});
