import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parsePhone, phoneForms } from "../../../src/crm/phone.ts";
import { fold } from "../../../src/understanding/fold.ts";
import { testApp } from "../../support/test-app.ts";

it("writes no title, name, phone or e-mail of a ticket to the disk that could be read", async () => {
  const app = await testApp({ antcrm: { size: "full" } });
  await app.readsTickets();
  const { tickets } = app.antcrm.world;
  const secrets = tickets.flatMap(({ title, contact }) => {
    const { name = "", phones, emails } = contact as { name?: string; phones: unknown; emails: unknown };
    const reach = JSON.stringify([phones ?? [], emails ?? []]).match(/[^"[\]{},:]{7,}/g) ?? [];
    const forms = reach.flatMap((text) => {
      const phone = parsePhone(text);
      return phone === null ? [text] : [phone, ...phoneForms(phone)].map((form) => form.replace(/\D/g, ""));
    });
    return [title, name, ...forms].filter((text) => text.length >= 7);
  });
  expect(new Set(secrets).size).toBeGreaterThan(200);

  const disk = readFileSync(await app.backsUp());
  const found = [disk.toString("utf8"), disk.toString("latin1")].map((text) => text.toLowerCase());
  const folded = fold(found[0] ?? "");
  const readable = [...new Set(secrets)].filter(
    (secret) => found.some((text) => text.includes(secret.toLowerCase())) || folded.includes(fold(secret)),
  );
  expect(readable).toEqual([]);
  expect(found[0]).toContain(String(tickets[0]?.TicketId));
});

it("empties the texts and tokens of a forgotten customer's tickets, until AntCRM is read again", async () => {
  const app = await testApp();
  const { quan, store } = app;
  const { world } = app.antcrm;
  const [binh] = world.customersById("customerId", "476");
  world.addTicket({ TicketId: 18001, title: "Hỏi giá", contact: { name: "Chị B.", phones: binh?.phones } });
  world.addTicket({ TicketId: 18002, title: "Gọi lại cho Trần Thị Bình", contact: { name: "An" } });
  world.addTicket({ TicketId: 18003, title: "Của người khác", contact: { name: "An" } });
  await app.readsTickets();

  expect(await quan.confirms("quên khách 0867 123 456")).toContain("4 phiếu trong danh sách");
  const order = { by: "created", offset: 0, limit: 99 } as const;
  const titles = async () =>
    Object.fromEntries((await store().ticketIndex.list({}, order)).map(({ id, title }) => [id, title]));
  expect(await titles()).toMatchObject({ 16001: "", 18001: "", 18002: "", 18003: "Của người khác" });
  expect(
    await store().ticketIndex.count({ customer: { objectId: null, emails: [], phones: ["+84867123456"] } }),
  ).toBe(0);
  await app.tampers((db) => {
    const left = db
      .prepare("select count(*) as rows from ticket_contacts where ticket in ('16001', '18001')")
      .get();
    expect(left).toEqual({ rows: 0 });
  });

  app.clock.passes(24 * 3_600_000);
  await app.readsTickets();
  expect(await titles()).toMatchObject({ 18001: "Hỏi giá" });
});
