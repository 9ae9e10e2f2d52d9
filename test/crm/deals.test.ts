import { describe, expect, it } from "vitest";
import { crmOnOddServer, crmOnSandbox, failureOf } from "./crm-at.ts";

const STAGE_ID = "672aeae1176c0a60e758996c";

describe("reading deals", () => {
  it("gives those of a customer, the newest first, whichever form the record has", async () => {
    const { crm } = await crmOnSandbox();

    const deals = await crm.deals.ofCustomer("476");

    expect(deals.map(({ number, value }) => [number, value])).toEqual(
      expect.arrayContaining([
        ["3502", 4_520_000],
        ["3503", 780_000],
      ]),
    );
    const times = deals.map(({ createdAt }) => createdAt?.getTime() ?? 0);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(await crm.deals.ofCustomer("476", { limit: 1 })).toEqual(deals.slice(0, 1));
    expect(JSON.stringify(deals.map(({ stage }) => stage))).not.toMatch(/[0-9a-f]{24}/);
  });

  it("finds one by its number, and those of a phone", async () => {
    const { crm } = await crmOnSandbox();

    expect(await crm.deals.byNumber("3503")).toMatchObject({
      number: "3503",
      receiverPhone: "+84867123456",
      lines: [{ name: "Hộp mực 12A", code: "MUC12A", quantity: 2, value: 390_000, discount: null }],
    });
    expect(await crm.deals.byNumber("999999")).toBeNull();
    expect((await crm.deals.byPhone("+84867123456")).map(({ number }) => number)).toContain("3502");
  });

  it("reads `package` and `groupPackage`, `dealBy` and `dealByUsers`, and shows no raw id as a stage", async () => {
    const line = {
      name: "Combo",
      quantity: "2",
      value: "1000",
      typeDiscount: 1,
      discount: 10,
      note: "Grilled",
    };
    const { crm } = await crmOnOddServer(() => ({
      body: [
        {
          number: 1,
          name: "A",
          createdAt: 3e12,
          package: [line],
          groupPackage: [],
          stage: STAGE_ID,
          status: "LOST",
          dealBy: { users: [{ email: "a@example.com" }] },
        },
        {
          number: "2",
          name: "B",
          createdAt: 2e12,
          groupPackage: [line],
          stage: "Chốt đơn",
          dealByUsers: ["b@example.com"],
        },
        {
          _id: STAGE_ID,
          name: "C",
          createdAt: 1e12,
          stage: { _id: STAGE_ID, name: "Mới" },
          dealBy: { users: [{ firstname: "An", lastname: "Le" }] },
        },
      ],
    }));

    const deals = await crm.deals.ofCustomer("1");

    expect(
      deals.map(({ number, stage, status, owners, lines }) => [number, stage, status, owners, lines.length]),
    ).toEqual([
      ["1", null, "LOST", ["a@example.com"], 1],
      ["2", "Chốt đơn", null, ["b@example.com"], 1],
      ["", "Mới", null, ["Le An"], 0],
    ]);
    expect(deals[0]?.lines[0]).toEqual({
      name: "Combo",
      code: null,
      productIdApiRing: null,
      quantity: 2,
      value: 1000,
      discount: { kind: "percent", value: 10 },
      note: "Grilled",
    });
  });

  it("shows nobody else's deals when the CRM ignores the filter", async () => {
    const { crm } = await crmOnOddServer(() => ({
      body: [
        {
          number: 1,
          name: "A",
          receiverPhone: "0911111111",
          dealWith: { customerId: 2, phones: [{ value: "0911111111" }] },
        },
      ],
    }));

    expect(await crm.deals.ofCustomer("1")).toEqual([]);
    expect(await crm.deals.byPhone("+84900000001")).toEqual([]);
    expect(await crm.deals.byNumber("7")).toBeNull();
  });

  it("refuses a bad number before any call", async () => {
    const { crm, server } = await crmOnOddServer(() => ({ body: [] }));

    expect((await failureOf(crm.deals.byNumber("A1"))).fault).toBe("invalid");
    expect((await failureOf(crm.deals.ofCustomer(""))).fault).toBe("invalid");
    expect((await failureOf(crm.deals.byPhone("+1"))).fault).toBe("invalid");
    expect(server.calls).toEqual([]);
  });
});
