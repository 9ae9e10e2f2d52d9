import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";
import { addCustomers } from "./many-customers.ts";

it("a ticket's form over the quota that AntCRM refused names nobody when it is opened again", async () => {
  const app = await testApp();
  const { lan, quan, antcrm } = app;
  await quan.confirms("sửa cài đặt quota.agent 1 / 1");
  antcrm.world.slaPolicies = new Set(["Chuẩn"]);
  addCustomers(app, 10);
  await lan.types("0867123456");
  const shown: string[] = [];
  for (const { customerId } of antcrm.world.customers.filter(({ name }) => name.startsWith("Tạ Khách"))) {
    await lan.types("tạo phiếu");
    // The SLA does not exist, so AntCRM creates no ticket. An attacker could do this for every number.
    const ticket = { title: "Máy in", summary: "", priority: "High", sla: "Không có" };
    await lan.sends({ ...ticket, customer: `customer:${customerId}` });
    shown.push(await lan.clicks("Sửa lại"));
  }
  expect(antcrm.world.tickets.filter(({ title }) => title === "Máy in")).toEqual([]);
  expect(shown.join("\n").match(/Tạ Khách \d+ · [\d ]+/g) ?? []).toEqual([]);
});
