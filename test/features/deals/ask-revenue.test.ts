import { expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

it("answers the revenue of days with the deals' value together, and says what it counts", async () => {
  const { lan, antcrm, clock } = await testApp();
  const [first, second] = antcrm.world.deals;
  const now = clock.now().getTime();
  Object.assign(first ?? {}, { value: 1_200_000, createdAt: now - 60_000 });
  Object.assign(second ?? {}, { value: 300_000, createdAt: now - 120_000 });

  const shown = await lan.types("doanh thu hôm nay");
  expect(shown).toContain("Tổng giá trị: 1.500.000 ₫");
  expect(shown).toContain("AntCRM không cho biết đơn nào đã thu tiền");
  expect(await lan.types("đơn hàng 0867 123 456")).not.toContain("Tổng giá trị");
});
