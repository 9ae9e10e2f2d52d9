import { expect, it } from "vitest";
import { plainText } from "../../src/cards/plain-text.ts";
import { testApp } from "../support/test-app.ts";

it("a manager who checks somebody's unclear write does not keep that person from being notified of the outcome", async () => {
  const { lan, somebody, antcrm, clock, checksUnclearWrites } = await testApp();
  const manager = somebody("Thu", "manager");
  await lan.types("tạo phiếu cho 0867123456: nồi cơm không vào điện");
  antcrm.fault({ kind: "cut", method: "POST", path: "/tickets", times: 1 });
  const [, reference] = /Mã ([2-9A-Z]{8})/.exec(await lan.clicks("Tạo phiếu")) ?? [];
  antcrm.world.addTicket({ title: "nồi cơm không vào điện", summary: `<p>Mã ${reference}</p>`, contact: {} });

  await manager.types("thao tác");
  expect(await manager.clicks("Kiểm tra lại")).toContain("Đã tạo phiếu #17001");
  clock.passes(10 * 60_000);
  const notified = await checksUnclearWrites();
  expect(notified.map(({ person, card }) => [person, plainText(card)])).toEqual([
    [lan.id, expect.stringContaining("Đã tạo phiếu #17001")],
  ]);
});
