import { expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

it("lists the gifts redeemed so far, with their cost, and redeems from there", async () => {
  const { lan } = await testApp();
  const shown = await lan.types("danh sách quà");
  expect(shown).toContain("Tàu hoả đồ chơi (DAUMAY01)");
  expect(shown).toContain("10 điểm");
  expect(shown).toContain("không công bố danh mục quà");
  await lan.clicks("Đổi quà");
  expect(lan.form().prompt.name).toBe("customer");
});

it("offers the gifts of the history in the redemption form, by name and price", async () => {
  const { lan } = await testApp();
  await lan.types("danh sách quà");
  await lan.types("đổi quà cho 0900 000 001");
  const gift = lan.form().fields.find(({ name }) => name === "code");
  expect(gift?.choices).toContainEqual({ value: "DAUMAY01", label: "DAUMAY01 · Tàu hoả đồ chơi · 10★" });
  expect(await lan.clicks("DAUMAY01 · Tàu hoả đồ chơi · 10★")).toContain(
    "Đổi quà DAUMAY01 cho Nguyễn Văn An?",
  );
});

it("still accepts an unknown code", async () => {
  const { lan } = await testApp();
  await lan.types("danh sách quà");
  await lan.types("đổi quà cho 0900 000 001");
  expect(await lan.types("QUAMOI99")).toContain("Đổi quà QUAMOI99 cho Nguyễn Văn An?");
});
