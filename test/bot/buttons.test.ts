import { expect, it } from "vitest";
import { buttonsOf } from "../../src/cards/plain-text.ts";
import { testApp } from "../support/test-app.ts";

it("carry a short opaque id and nothing of the customer", async () => {
  const { lan } = await testApp();
  await lan.types("0900000001");

  const ids = buttonsOf(lan.sees()).map(({ action }) => action);
  expect(ids.length).toBeGreaterThan(0);
  for (const id of ids) expect(id).toMatch(/^[\w-]{16,32}$/);
  expect(new Set(ids).size).toBe(ids.length);
});

it("work after a restart", async () => {
  const { lan, restarts } = await testApp();
  await lan.types("0900000001");
  await restarts();

  expect(await lan.clicks("Điểm")).toMatch(/^Điểm · Nguyễn Văn An\n/);
});

it("are gone after 30 days, and say so", async () => {
  const { lan, clock, store } = await testApp();
  await lan.types("0900000001");
  clock.passes(30 * 24 * 3_600_000);

  expect(await lan.clicks("Điểm")).toMatch(/^Đã hết hạn\n/);
  await store().deleteExpired(clock.now());
  expect(await lan.clicks("Đơn hàng")).toMatch(/^Đã hết hạn\n/);
});

it("belong to the person they were made for", async () => {
  const { lan, quan, antcrm } = await testApp();
  await lan.types("0900000001");
  const asked = antcrm.requests.length;

  expect(await quan.clicks("Điểm", lan.sees())).toMatch(/^Nút này của người khác\n/);
  expect(antcrm.requests).toHaveLength(asked);
});

it("open no form for somebody whose role was lowered meanwhile", async () => {
  const { lan } = await testApp();
  await lan.types("đổi quà daumay01 cho 0900000001");
  const asked = lan.sees();
  lan.becomes("viewer");

  for (const label of ["Đổi quà", "Sửa lại", "Huỷ"]) {
    expect(await lan.clicks(label, asked)).toMatch(/^Bạn chưa có quyền\n/);
  }
});

it("that nobody ever made are answered with a card", async () => {
  const { lan } = await testApp({ language: "en" });
  await lan.types("0900000001");
  const card = lan.sees();
  const forged = {
    ...card,
    blocks: [{ kind: "buttons" as const, buttons: [{ label: "Forged", action: "x".repeat(22) }] }],
  };

  expect(await lan.clicks("Forged", forged)).toMatch(/^Too late\n/);
});

it("that ask for a confirmation expire after half an hour", async () => {
  const { lan, clock, antcrm } = await testApp();
  await lan.types("đổi quà daumay01 cho 0900000001");
  clock.passes(30 * 60_000);

  expect(await lan.clicks("Đổi quà")).toMatch(/^Đã hết hạn\n/);
  expect(antcrm.requests.filter(({ path }) => path === "/redeem")).toHaveLength(0);
});
