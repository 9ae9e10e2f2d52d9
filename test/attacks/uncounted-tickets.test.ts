import { expect, it } from "vitest";
import { type TestApp, testApp } from "../support/test-app.ts";

const FIRST = 18_000;
const TICKETS = 5;

async function testAppWithTickets(): Promise<TestApp> {
  const app = await testApp();
  await app.quan.confirms("sửa cài đặt quota.viewer 2 / 100");
  for (let at = 0; at < TICKETS; at += 1) {
    const summary = `Khách Lê Thị Hoa, 09380000${10 + at}, hoa${at}@shop.vn`;
    app.antcrm.world.addTicket({ TicketId: FIRST + at, title: `Máy in ${at}`, summary, contact: {} });
  }
  return app;
}

it("tickets that name their customer only in text are counted, as conversations with unknown people are", async () => {
  const { minh } = await testAppWithTickets();
  const shown: string[] = [];
  for (let at = 0; at < TICKETS; at += 1) shown.push(await minh.types(`xem phiếu ${FIRST + at}`));
  expect(shown.filter((one) => one.includes("09380000"))).toHaveLength(2);
});

it("a page of them counts each one", async () => {
  const { minh } = await testAppWithTickets();
  expect(await minh.types("danh sách phiếu")).toContain(`#${FIRST}`);
  expect(await minh.types(`xem phiếu ${FIRST}`)).toContain("Vượt hạn mức xem khách hàng");
});
