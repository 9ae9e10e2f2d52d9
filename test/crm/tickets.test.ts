import { describe, expect, it } from "vitest";
import { crmOnOddServer, crmOnSandbox, failureOf } from "./crm-at.ts";

describe("reading tickets", () => {
  it("gives the summary as AntCRM keeps it, and the customer in it", async () => {
    const { crm } = await crmOnSandbox();

    expect(await crm.tickets.byId("16001")).toMatchObject({
      id: "16001",
      title: "[Zalo] Máy in kẹt giấy",
      summaryHtml: "<p>Máy in <b>kẹt giấy</b> liên tục từ sáng thứ Hai.</p><p>Khách cần gấp.</p>",
      status: "Assigned",
      priority: "High",
      assignedTo: "minh.cskh@example.com",
      contact: { name: "Trần Thị Bình", phones: ["+84867123456"] },
    });
    expect(await crm.tickets.byId("999999")).toBeNull();
  });

  it("lists what changed since a time, the newest first", async () => {
    const { antcrm, crm } = await crmOnSandbox({ size: "full" });
    const from = new Date(Date.now() - 14 * 86_400_000);

    const { tickets, complete } = await crm.tickets.list({ updatedFrom: from });

    const times = tickets.map(({ updatedAt }) => updatedAt?.getTime() ?? 0);
    expect(complete).toBe(true);
    expect(times.length).toBeGreaterThan(20);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(from.getTime());
    expect(antcrm.requests[0]?.query).toEqual({
      typeTime: "updatedAt",
      startDate: from.toISOString(),
      page: "1",
      limit: "20",
    });
  });

  it("gives what changed in a window page by page", async () => {
    const { antcrm, crm } = await crmOnSandbox({ size: "full" });
    const windows = {
      updatedFrom: new Date(Date.now() - 60 * 86_400_000),
      updatedTo: new Date(Date.now() - 86_400_000),
    };

    const pages = crm.tickets.eachPage(windows);
    const ids: string[] = [];
    for await (const page of pages) ids.push(...page.map(({ id }) => id));

    const held = antcrm.world.tickets.filter(
      ({ updatedAt, deleted }) =>
        !deleted && updatedAt >= +windows.updatedFrom && updatedAt < +windows.updatedTo,
    );
    expect(pages.complete).toBe(true);
    expect(ids.length).toBeGreaterThan(60);
    expect(ids.sort()).toEqual(held.map(({ TicketId }) => String(TicketId)).sort());
  });

  it("says when the cap ended the list", async () => {
    const { crm } = await crmOnSandbox({ size: "full" });

    const { tickets, complete } = await crm.tickets.list({ maxPages: 2 });

    expect([tickets.length, complete]).toEqual([40, false]);
  });

  it("cuts to the time asked for when the CRM does not", async () => {
    const { crm } = await crmOnOddServer(() => ({
      body: [
        { TicketId: 1, title: "old", createdAt: 1_700_000_000_000 },
        { number: "2", title: "new", createdAt: "2026-11-20T00:00:00.000Z", priority: "URGENT" },
        {
          TicketId: 3,
          title: "timeless",
          createdAt: "",
          priority: "Rất gấp",
          status: "672aeae1176c0a60e758996c",
        },
      ],
    }));

    const { tickets } = await crm.tickets.list({
      createdFrom: new Date("2026-11-01"),
      createdTo: new Date("2026-11-30"),
    });

    expect(tickets.map(({ id, priority, status }) => [id, priority, status])).toEqual([
      ["2", "Urgent", null],
      ["3", "Rất gấp", null],
    ]);
  });

  it("asks for one window of the two, the one of changes, and cuts to both, the ends not included", async () => {
    const day = (n: number) => new Date(`2026-11-0${n}T00:00:00.000Z`);
    const ticket = (TicketId: number, made: number, changed: number) => ({
      TicketId,
      createdAt: day(made).getTime(),
      updatedAt: day(changed).getTime(),
    });
    const { crm, server } = await crmOnOddServer(() => ({
      body: [ticket(1, 1, 5), ticket(2, 2, 5), ticket(3, 2, 6), ticket(4, 3, 5), ticket(5, 2, 4)],
    }));

    const { tickets } = await crm.tickets.list({
      createdFrom: day(2),
      createdTo: day(3),
      updatedFrom: day(5),
      updatedTo: day(6),
    });
    await crm.tickets.list({ createdFrom: day(2), createdTo: day(3) });

    expect(tickets.map(({ id }) => id)).toEqual(["2"]);
    expect(server.calls.map(({ query }) => Object.fromEntries(query))).toEqual([
      {
        typeTime: "updatedAt",
        startDate: day(5).toISOString(),
        endDate: day(6).toISOString(),
        page: "1",
        limit: "20",
      },
      { startDate: day(2).toISOString(), endDate: day(3).toISOString(), page: "1", limit: "20" },
    ]);
  });

  it("reads the deal, the files and the custom fields, and sends unchanged fields back as they stand", async () => {
    const { crm, server } = await crmOnOddServer(({ method }) =>
      method === "GET"
        ? {
            body: [
              {
                TicketId: 1,
                deal: { number: 3502, name: "Máy in" },
                files: [{}, {}],
                cusFields: [
                  { name: "Kênh", value: "Zalo" },
                  { name: "Bảo hành", value: true },
                  { name: "Lần", value: 3 },
                  { name: "Trống", value: "" },
                  { name: "Không", value: {} },
                  { name: "Ảnh", value: [{ url: "x" }] },
                ],
              },
              { TicketId: 2, deal: {}, files: null },
            ],
          }
        : { body: { success: 1 } },
    );

    const ticket = await crm.tickets.byId("1");
    const fields = (ticket?.customFields ?? []).map((field) =>
      field.name === "Lần" ? { ...field, value: "4" } : field,
    );
    await crm.tickets.update("1", { customFields: fields });

    expect(ticket).toMatchObject({ deal: { number: "3502", name: "Máy in" }, files: 2 });
    expect(ticket?.customFields.map(({ name, value }) => [name, value])).toEqual([
      ["Kênh", "Zalo"],
      ["Bảo hành", "✓"],
      ["Lần", "3"],
      ["Ảnh", "…"],
    ]);
    expect(await crm.tickets.byId("2")).toMatchObject({ deal: null, files: 0, customFields: [] });
    expect(JSON.parse(server.calls[1]?.body ?? "")).toEqual({
      TicketId: "1",
      cusFields: [
        { name: "Kênh", value: "Zalo" },
        { name: "Bảo hành", value: true },
        { name: "Lần", value: "4" },
        { name: "Ảnh", value: [{ url: "x" }] },
      ],
    });
  });
});

describe("writing tickets", () => {
  it("creates one whose text arrives as HTML, changes and removes it", async () => {
    const { crm } = await crmOnSandbox();
    const an = (await crm.contacts.byCustomerId("475"))?.objectId ?? "";

    const { id } = await crm.tickets.create({
      title: "Máy in hỏng",
      sla: "Standard",
      contact: { objectId: an, name: "Nguyễn Văn An" },
      summary: "Giấy <kẹt> & mực\nGấp!",
      priority: "Urgent",
      ticketIdApiRing: "op-7",
    });
    expect(await crm.tickets.byId(id)).toMatchObject({
      title: "Máy in hỏng",
      summaryHtml: "<p>Giấy &lt;kẹt&gt; &amp; mực<br>Gấp!</p>",
      priority: "Urgent",
      sla: "Standard",
      contact: { name: "Nguyễn Văn An" },
    });

    await crm.tickets.update(id, { priority: "Low", title: "Máy in đã sửa" });
    expect(await crm.tickets.byId(id)).toMatchObject({ title: "Máy in đã sửa", priority: "Low" });

    await crm.tickets.remove(id);
    expect(await crm.tickets.byId(id)).toBeNull();
  });

  it("sends only what was given", async () => {
    const { crm, server } = await crmOnOddServer(() => ({ body: { success: 1, number: 9457 } }));

    const { id } = await crm.tickets.create({
      title: "T",
      sla: "Standard",
      contact: { name: "An", phones: ["+84900000001"], emails: ["an@example.com"] },
    });
    await crm.tickets.update("9457", { resolution: "Đã xử lý" });

    expect(id).toBe("9457");
    expect(server.calls.map(({ method, body }) => [method, JSON.parse(body)])).toEqual([
      [
        "POST",
        {
          title: "T",
          SLA: "Standard",
          contact: {
            name: "An",
            phones: [{ type: "Work", value: "0900000001" }],
            emails: [{ type: "Work", value: "an@example.com" }],
          },
        },
      ],
      ["PUT", { TicketId: "9457", resolutionTypeOb: "Đã xử lý" }],
    ]);
  });

  it("refuses a ticket without title, SLA or customer before any call", async () => {
    const { crm, server } = await crmOnOddServer(() => ({ body: { success: 1 } }));
    const ticket = { title: "T", sla: "Standard", contact: { name: "An" } };

    for (const call of [
      crm.tickets.create({ ...ticket, title: " " }),
      crm.tickets.create({ ...ticket, sla: "" }),
      crm.tickets.create({ ...ticket, contact: { name: "" } }),
      crm.tickets.create({ ...ticket, contact: { name: "An", objectId: "475" } }),
      crm.tickets.update("T-1", { title: "x" }),
      crm.tickets.update("1", {}),
      crm.tickets.byId("#1"),
      crm.tickets.list({ updatedFrom: new Date(2), updatedTo: new Date(1) }),
    ]) {
      expect((await failureOf(call)).fault).toBe("invalid");
    }
    expect(server.calls).toEqual([]);
  });

  it("calls a creation unclear that was accepted without an id", async () => {
    const { crm } = await crmOnOddServer(() => ({ body: "Ok" }));
    const ticket = { title: "T", sla: "Standard", contact: { name: "An" } };

    expect((await failureOf(crm.tickets.create(ticket))).fault).toBe("unclear");
  });
});
