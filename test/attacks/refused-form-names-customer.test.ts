import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";
import { addCrowd } from "./crowd.ts";

it("a ticket's form that was sent over the quota, and refused by AntCRM, names nobody when it is opened again", async () => {
  const app = await testApp();
  const { lan, quan, antcrm } = app;
  await quan.confirms("sửa cài đặt quota.agent 1 / 1");
  antcrm.world.slaPolicies = new Set(["Chuẩn"]);
  addCrowd(app, 10);
  await lan.types("0867123456");
  const shown: string[] = [];
  for (const { customerId } of antcrm.world.customers.filter(({ name }) => name.startsWith("Tạ Khách"))) {
    await lan.types("tạo phiếu");
    // No such SLA: AntCRM makes no ticket, so this can be done for every number there is.
    const ticket = { title: "Máy in", summary: "", priority: "High", sla: "Không có" };
    await lan.sends({ ...ticket, customer: `customer:${customerId}` });
    shown.push(await lan.clicks("Sửa lại"));
  }
  expect(antcrm.world.tickets.filter(({ title }) => title === "Máy in")).toEqual([]);
  expect(shown.join("\n").match(/Tạ Khách \d+ · [\d ]+/g) ?? []).toEqual([]);
});
