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

/** Ratings of Bình as AntCRM may name her, one of her brother at the same number, and one of An. */
async function rated() {
  const app = await testApp();
  const { world } = app.antcrm;
  const [binh] = world.customersById("customerId", "476");
  if (binh === undefined) throw new Error("Bình is not in the sandbox");
  const { name, phones, emails } = binh;
  const [at, day] = [app.clock.now().getTime(), 86_400_000];
  const rate = (comment: string, contact: Record<string, unknown>) =>
    world.addRating({ rating_score: 4, comment, contact, createdAt: at - 20 * day });
  rate("theo mã số", { name, customerId: 476 });
  rate("theo điện thoại", { name: "Chị Bình", phones });
  rate("theo e-mail", { name: "", emails });
  rate("của em trai", { name: "Trần Văn Long", customerId: 990, phones });
  rate("của An", { name: "Nguyễn Văn An", customerId: 475 });
  return app;
}

it.each([
  "đánh giá của 0867 123 456",
  "đánh giá của chị Bình",
  "danh gia cua kh 476",
  "ratings of 0867123456",
])(
  "“%s” lists all ratings of this customer and of nobody else, however AntCRM names the customer in them",
  async (text) => {
    const { minh } = await rated();
    const shown = await minh.types(text);
    expect(shown).toMatch(/^(?:Đánh giá|Ratings) · Trần Thị Bình · /);
    const comments = shown.match(/theo (?:mã số|điện thoại|e-mail)|của (?:em trai|An)/g);
    expect(comments?.toSorted()).toEqual(["theo e-mail", "theo mã số", "theo điện thoại"]);
  },
);

it("shortens the name in the title when ratings, or none, are shared", async () => {
  const { minh } = await rated();
  await minh.types("đánh giá của 0867 123 456");
  expect(minh.sees().names).toContain("Trần Thị Bình");
  await minh.types("đánh giá của 0900 000 001 hôm nay");
  expect(minh.sees().names).toContain("Nguyễn Văn An");
});
