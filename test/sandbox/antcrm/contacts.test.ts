import { describe, expect, it } from "vitest";
import { callSandbox } from "./caller.ts";

const AN = { customerId: 475, name: "Nguyễn Văn An" };

describe("GET /contacts", () => {
  it("finds a customer by any form of the phone when matching is lenient", async () => {
    const { get, crm } = await callSandbox();
    for (const phone of ["0900000001", "84900000001", "+84 900 000 001", "0900.000.001", "900000001"]) {
      expect((await get("/contacts", { phone })).body, phone).toMatchObject([AN]);
    }
    expect(
      (await get("/contacts", { phone: "0323456789" })).body,
      "an old number by its new form",
    ).toMatchObject([{ leadId: 2964, customerId: "", contactType: "lead" }]);
    crm.world.addCustomer({ name: "Mới", phones: ["+84 770 000 111"] });
    expect(
      (await get("/contacts", { phone: "01220000111" })).body,
      "a new number by its old form",
    ).toMatchObject([{ name: "Mới" }]);
    expect((await get("/contacts", { phone: "0900000099" })).body).toEqual([]);
    expect((await get("/contacts", { phone: "abc" })).body).toEqual([]);
  });

  it("finds a customer only by the stored text when matching is exact", async () => {
    const { get, crm } = await callSandbox({ phoneMatching: "exact" });
    expect((await get("/contacts", { phone: "0900000001" })).body).toMatchObject([AN]);
    expect((await get("/contacts", { phone: "+84900000001" })).body).toEqual([]);
    crm.world.phoneMatching = "lenient";
    expect((await get("/contacts", { phone: "+84900000001" })).body).toMatchObject([AN]);
  });

  it("shows ids as numbers, absent values as empty texts and dates as epoch ms, and hides the caller's code", async () => {
    const { get, crm } = await callSandbox();
    const [an] = (await get("/contacts", { email: "AN@example.com" })).body;
    expect(an).toMatchObject({
      ...AN,
      leadId: "",
      type: 0,
      gender: 0,
      scoreAvailable: 120,
      rankName: "Silver",
    });
    expect(an).toMatchObject({ contactType: "customer", phones: [{ type: "Work", value: "0900000001" }] });
    const { createdAt, updatedAt, _id } = crm.world.customersByPhone("0900000001")[0] ?? {};
    expect(an).toMatchObject({ createdAt, updatedAt, _id });
    expect(an).not.toHaveProperty("customerIdApiRing");
    expect(an).not.toHaveProperty("quirks");
  });

  it("answers some look-ups by id with a single object, as in the newer sample, and others with an array", async () => {
    const { get } = await callSandbox();
    expect((await get("/contacts", { customerId: "477" })).body).toMatchObject({ customerId: 477, type: 1 });
    expect((await get("/contacts", { customerId: "475" })).body).toMatchObject([AN]);
    expect((await get("/contacts", { leadId: "475" })).body).toEqual([]);
  });

  it("writes dates, tags and ObjectIds in the vendor's other forms for records with such quirks", async () => {
    const { get, crm } = await callSandbox();
    const createdAt = Date.UTC(2025, 4, 16, 10, 30, 36, 702);
    const forms = {
      ms: 1747391436702,
      seconds: 1747391436,
      digits: "1747391436702",
      iso: "2025-05-16T10:30:36.702Z",
      day: "2025-05-16",
      english: "May 16, 2025",
    } as const;
    for (const dates of ["ms", "seconds", "digits", "iso", "day", "english"] as const) {
      const customer = crm.world.addCustomer({ name: dates, createdAt, quirks: { dates } });
      const found = (await get("/contacts", { customerId: String(customer.customerId), page: "1" })).body;
      expect([found].flat()[0].createdAt, dates).toBe(forms[dates]);
    }
    crm.world.addCustomer({
      name: "Khác",
      phones: ["0911000000"],
      tags: ["VIP", "Mua sỉ"],
      quirks: { tagsAsText: true, noObjectId: true },
    });
    const [odd] = (await get("/contacts", { phone: "0911000000" })).body;
    expect(odd.tags).toBe("VIP,Mua sỉ");
    expect(odd).not.toHaveProperty("_id");
  });

  it("returns at most 20 per page, newest first, and empty pages after the last one", async () => {
    const { get, crm } = await callSandbox({ size: "full" });
    const ids = new Set<string>();
    for (let page = 1; ; page += 1) {
      const { body } = await get("/contacts", { page: String(page), limit: "300" });
      if (body.length === 0) break;
      expect(body.length).toBeLessThanOrEqual(20);
      for (const { leadId, customerId } of body) ids.add(`${leadId}/${customerId}`);
    }
    expect(ids.size).toBe(crm.world.customers.length);
    const first = (await get("/contacts")).body;
    expect(first[0].name).toBe(crm.world.customers.at(-1)?.name);
    expect((await get("/contacts", { page: "1", limit: "5" })).body).toHaveLength(5);
    expect((await get("/contacts", { page: "0", limit: "-1" })).body).toEqual(first);

    crm.world.lastPageRepeats = true;
    expect((await get("/contacts", { page: "999" })).body.length).toBeGreaterThan(0);
  });

  it("filters by kind, and by days of creation and change in Vietnam's time zone", async () => {
    const { get, crm } = await callSandbox({ now: () => Date.parse("2026-06-10T05:00:00Z") });
    crm.world.addCustomer({ name: "Đêm", createdAt: Date.parse("2026-06-08T23:30:00+07:00") });
    const on = async (day: string) => (await get("/contacts", { createdAtf: day, createdAtt: day })).body;
    expect(await on("2026-06-08")).toMatchObject([{ name: "Đêm" }]);
    expect(await on("2026-06-09")).toEqual([]);
    const changed = await get("/contacts", { updateAtf: "2026-06-08", updateAtt: "2026-06-08" });
    expect(changed.body).toMatchObject([{ name: "Đêm" }]);
    expect((await get("/contacts", { updatedAtf: "2026-06-11" })).body).toEqual([]);
    expect((await get("/contacts", { contactType: "lead" })).body).toMatchObject([{ leadId: 2964 }]);
    expect((await get("/contacts", { type: "1" })).body).toMatchObject([{ customerId: 477 }]);
    expect((await get("/contacts", { phone: "0900000001", email: "binh.tran@example.com" })).body).toEqual(
      [],
    );
    expect((await get("/contacts", { createdAtf: "hôm qua" })).status).toBe(400);
  });
});

describe("writing /contacts", () => {
  it("creates a lead by default, which is found at once", async () => {
    const { get, send } = await callSandbox();
    const created = await send("POST", "/contacts", {
      name: "Phạm Thu Hà",
      customerIdApiRing: "C-1",
      phones: [{ type: "Work", value: "0911222333" }],
      gender: "1",
      tags: "VIP,Mới",
    });
    expect(created.body).toEqual({ success: 1, leadId: expect.any(Number) });
    const [found] = (await get("/contacts", { phone: "0911222333" })).body;
    expect(found).toMatchObject({
      leadId: created.body.leadId,
      gender: 1,
      tags: ["VIP", "Mới"],
      contactType: "lead",
    });

    const customer = await send("POST", "/contacts", {
      name: "A",
      customerIdApiRing: "C-2",
      contactType: "customer",
    });
    expect(customer.body).toEqual({ success: 1, customerId: expect.any(Number) });
  });

  it("refuses a missing required field or a wrong type, and changes nothing", async () => {
    const { send, crm } = await callSandbox();
    const before = crm.world.customers.length;
    for (const body of [
      { name: "A" },
      { customerIdApiRing: "C-1" },
      { name: "  ", customerIdApiRing: "C-1" },
      { name: "A", customerIdApiRing: "C-1", phones: "0911222333" },
      { name: "A", customerIdApiRing: "C-1", contactType: "friend" },
      { name: "A", customerIdApiRing: "C-1", type: "7" },
      [],
      "text",
    ]) {
      const { status, body: answer } = await send("POST", "/contacts", body);
      expect([status, answer.success], JSON.stringify(body)).toEqual([400, 0]);
    }
    expect(crm.world.customers).toHaveLength(before);
  });

  it("edits by any of the three keys, replaces lists, and finds only by the new phone", async () => {
    const { send, get } = await callSandbox();
    const edit = await send("PUT", "/contacts", {
      customerId: "475",
      phones: [{ value: "0977000111" }],
      bgInfo: "Gọi sáng",
    });
    expect(edit.body).toEqual({ success: 1, customerId: 475 });
    expect((await get("/contacts", { phone: "0900000001" })).body).toEqual([]);
    expect((await get("/contacts", { phone: "0977000111" })).body).toMatchObject([
      { ...AN, bgInfo: "Gọi sáng" },
    ]);
    expect((await send("PUT", "/contacts", { leadId: "2964", stage: "Đã liên hệ" })).body).toEqual({
      success: 1,
      leadId: 2964,
    });
    expect((await send("PUT", "/contacts", { name: "Ai" })).status).toBe(400);
    expect((await send("PUT", "/contacts", { customerId: "999999", name: "Ai" })).status).toBe(400);
  });

  it("deletes by a key in the query or in the body", async () => {
    const { send, get } = await callSandbox();
    expect((await send("DELETE", "/contacts?customerId=475")).body).toEqual({ success: 1 });
    expect((await send("DELETE", "/contacts", { leadId: 2964 })).body).toEqual({ success: 1 });
    expect((await get("/contacts", { phone: "0900000001" })).body).toEqual([]);
    expect((await send("DELETE", "/contacts")).status).toBe(400);
  });

  it("creates up to 100 at once, and none when one is invalid", async () => {
    const { send, crm } = await callSandbox();
    const item = (index: number) => ({
      name: `Khách ${index}`,
      customerIdApiRing: `B-${index}`,
      contactType: "customer",
    });
    const batch = Array.from({ length: 100 }, (_, index) => item(index));
    const { body } = await send("POST", "/contacts/package", batch);
    expect(body.success).toBe(1);
    expect(new Set(body.customerId).size).toBe(100);

    const before = crm.world.customers.length;
    expect((await send("POST", "/contacts/package", [...batch, item(100)])).status).toBe(400);
    expect((await send("POST", "/contacts/package", [item(1), { name: "Không mã" }])).status).toBe(400);
    expect(crm.world.customers).toHaveLength(before);

    const mixed = await send("POST", "/contacts/package", [item(1), { ...item(2), contactType: "lead" }]);
    expect(mixed.body).toEqual({
      success: 1,
      leadId: [expect.any(Number)],
      customerId: [expect.any(Number)],
    });
  });

  it("leaves invalid items out of a package if the tenant is set so", async () => {
    const { send, crm } = await callSandbox();
    crm.world.packagesArePartial = true;
    const good = { name: "Phạm Hà", customerIdApiRing: "B-1" };
    const { body } = await send("POST", "/contacts/package", [{ name: "Không mã" }, good]);
    expect(body).toEqual({ success: 1, leadId: [expect.any(Number)] });
    expect(crm.world.customersById("leadId", String(body.leadId[0]))).toMatchObject([{ name: "Phạm Hà" }]);
    expect((await send("POST", "/contacts/package", [{ name: "Không mã" }])).status).toBe(400);
    expect((await send("POST", "/contacts/package", Array(101).fill(good))).status).toBe(400);
  });

  it("refuses a known phone or e-mail if the tenant is set so", async () => {
    const { send, crm } = await callSandbox();
    const again = { name: "An", customerIdApiRing: "B-1", phones: [{ value: "+84 900 000 001" }] };
    expect((await send("POST", "/contacts", again)).status).toBe(200);
    crm.world.customersAreUnique = true;
    expect((await send("POST", "/contacts", again)).body).toEqual({
      success: 0,
      message: "Số điện thoại hoặc email đã tồn tại",
    });
    const mail = { name: "Bình", customerIdApiRing: "B-2", emails: [{ value: "Binh.Tran@example.com" }] };
    expect((await send("POST", "/contacts/package", [mail])).status).toBe(400);
    const fresh = { ...again, phones: [{ value: "0911222333" }] };
    expect((await send("POST", "/contacts", fresh)).status).toBe(200);
  });
});
