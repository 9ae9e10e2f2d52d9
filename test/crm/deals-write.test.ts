import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DealLineInput, dealTotal, lineToSend, lineTotal } from "../../src/crm/deal.ts";
import { crmOnOddServer, crmOnSandbox, failureOf } from "./crm-at.ts";

const line = { name: "Hộp mực 12A", quantity: 2, value: 390_000 };
const address = {
  houseNumber: "319",
  street: "Nguyễn Kiệm",
  ward: "Phường 3",
  district: "Quận Gò Vấp",
  city: "Hồ Chí Minh",
  country: null,
};

describe("what a deal comes to", () => {
  it.each<[string, DealLineInput[], number | undefined, number]>([
    ["nothing", [], undefined, 0],
    ["price times quantity", [line], undefined, 780_000],
    ["less an amount", [{ ...line, discount: { kind: "amount", value: 50_000 } }], undefined, 730_000],
    ["less a percentage", [{ ...line, discount: { kind: "percent", value: 10 } }], undefined, 702_000],
    ["with shipping", [line, { ...line, quantity: 1 }], 30_000, 1_200_000],
    [
      "never below nothing",
      [line, { ...line, discount: { kind: "amount", value: 9_000_000 } }],
      undefined,
      780_000,
    ],
    [
      "in whole dong",
      [{ ...line, quantity: 1, value: 999, discount: { kind: "percent", value: 33 } }],
      0.4,
      669,
    ],
  ])("is %s", (_, lines, shipping, total) => {
    expect(dealTotal(lines, shipping)).toBe(total);
  });

  it("is the sum of its lines and the shipping, whatever they are", () => {
    const anyLine = fc.record({
      name: fc.constant("x"),
      quantity: fc.nat(1000),
      value: fc.nat(1e9),
      discount: fc.record({
        kind: fc.constantFrom("amount" as const, "percent" as const),
        value: fc.nat(100),
      }),
    });
    fc.assert(
      fc.property(fc.array(anyLine), fc.nat(1e6), (lines, shipping) => {
        const total = dealTotal(lines, shipping);
        expect(Number.isSafeInteger(total)).toBe(true);
        expect(total).toBe(lines.reduce((sum, one) => sum + lineTotal(one), shipping));
      }),
    );
  });
});

describe("writing deals", () => {
  it("creates one that reads as it was written, changes and removes it", async () => {
    const { crm } = await crmOnSandbox();

    const { number } = await crm.deals.create({
      name: "Máy in cho văn phòng",
      receiverName: "Trần Thị Bình",
      receiverPhone: "+84867123456",
      receiverAddress: address,
      dealWith: { customerId: "476", name: "Trần Thị Bình", phones: ["+84867123456"] },
      lines: [{ ...line, code: "MUC12A", discount: { kind: "percent", value: 10 } }],
      stage: "Chốt đơn",
      branch: "Gò Vấp",
      description: "ref #K7Q2",
      customFields: [{ name: "Đơn vị giao", value: "Giao nhanh" }],
      createdAt: new Date("2026-11-20T00:00:00Z"),
    });

    const made = await crm.deals.byNumber(number);
    expect(made).toMatchObject({
      name: "Máy in cho văn phòng",
      value: 702_000,
      receiverPhone: "+84867123456",
      receiverAddress: { houseNumber: "319", district: "Quận Gò Vấp" },
      branch: "Gò Vấp",
      description: "ref #K7Q2",
      customFields: [{ name: "Đơn vị giao", value: "Giao nhanh" }],
      createdAt: new Date("2026-11-20T00:00:00Z"),
      lines: [{ name: "Hộp mực 12A", quantity: 2, discount: { kind: "percent", value: 10 } }],
    });
    expect((await crm.deals.ofCustomer("476")).map((deal) => deal.number)).toContain(number);

    const lines = [...(made?.lines ?? []).map(lineToSend), { name: "Giấy A4", quantity: 1, value: 80_000 }];
    await crm.deals.update(number, { lines, value: dealTotal(lines), receiverName: "Bình" });
    expect(await crm.deals.byNumber(number)).toMatchObject({
      value: 782_000,
      receiverName: "Bình",
      lines: [{ name: "Hộp mực 12A", discount: { kind: "percent", value: 10 } }, { name: "Giấy A4" }],
    });

    await crm.deals.remove(number);
    expect(await crm.deals.byNumber(number)).toBeNull();
  });

  it("creates and changes up to a hundred in one request", async () => {
    const { antcrm, crm } = await crmOnSandbox();
    const inputs = Array.from({ length: 100 }, (_, n) => ({ name: `Đơn ${n}`, receiverName: "An" }));

    const numbers = await crm.deals.createMany(inputs);
    const changed = await crm.deals.updateMany(
      numbers.map((number, n) => ({ number, changes: { value: n * 1000 } })),
    );

    expect(numbers).toHaveLength(100);
    expect(changed).toEqual(numbers);
    expect(antcrm.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /opportunities/package",
      "PUT /opportunities/package",
    ]);
    expect(await crm.deals.byNumber(numbers[7] ?? "")).toMatchObject({ name: "Đơn 7", value: 7000 });
  });

  it("sends what the documents show, to the letter, and nothing that was not given", async () => {
    const { crm, server } = await crmOnOddServer(() => ({ body: { success: 1, number: 9457 } }));

    await crm.deals.create({
      name: " Order A ",
      receiverName: "Tran Thi B",
      receiverPhone: "+84900000002",
      opportunityIdApiRing: "op-1",
      dealByUsers: ["agent@example.com"],
      dealWith: { customerId: "123", name: "An", phones: ["+84900000001"] },
      receiverAddress: address,
      lines: [
        {
          ...line,
          discount: { kind: "amount", value: 10 },
          productIdApiRing: "1",
          code: "SKU-1",
          note: "Grilled",
        },
        line,
      ],
      value: 1000,
      receiverNote: "Gọi trước",
      shippingCost: 30_000,
      createdAt: new Date(1_730_865_915_000),
    });
    await crm.deals.update("9457", { stage: "Chốt đơn", description: "" });
    await crm.deals.remove("9457");

    expect(server.calls.map(({ method, path, body }) => [method, path, JSON.parse(body)])).toEqual([
      [
        "POST",
        "/opportunities",
        {
          name: "Order A",
          receiverName: "Tran Thi B",
          receiverPhone: "0900000002",
          opportunityIdApiRing: "op-1",
          dealByUsers: ["agent@example.com"],
          dealWith: { customerId: "123", name: "An", phones: [{ type: "Work", value: "0900000001" }] },
          receiverAddressObj: {
            street: "319",
            streetName: "Nguyễn Kiệm",
            wards: "Phường 3",
            state: "Quận Gò Vấp",
            city: "Hồ Chí Minh",
            country: { code: "VN", name: "Vietnam" },
          },
          groupPackage: [
            {
              ...line,
              typeDiscount: 0,
              discount: 10,
              productIdApiRing: "1",
              code: "SKU-1",
              note: "Grilled",
            },
            line,
          ],
          value: 1000,
          receiverNote: "Gọi trước",
          shipping_cost: 30_000,
          createdAt: 1_730_865_915_000,
        },
      ],
      ["PUT", "/opportunities", { number: "9457", stage: "Chốt đơn", description: "" }],
      ["DELETE", "/opportunities", { number: "9457" }],
    ]);
    expect(server.calls[2]?.query.get("number")).toBe("9457");
  });

  it("refuses what it was given before any call", async () => {
    const { crm, server } = await crmOnOddServer(() => ({ body: { success: 1, number: 1 } }));
    const deal = { name: "A", receiverName: "B" };
    const withLine = (change: Partial<DealLineInput>) =>
      crm.deals.create({ ...deal, lines: [{ ...line, ...change }] });

    for (const call of [
      crm.deals.create({ ...deal, name: " " }),
      crm.deals.create({ ...deal, receiverName: "" }),
      crm.deals.create({ ...deal, receiverPhone: "12" }),
      crm.deals.create({ ...deal, dealByUsers: ["lan"] }),
      crm.deals.create({ ...deal, dealWith: { customerId: "x", name: "An", phones: [] } }),
      crm.deals.create({ ...deal, value: Number.NaN }),
      crm.deals.create({ ...deal, shippingCost: -1 }),
      withLine({ name: "" }),
      withLine({ quantity: 0 }),
      withLine({ value: -1 }),
      withLine({ discount: { kind: "percent", value: 101 } }),
      withLine({ discount: { kind: "amount", value: Number.POSITIVE_INFINITY } }),
      crm.deals.update("1", {}),
      crm.deals.update("A1", { name: "x" }),
      crm.deals.remove(""),
      crm.deals.createMany([]),
      crm.deals.createMany(Array.from({ length: 101 }, () => deal)),
      crm.deals.updateMany([]),
      crm.deals.updateMany([
        { number: "1", changes: { value: 1 } },
        { number: " 1", changes: { value: 2 } },
      ]),
    ]) {
      expect(await failureOf(call)).toMatchObject({ name: "AppError", fault: "invalid" });
    }
    expect(server.calls).toEqual([]);
  });

  it("calls a creation unclear that was accepted without a number", async () => {
    const { crm } = await crmOnOddServer(() => ({ body: { success: 1 } }));

    expect((await failureOf(crm.deals.create({ name: "A", receiverName: "B" }))).fault).toBe("unclear");
    expect(await crm.deals.createMany([{ name: "A", receiverName: "B" }])).toEqual([]);
  });
});

describe("the list of all deals", () => {
  it("is the newest first, each once, and says when the cap ended it", async () => {
    const { crm } = await crmOnSandbox({ size: "full" });

    const { deals, complete } = await crm.deals.list();
    const short = await crm.deals.list({ maxPages: 2 });

    const times = deals.map(({ createdAt }) => createdAt?.getTime() ?? 0);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(new Set(deals.map(({ number }) => number)).size).toBe(deals.length);
    expect([complete, short.deals.length, short.complete]).toEqual([true, 40, false]);
  });

  it("carries what an edit must send back whole", async () => {
    const { crm } = await crmOnOddServer(() => ({
      body: [
        {
          number: 1,
          name: "A",
          shipping_cost: "30000",
          receiverNote: "Gọi trước",
          receiverAddressObj: { street: "319", streetName: "Nguyen Kiem", country: { code: "VN" } },
          cusFields: [
            { name: "Giao", value: "Nhanh" },
            { name: "Bảo hành", value: true },
          ],
          contacts: [],
          dealWith: { customerId: 475, name: "An", phones: [{ value: "0900000001" }] },
        },
        { number: 2, name: "B", receiverAddressObj: { street: "", country: { code: "VN" } }, dealWith: "…" },
      ],
    }));

    const [a, b] = (await crm.deals.list()).deals.sort((one, other) => one.name.localeCompare(other.name));

    expect(a).toMatchObject({
      shippingCost: 30_000,
      receiverNote: "Gọi trước",
      receiverAddress: { houseNumber: "319", line: "319 Nguyen Kiem" },
      customFields: [
        { name: "Giao", value: "Nhanh" },
        { name: "Bảo hành", value: "✓", asStored: true },
      ],
      customer: { customerId: "475", name: "An", phones: ["+84900000001"] },
    });
    expect(b).toMatchObject({ receiverAddress: null, customer: null, shippingCost: null, customFields: [] });
  });
});
