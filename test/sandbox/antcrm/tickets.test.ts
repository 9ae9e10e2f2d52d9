import { describe, expect, it } from "vitest";
import { callSandbox } from "./caller.ts";

const NEW = { title: "Máy in hỏng", SLA: "Standard", contact: { name: "Bình" } };

describe("/tickets", () => {
  it("creates a ticket for a known customer by ObjectId, or for any person with a name", async () => {
    const { crm, get, send } = await callSandbox();
    const binh = crm.world.customersByPhone("0867123456")[0];
    const summary = "<p>Kẹt giấy</p>";
    const { body } = await send("POST", "/tickets", {
      ...NEW,
      contact: { id: binh?._id },
      summary,
      priority: "High",
    });
    expect(body).toEqual({ success: 1, TicketId: expect.any(Number) });
    expect((await get("/tickets", { TicketId: String(body.TicketId) })).body).toMatchObject([
      {
        TicketId: body.TicketId,
        title: "Máy in hỏng",
        summary,
        priority: "High",
        status: "New",
        assignedTo: "",
        contact: { _id: binh?._id, name: "Trần Thị Bình", customerId: 476 },
      },
    ]);
    const named = await send("POST", "/tickets", NEW);
    expect((await get("/tickets", { TicketId: String(named.body.TicketId) })).body).toMatchObject([
      { priority: "Medium", contact: { name: "Bình" } },
    ]);
  });

  it("refuses a ticket without title, SLA or contact, or with an unknown contact", async () => {
    const { crm, send } = await callSandbox();
    const before = crm.world.tickets.length;
    const { title, SLA, contact } = NEW;
    for (const body of [
      { SLA, contact },
      { title, contact },
      { title, SLA },
      { title, SLA, contact: {} },
      { title, SLA, contact: { id: "661ca720f70843211b05712a" } },
    ]) {
      expect((await send("POST", "/tickets", body)).status, JSON.stringify(body)).toBe(400);
    }
    expect(crm.world.tickets).toHaveLength(before);
  });

  it("accepts only the tenant's SLA policies if the tenant has some", async () => {
    const { crm, send } = await callSandbox();
    crm.world.slaPolicies = new Set(["Standard"]);
    expect((await send("POST", "/tickets", { ...NEW, SLA: "Vàng" })).body).toEqual({
      success: 0,
      message: "SLA không tồn tại: Vàng",
    });
    expect((await send("POST", "/tickets", NEW)).status).toBe(200);
  });

  it("answers an edit with `number`, and ignores a change of assignee or group", async () => {
    const { get, send } = await callSandbox();
    const edit = {
      TicketId: 16001,
      status: "Closed",
      filed: ["a.png"],
      assignedTo: "x@example.com",
      group: "Khác",
    };
    expect((await send("PUT", "/tickets", edit)).body).toEqual({ success: 1, number: 16001 });
    expect((await get("/tickets", { TicketId: "16001" })).body).toMatchObject([
      { status: "Closed", files: ["a.png"], assignedTo: "minh.cskh@example.com", group: "" },
    ]);
    expect((await send("PUT", "/tickets", { status: "Closed" })).status).toBe(400);
    expect((await send("PUT", "/tickets", { TicketId: "1", status: "Closed" })).status).toBe(400);
  });

  it("hides a deleted ticket from the list, and lists it with isTicketDeleted, without a mark", async () => {
    const { get, send } = await callSandbox();
    expect((await send("DELETE", "/tickets", { TicketId: "16001" })).body).toEqual({ success: 1 });
    expect((await get("/tickets", { TicketId: "16001" })).body).toEqual([]);
    const [deleted] = (await get("/tickets", { TicketId: "16001", isTicketDeleted: "true" })).body;
    expect(deleted.TicketId).toBe(16001);
    expect(deleted).not.toHaveProperty("deleted");
    expect((await get("/tickets", { isTicketDeleted: "true" })).body).toHaveLength(2);
    expect((await send("DELETE", "/tickets", { TicketId: "16001" })).status).toBe(400);
  });

  it("filters by creation time, or by update time on request", async () => {
    let now = Date.parse("2026-06-10T05:00:00.000Z");
    const { get, send } = await callSandbox({ now: () => now });
    now += 3_600_000;
    await send("PUT", "/tickets", { TicketId: "16002", status: "Reopened" });
    const range = { startDate: "2026-06-10T05:30:00.000Z", endDate: "2026-06-10T06:00:00.000Z" };
    expect((await get("/tickets", range)).body).toEqual([]);
    expect((await get("/tickets", { ...range, typeTime: "updatedAt" })).body).toMatchObject([
      { TicketId: 16002 },
    ]);
  });
});
