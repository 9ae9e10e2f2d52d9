import { describe, expect, it } from "vitest";
import { type TestApp, testApp } from "../support/test-app.ts";
import { addCustomers } from "./many-customers.ts";

async function newest({ store }: TestApp) {
  const [row] = await store().audit.recent(1);
  return row;
}

function idsOf({ antcrm }: TestApp): string[] {
  return antcrm.world.customers
    .filter(({ name }) => name.startsWith("Tạ Khách "))
    .map(({ customerId }) => `customer:${customerId}`);
}

describe("the audit entry of a list", () => {
  it("names every customer on the page that was shown, and no others", async () => {
    const app = await testApp();
    const { lan, clock } = app;
    addCustomers(app, 15);
    const first = await lan.types("khách mới");
    const shown = await newest(app);
    expect(shown?.customers).toHaveLength(10);
    expect(shown).toMatchObject({ command: "customers", effect: "look-up" });
    for (const name of first.match(/Tạ Khách \d{3}/g) ?? []) {
      const one = app.antcrm.world.customers.find((customer) => customer.name === name);
      expect(shown?.customers).toContain(`customer:${one?.customerId}`);
    }
    clock.passes(60_000);
    await lan.clicks("Sau ▶");
    const second = await newest(app);
    const both = new Set([...(shown?.customers ?? []), ...(second?.customers ?? [])]);
    expect(idsOf(app).every((id) => both.has(id))).toBe(true);
  });

  it("names the hits of a search, the raters, and the customers of tickets", async () => {
    const app = await testApp();
    const { lan, antcrm } = app;
    addCustomers(app, 3);
    const ids = idsOf(app).toSorted();
    await lan.types("tìm Tạ Khách");
    expect((await newest(app))?.customers?.toSorted()).toEqual(ids);

    const [one] = antcrm.world.customers.filter(({ name }) => name === "Tạ Khách 001");
    antcrm.world.addRating({ rating_score: 4, contact: { customerId: one?.customerId } });
    await lan.types("đánh giá hôm nay");
    expect((await newest(app))?.customers).toEqual([`customer:${one?.customerId}`]);

    await lan.types("danh sách phiếu");
    const ofTickets = (await newest(app))?.customers ?? [];
    expect(ofTickets.length).toBeGreaterThan(0);
    expect(ofTickets.every((id) => /^(contact:[0-9a-f]{24}|pseudonym:)/.test(id))).toBe(true);
  });

  it("names the customers that a file, a deal or a ticket shows", async () => {
    const app = await testApp();
    const { quan, lan, antcrm } = app;
    addCustomers(app, 3);
    for (const one of antcrm.world.customers.filter(({ name }) => name.startsWith("Tạ Khách ")))
      antcrm.world.addRating({
        rating_score: 4,
        contact: { customerId: one.customerId },
        createdAt: app.clock.now().getTime() - 12 * 3_600_000,
      });
    await quan.types("xem báo cáo đánh giá ngay");
    await quan.clicks("CSV");
    expect((await newest(app))?.customers).toEqual(expect.arrayContaining(idsOf(app)));

    await lan.types("#16001");
    expect((await newest(app))?.customers).toHaveLength(1);
  });

  it("contains no phone number of a customer without a number in AntCRM", async () => {
    const app = await testApp();
    app.antcrm.world.addCustomer({ name: "Ẩn Danh", customerId: "", phones: ["0922333444"] });
    await app.lan.types("khách mới");
    await app.lan.types("0922333444");
    const kept = JSON.stringify(await app.store().audit.recent(10));
    expect(kept).toContain("pseudonym:");
    expect(kept).not.toContain("922333444");
  });

  it("names nobody when the look-up was refused", async () => {
    const app = await testApp();
    addCustomers(app, 15);
    await app.quan.confirms("sửa cài đặt quota.agent 10 / 400");
    await app.lan.types("khách mới");
    await app.lan.clicks("Sau ▶");
    const row = await newest(app);
    expect(row).toMatchObject({ effect: "refusal", outcome: "over-quota" });
    expect(row?.customers).toBeUndefined();
  });
});
