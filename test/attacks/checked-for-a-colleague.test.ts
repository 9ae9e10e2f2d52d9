import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";
import { addCustomers } from "./many-customers.ts";

it("customers whom a manager sees by checking a colleague's unclear writes are counted", async () => {
  const app = await testApp();
  const { lan, quan, antcrm, clock, somebody } = app;
  await quan.confirms("sửa cài đặt quota.manager 1 / 1");
  const manager = somebody("Sếp", "manager");
  for (const phone of addCustomers(app, 3)) {
    await lan.types(`tạo phiếu cho ${phone}: máy in hỏng`);
    antcrm.fault({ kind: "cut", commit: "after", method: "POST", path: "/tickets", times: 1 });
    antcrm.fault({ kind: "500", method: "GET", path: "/tickets" });
    await lan.clicks("Tạo phiếu", lan.sees());
    antcrm.clearFaults();
    clock.passes(10_000);
  }
  const shown: string[] = [];
  for (let at = 0; at < 3; at += 1) {
    await manager.types("thao tác");
    shown.push(await manager.clicks("Kiểm tra lại"));
  }
  expect(shown.join("\n").match(/Tạ Khách \d+/g) ?? []).toHaveLength(1);
});
