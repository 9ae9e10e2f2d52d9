import { expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

it("lists the gifts redeemed so far, with their cost, and redeems from there", async () => {
  const { lan } = await testApp();
  const shown = await lan.types("danh sách quà");
  expect(shown).toContain("Tàu hoả đồ chơi (DAUMAY01)");
  expect(shown).toContain("10 điểm");
  expect(shown).toContain("AntCRM không có danh mục quà");
  await lan.clicks("Đổi quà");
  expect(lan.form().prompt.name).toBe("customer");
});

it("offers the gifts of the history in the redemption form, by name and price", async () => {
  const { lan } = await testApp();
  await lan.types("danh sách quà");
  await lan.types("đổi quà cho 0900 000 001");
  const gift = lan.form().fields.find(({ name }) => name === "code");
  expect(gift?.choices).toContainEqual({ value: "DAUMAY01", label: "DAUMAY01 · Tàu hoả đồ chơi · 10 điểm" });
  expect(await lan.clicks("DAUMAY01 · Tàu hoả đồ chơi · 10 điểm")).toContain(
    "Đổi quà DAUMAY01 cho Nguyễn Văn An?",
  );
});

it("still accepts an unknown code", async () => {
  const { lan } = await testApp();
  await lan.types("danh sách quà");
  await lan.types("đổi quà cho 0900 000 001");
  expect(await lan.types("QUAMOI99")).toContain("Đổi quà QUAMOI99 cho Nguyễn Văn An?");
});

it("does not claim that nothing was redeemed where the history cannot be read: without phone and e-mail", async () => {
  const { lan, antcrm } = await testApp();
  antcrm.world.addCustomer({ name: "Phạm Không Số", customerId: 900 });
  const cannotBeRead = "Không đọc được lịch sử điểm và quà";
  for (const asked of ["điểm khách 900", "quà đã đổi khách 900", "khách 900"]) {
    const shown = await lan.types(asked);
    expect(shown).toContain(cannotBeRead);
    expect(shown).not.toMatch(/Chưa đổi quà|Chưa có biến động/);
  }
  expect(await lan.types("quà đã đổi khách 476")).not.toContain(cannotBeRead);
});
