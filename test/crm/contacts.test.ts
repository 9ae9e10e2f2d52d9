import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type E164, phoneForms } from "../../src/crm/phone.ts";
import { crmAt, crmOnOddServer, crmOnSandbox, failureOf } from "./crm-at.ts";

describe("finding a customer by phone", () => {
  it("gives the whole person", async () => {
    const { crm } = await crmOnSandbox();

    const { customers, tried } = await crm.contacts.byPhone("+84900000001");

    expect(tried).toEqual(["0900000001"]);
    expect(customers).toMatchObject([
      {
        kind: "contact",
        customerId: "475",
        leadId: null,
        name: "Nguyễn Văn An",
        phones: ["+84900000001"],
        emails: ["an@example.com"],
        stage: "Khách hàng mới",
        tags: ["Đã liên hệ", "Thân thiết"],
        owner: "lan.cskh@example.com",
        points: 120,
        rankPoints: 300,
        rank: "Silver",
        gender: "male",
        birthday: "1990-03-15",
        addresses: [{ houseNumber: "319", street: "Nguyễn Kiệm", ward: "Phường 3", district: "Quận Gò Vấp" }],
      },
    ]);
    expect(customers[0]?.addresses[0]?.line).toMatch(/^319 Nguyễn Kiệm, Phường 3, Quận Gò Vấp, /);
    expect(customers[0]?.createdAt).toBeInstanceOf(Date);
  });

  it.each(["lenient", "exact"] as const)(
    "finds the same person whatever form the CRM stores, when it matches %s",
    async (phoneMatching) => {
      const { antcrm } = await crmOnSandbox({ phoneMatching });
      const prefixes = fc.constantFrom("32", "39", "56", "70", "79", "81", "86", "90", "98");
      let subscriber = 5_000_000;

      await fc.assert(
        fc.asyncProperty(prefixes, fc.nat(), async (prefix, choice) => {
          // Each has another number, because the search stops at the first form that finds somebody.
          subscriber += 1;
          const phone: E164 = `+84${prefix}${subscriber}`;
          const [a, b, c] = [
            `${prefix}${subscriber}`.slice(0, 3),
            String(subscriber).slice(1, 4),
            String(subscriber).slice(4),
          ];
          const forms = [
            ...phoneForms(phone),
            ...[" ", ".", "-"].map((sign) => `0${a}${sign}${b}${sign}${c}`),
            `+84 ${a} ${b} ${c}`,
          ];
          const stored = forms[choice % forms.length] ?? phone;
          const added = antcrm.world.addCustomer({ name: "Lê Thu", phones: [stored] });

          const { customers } = await crmAt(antcrm.url).crm.contacts.byPhone(phone);

          expect(customers.map(({ objectId, customerId }) => customerId ?? objectId)).toContain(
            String(added.customerId || added._id),
          );
          expect(customers.every(({ phones }) => phones.includes(phone))).toBe(true);
        }),
        { numRuns: 120 },
      );
    },
  );

  it("says which forms it tried when nobody is found", async () => {
    const { crm } = await crmOnSandbox({ phoneMatching: "exact" });

    expect(await crm.contacts.byPhone("+84323456780")).toEqual({
      customers: [],
      tried: [
        ...phoneForms("+84323456780"),
        "0323 456 780",
        "0323.456.780",
        "0323-456-780",
        "+84 323 456 780",
        "0162 345 6780",
        "0162.345.6780",
        "0162-345-6780",
        "+84 162 345 6780",
      ],
    });
  });

  it("does not ask for forms that this CRM was seen to match by itself", async () => {
    const { antcrm, crm } = await crmOnSandbox({ phoneMatching: "lenient" });
    antcrm.world.addCustomer({ name: "Lê Thu", phones: ["+84 981 000 111"] });
    antcrm.world.addCustomer({ name: "Lê Hạ", phones: ["0162 100 0222"] });
    await crm.contacts.byPhone("+84981000111");
    await crm.contacts.byPhone("+84321000222");

    expect((await crm.contacts.byPhone("+84323456780")).tried).toEqual(["0323456780"]);
  });

  it("searches first in the style that found others with an old prefix", async () => {
    const { antcrm, crm } = await crmOnSandbox({ phoneMatching: "exact" });
    for (const phone of ["0162 100 0111", "0162 100 0222"])
      antcrm.world.addCustomer({ name: "Lê", phones: [phone] });
    await crm.contacts.byPhone("+84321000111");

    expect((await crm.contacts.byPhone("+84321000222")).tried).toEqual(["0162 100 0222"]);
    expect((await crm.contacts.byPhone("+84900000001")).tried).toEqual(["0900000001"]);
  });

  it("shows no stranger when the CRM ignores the filter", async () => {
    const everybody = [{ customerId: 1, name: "Stranger", phones: [{ type: "Work", value: "0911111111" }] }];
    const { crm } = await crmOnOddServer(() => ({ body: everybody }));

    expect((await crm.contacts.byPhone("+84900000001")).customers).toEqual([]);
    expect(await crm.contacts.byEmail("an@example.com")).toEqual([]);
    expect(await crm.contacts.byCustomerId("9457")).toBeNull();
    expect(await crm.contacts.byLeadId("9457")).toBeNull();
  });

  it("learns nothing from an answer in which the filter was ignored", async () => {
    const everybody = [
      { customerId: 1, name: "Stranger", phones: [{ value: "0911111111" }] },
      { customerId: 2, name: "An", phones: [{ value: "+84900000001" }] },
    ];
    const { crm } = await crmOnOddServer(() => ({ body: everybody }));

    expect((await crm.contacts.byPhone("+84900000001")).customers).toMatchObject([{ customerId: "2" }]);
    expect((await crm.contacts.byPhone("+84867123456")).tried).toEqual([
      ...phoneForms("+84867123456"),
      "0867 123 456",
      "0867.123.456",
      "0867-123-456",
      "+84 867 123 456",
    ]);
  });

  it("goes on when the CRM refuses one of the later forms", async () => {
    const an = { customerId: 1, name: "An", phones: [{ value: "+84900000001" }] };
    const { crm } = await crmOnOddServer(({ query }) => {
      const phone = query.get("phone") ?? "";
      if (phone.startsWith("84")) return { status: 400, body: "invalid phone" };
      return { body: phone.startsWith("+") ? [an] : [] };
    });

    expect((await crm.contacts.byPhone("+84900000001")).customers).toMatchObject([{ customerId: "1" }]);
  });

  it("finds a number that lost its 0 in a spreadsheet, and two numbers in one field", async () => {
    const { crm } = await crmOnOddServer(() => ({
      body: [
        {
          customerId: 1,
          name: "An",
          phones: ["900000001", { value: "0867123456 / 024 3826 4154" }, { value: "ask An" }],
        },
      ],
    }));

    const { customers } = await crm.contacts.byPhone("+84900000001");
    expect(customers[0]?.phones).toEqual(["+84900000001", "+84867123456", "+842438264154", "ask An"]);
  });
});

describe("finding a customer by other means", () => {
  it("knows e-mail addresses in any case, and the numbers of customers and leads", async () => {
    const { antcrm, crm } = await crmOnSandbox();
    antcrm.world.addCustomer({ name: "Phạm Lead", contactType: "lead", leadId: 2964 });

    expect(await crm.contacts.byEmail("An@Example.com")).toMatchObject([{ customerId: "475" }]);
    expect(await crm.contacts.byCustomerId("475")).toMatchObject({ name: "Nguyễn Văn An" });
    expect(await crm.contacts.byLeadId("2964")).toMatchObject({
      kind: "lead",
      customerId: null,
      leadId: "2964",
    });
    expect(await crm.contacts.byCustomerId("999999")).toBeNull();
  });

  it("says whether the newest customers are all", async () => {
    const { crm } = await crmOnSandbox({ size: "full" });

    const { customers, complete } = await crm.contacts.newest({ maxPages: 3 });

    expect({ read: customers.length, complete }).toEqual({ read: 60, complete: false });
    expect((await crm.contacts.newest({ maxPages: 100 })).complete).toBe(true);
  });
});

describe("writing a customer", () => {
  it("creates, changes and removes one", async () => {
    const { crm } = await crmOnSandbox();

    const { customerId } = await crm.contacts.create({
      name: "Vũ Mai",
      kind: "contact",
      customerIdApiRing: "op-1",
      phones: ["+84981234567"],
      emails: ["mai@example.com"],
      gender: "female",
      birthday: "2000-03-15",
    });
    expect(await crm.contacts.byCustomerId(customerId ?? "")).toMatchObject({
      kind: "contact",
      name: "Vũ Mai",
      phones: ["+84981234567"],
      gender: "female",
      birthday: "2000-03-15",
    });

    await crm.contacts.update({ customerId: customerId ?? "" }, { note: "VIP" });
    expect(await crm.contacts.byCustomerId(customerId ?? "")).toMatchObject({ name: "Vũ Mai", note: "VIP" });

    await crm.contacts.remove({ customerId: customerId ?? "" });
    expect(await crm.contacts.byCustomerId(customerId ?? "")).toBeNull();
  });

  it("creates up to a hundred leads in one request", async () => {
    const { crm } = await crmOnSandbox();
    const inputs = [1, 2, 3].map((n) => ({ name: `Lead ${n}`, customerIdApiRing: `L-${n}` }));

    const { leadIds, customerIds } = await crm.contacts.createMany(inputs);

    expect(leadIds).toHaveLength(3);
    expect(customerIds).toEqual([]);
    expect(await crm.contacts.byLeadId(leadIds[2] ?? "")).toMatchObject({ name: "Lead 3" });
  });

  it("sends what the documents show, to the letter", async () => {
    const { crm, server } = await crmOnOddServer(() => ({ body: { success: 1, leadId: 9457 } }));

    await crm.contacts.create({
      name: " An ",
      customerIdApiRing: "C-1",
      birthday: "2000-03-05",
      phones: ["+84 900 000 001"],
      owner: "agent@example.com",
      tags: ["VIP"],
      addresses: [
        {
          houseNumber: "319",
          street: "Nguyen Kiem",
          ward: "Ward 12",
          district: "Tan Binh District",
          city: "Ho Chi Minh City",
          country: null,
        },
      ],
    });
    await crm.contacts.remove({ leadId: "9457" });

    expect(JSON.parse(server.calls[0]?.body ?? "")).toEqual({
      name: "An",
      customerIdApiRing: "C-1",
      contactType: "lead",
      dateOfBirth: "March 5, 2000",
      phones: [{ type: "Work", value: "0900000001" }],
      responsibleStaff: "agent@example.com",
      tags: ["VIP"],
      addresses: [
        {
          street: "319",
          streetName: "Nguyen Kiem",
          wards: "Ward 12",
          state: "Tan Binh District",
          city: "Ho Chi Minh City",
          country: { code: "VN", name: "Vietnam" },
        },
      ],
    });
    expect(server.calls[1]?.query.get("leadId")).toBe("9457");
    expect(JSON.parse(server.calls[1]?.body ?? "")).toEqual({ leadId: "9457" });
  });

  it("refuses what it was given before any call", async () => {
    const { crm, server } = await crmOnOddServer(() => ({ body: { success: 1 } }));
    const named = (name: string, kind: "lead" | "contact" = "lead") => ({
      name,
      kind,
      customerIdApiRing: name,
    });

    for (const call of [
      crm.contacts.byPhone("+84" as E164),
      crm.contacts.byEmail("an at example"),
      crm.contacts.byCustomerId("12; drop"),
      crm.contacts.byLeadId(""),
      crm.contacts.create(named(" ")),
      crm.contacts.create({ ...named("An"), phones: ["12"] }),
      crm.contacts.create({ ...named("An"), birthday: "2001-02-30" }),
      crm.contacts.update({ customerId: "1" }, {}),
      crm.contacts.update({}, { name: "An" }),
      crm.contacts.remove({ customerId: "1", leadId: "2" }),
      crm.contacts.createMany([]),
      crm.contacts.createMany(Array.from({ length: 101 }, (_, n) => named(`L${n}`))),
      crm.contacts.createMany([named("A"), named("B", "contact")]),
    ]) {
      expect(await failureOf(call)).toMatchObject({ name: "AppError", fault: "invalid" });
    }
    expect(server.calls).toEqual([]);
  });

  it("calls a creation without an id unclear, for it was accepted", async () => {
    const { crm } = await crmOnOddServer(() => ({ body: { success: 1 } }));

    expect(await failureOf(crm.contacts.create({ name: "An", customerIdApiRing: "C-1" }))).toMatchObject({
      fault: "unclear",
    });
  });
});
