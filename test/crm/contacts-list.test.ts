import { describe, expect, it } from "vitest";
import { crmOnOddServer, crmOnSandbox, failureOf } from "./crm-at.ts";

const DAY_MS = 86_400_000;

describe("the list of customers", () => {
  it("is the newest first, by kind and by time, and says when the cap ended it", async () => {
    const { crm } = await crmOnSandbox({ size: "full" });
    const all = (await crm.contacts.list()).customers;
    const from = new Date(Date.now() - 60 * DAY_MS);
    const to = new Date(Date.now() - 7 * DAY_MS);

    const times = all.map(({ createdAt }) => createdAt?.getTime() ?? 0);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    for (const kind of ["lead", "contact", "account"] as const) {
      const { customers, complete } = await crm.contacts.list({ kind });
      expect(complete).toBe(true);
      expect(customers.length).toBeGreaterThan(0);
      expect(customers.length).toBe(all.filter((customer) => customer.kind === kind).length);
    }
    const made = (await crm.contacts.list({ createdFrom: from, createdTo: to })).customers;
    expect(made).toEqual(all.filter(({ createdAt }) => createdAt && createdAt >= from && createdAt < to));
    const changed = (await crm.contacts.list({ updatedFrom: from, updatedTo: to })).customers;
    const isChanged = ({ updatedAt }: (typeof all)[number]) =>
      updatedAt && updatedAt >= from && updatedAt < to;
    expect(changed.length).toBe(all.filter(isChanged).length);
    const changes = changed.map(({ updatedAt }) => updatedAt?.getTime() ?? 0);
    expect(changes).toEqual([...changes].sort((a, b) => b - a));
    expect([made.length, changed.length].every((count) => count > 0)).toBe(true);

    const short = await crm.contacts.list({ maxPages: 2 });
    expect([short.customers.length, short.complete]).toEqual([40, false]);
  });

  it("is asked for in days, a day wider at either end, and cut to the moment", async () => {
    const customer = (customerId: number, createdAt: string) => ({
      customerId,
      name: "An",
      contactType: "customer",
      type: 1,
      createdAt,
      updatedAt: "2026-11-05T00:00:00.000Z",
    });
    const { crm, server } = await crmOnOddServer(() => ({
      body: [
        customer(1, "2026-10-31T16:59:59.999Z"),
        customer(2, "2026-10-31T17:00:00.000Z"),
        customer(3, "2026-11-01T17:00:00.000Z"),
        { ...customer(4, "2026-11-01T00:00:00.000Z"), type: 0 },
        { ...customer(5, "2026-11-01T00:00:00.000Z"), updatedAt: "2026-11-30T00:00:00.000Z" },
        customer(6, ""),
      ],
    }));

    const { customers } = await crm.contacts.list({
      kind: "account",
      createdFrom: new Date("2026-11-01T00:00:00+07:00"),
      createdTo: new Date("2026-11-02T00:00:00+07:00"),
      updatedTo: new Date("2026-11-06T00:00:00Z"),
    });

    expect(customers.map(({ customerId }) => customerId)).toEqual(["2", "6"]);
    expect(Object.fromEntries(server.calls[0]?.query ?? [])).toEqual({
      contactType: "customer",
      type: "1",
      createdAtf: "2026-10-30",
      createdAtt: "2026-11-02",
      updateAtt: "2026-11-07",
      page: "1",
      limit: "20",
    });
  });

  it("is of no range that ends before it begins", async () => {
    const { crm, server } = await crmOnOddServer(() => ({ body: [] }));

    for (const filter of [
      { createdFrom: new Date(2), createdTo: new Date(1) },
      { updatedFrom: new Date(2), updatedTo: new Date(2) },
    ]) {
      expect((await failureOf(crm.contacts.list(filter))).fault).toBe("invalid");
    }
    expect(server.calls).toEqual([]);
  });
});

describe("an edit that sends lists back whole", () => {
  it("leaves alone what nobody understands, and adds what is new", async () => {
    const stored = {
      customerId: 1,
      name: "An",
      phones: [
        { type: "Work", value: "84900000001" },
        { type: "Work", value: "máy lẻ 12" },
      ],
      emails: ["an at home"],
      cusFields: [
        { name: "Bảo hành", value: false },
        { name: "Màu", value: ["Đỏ", "Xanh"] },
      ],
      addresses: [{ street: "1", city: "Vientiane", country: { code: "LA", name: "Laos" } }],
      im: [{ protocol: "Facebook", value: "https://facebook.com/an", isMain: true }],
    };
    const { crm, server } = await crmOnOddServer(({ method }) => ({
      body: method === "GET" ? [stored] : { success: 1 },
    }));
    const an = await crm.contacts.byCustomerId("1");

    await crm.contacts.update(
      { customerId: "1" },
      {
        phones: [...(an?.phones ?? []), "+84867123456"],
        emails: [...(an?.emails ?? []), "an@example.com"],
        customFields: [...(an?.customFields ?? []), { name: "Giao", value: "Nhanh" }],
        addresses: an?.addresses ?? [],
        messengers: [...(an?.messengers ?? []), { protocol: "Zalo", value: "0900000001" }],
      },
    );

    expect(JSON.parse(server.calls[1]?.body ?? "")).toMatchObject({
      customerId: "1",
      phones: [{ value: "0900000001" }, { value: "máy lẻ 12" }, { value: "0867123456" }],
      emails: [{ value: "an at home" }, { value: "an@example.com" }],
      cusFields: [
        { name: "Bảo hành", value: false },
        { name: "Màu", value: ["Đỏ", "Xanh"] },
        { name: "Giao", value: "Nhanh" },
      ],
      addresses: [{ street: "1", city: "Vientiane", country: { name: "Laos" } }],
      im: [
        { protocol: "Facebook", value: "https://facebook.com/an", isMain: true },
        { protocol: "Zalo", value: "0900000001" },
      ],
    });
  });
});
