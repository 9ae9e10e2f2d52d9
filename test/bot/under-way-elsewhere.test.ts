import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

it("a press that finds its write under way in another process shows the outcome at last", async () => {
  const { lan, somebody, clock, antcrm } = await testApp();
  await lan.types("đổi quà DAUMAY01 cho 0900 000 001");
  const question = lan.sees();
  antcrm.fault({ kind: "delay", ms: 1_500, path: "/redeem" });
  const isReceived = () => antcrm.requests.some(({ path }) => path.endsWith("/redeem"));

  const outcome = lan.clicks("Đổi quà");
  await expect.poll(isReceived, { timeout: 10_000 }).toBe(true);
  // Another role has a bot of its own here, on the same store.
  const again = somebody("Lan", "admin").clicks("Đổi quà", question);
  await expect.poll(() => clock.deadlines(), { timeout: 10_000 }).toContain(1_000);
  expect(await outcome).toContain("Đã đổi");
  clock.passes(1_000);
  expect(await again).toContain("Đã đổi");
  expect(antcrm.requests.filter(({ path }) => path.endsWith("/redeem"))).toHaveLength(1);
});
