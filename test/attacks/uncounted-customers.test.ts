import { expect, it } from "vitest";
import { plainText } from "../../src/cards/plain-text.ts";
import { binh, MINUTE } from "../features/alerts/alert-context.ts";
import { type TestApp, testApp } from "../support/test-app.ts";
import { addCustomers } from "./many-customers.ts";

const REFUSED = "Vượt hạn mức xem khách hàng";

async function withQuota(of: "viewer" | "agent" | "manager", customers: number): Promise<TestApp> {
  const app = await testApp();
  await app.quan.confirms(`sửa cài đặt quota.${of} ${customers} / 100`);
  return app;
}

const served = (cards: readonly string[]) => cards.filter((one) => !one.includes(REFUSED));

function addDeals({ antcrm }: TestApp): number[] {
  return Array.from({ length: 5 }, (_, at) => {
    const number = 9_000 + at;
    antcrm.world.addDeal({ name: "Đơn", number, receiverName: `Ai ${at}`, receiverPhone: `093800000${at}` });
    return number;
  });
}

function addTickets({ antcrm }: TestApp): number[] {
  return Array.from({ length: 5 }, (_, at) => {
    const TicketId = 18_000 + at;
    antcrm.world.addTicket({
      TicketId,
      title: "Máy in",
      contact: { ...binh, _id: `66139e5804bf311bf963a97${at}`, name: `Ai ${at}` },
    });
    return TicketId;
  });
}

it.each([
  ["agent", "sửa giao dịch", addDeals],
  ["manager", "xoá giao dịch", addDeals],
  ["agent", "sửa phiếu", addTickets],
  ["manager", "xoá phiếu", addTickets],
] as const)("the customers that %ss read in the questions of “%s” are counted", async (role, asks, add) => {
  const app = await withQuota(role, 2);
  const numbers = add(app);
  const person = app.somebody("Sếp", role);
  const shown: string[] = [];
  for (const number of numbers) shown.push(await person.types(`${asks} ${number}`));
  expect(served(shown)).toHaveLength(2);
});

it("the customers in a directly typed edit of a deal are counted", async () => {
  const app = await withQuota("agent", 2);
  const shown: string[] = [];
  for (const number of addDeals(app))
    shown.push(await app.lan.types(`sửa giao dịch ${number} người nhận: X`));
  expect(served(shown)).toHaveLength(2);
});

it("the customers behind an alert are counted page by page", async () => {
  const app = await withQuota("agent", 2);
  const { quan, lan, antcrm, clock } = app;
  await quan.in("nhom").types("báo khi có đánh giá dưới 3 sao");
  clock.passes(MINUTE);
  for (let at = 0; at < 30; at += 1) {
    clock.passes(1_000);
    const contact = { ...binh, customerId: 2_000 + at, name: `Họ Tên ${at}` };
    antcrm.world.addRating({ rating_score: 2, comment: `Lần ${at}`, contact });
  }
  const [notified] = await app.checksAlerts();
  const pages = [await lan.in("nhom").clicks("Xem tất cả", notified?.card)];
  pages.push(await lan.in("nhom").clicks("Sau ▶"));
  expect(served(pages)).toHaveLength(1);
  const [newest] = (await app.store().audit.recent(5)).filter(({ effect }) => effect === "look-up");
  expect(newest?.customers).toContain("customer:2029");
});

it("a refused form names nobody when it is opened again", async () => {
  const app = await withQuota("agent", 1);
  const { lan } = app;
  const phones = addCustomers(app, 5);
  await Promise.all(phones.map((phone, at) => lan.in(`c${at}`).types(`đổi quà daumay01 cho ${phone}`)));
  const refused = lan.saw().filter((one) => plainText(one).includes(REFUSED));
  expect(refused).toHaveLength(4);
  for (const one of refused) expect(await lan.clicks("Sửa lại", one)).not.toContain("Tạ Khách");
});

it("the customers of forms that confirm themselves are counted, and the forms are not refused", async () => {
  const app = await withQuota("agent", 1);
  const { lan, antcrm } = app;
  for (const customer of addCustomers(app, 2)) {
    await lan.types("tạo phiếu");
    await lan.sends({ customer, title: "Máy in hỏng", summary: "", priority: "High", sla: "Chuẩn" });
  }
  expect(antcrm.requests.filter(({ method }) => method === "POST")).toHaveLength(2);
  expect(await lan.types("0867123456")).toContain(REFUSED);
});

it("a viewer reads no full number in a conversation with a customer", async () => {
  const { minh, antcrm } = await testApp();
  const session = antcrm.world.conversations.addSession({ partner: { customerId: 476 } });
  antcrm.world.conversations.addMessage(session, { text: "gọi em 0938 123 456 nhé" });
  await minh.types("hội thoại");
  const read = await minh.clicks("Xem");
  expect(read).toContain("0938 *** 456");
  expect(read).not.toContain("0938 123 456");
});

it("the customers that a segment leaves out are counted", async () => {
  const app = await withQuota("manager", 2);
  const manager = app.somebody("Sếp", "manager");
  const shown: string[] = [];
  for (let at = 0; at < 3; at += 1) {
    const { customerId } = app.antcrm.world.addCustomer({ name: `Tạ Khách ${at}`, phones: [], emails: [] });
    await manager.commands("segment");
    const members = `customer:${customerId}`;
    shown.push(await manager.sends({ segment: "66139e5804bf311bf963a970", phones: "", members }));
  }
  expect(served(shown).filter((one) => one.includes("Tạ Khách"))).toHaveLength(2);
  const [, newest] = await app.store().audit.recent(2);
  expect(newest?.customers).toEqual([expect.stringMatching(/^customer:/)]);
});

it("no card names more than ten customers that a segment leaves out", async () => {
  const { antcrm, somebody } = await testApp();
  const manager = somebody("Sếp", "manager");
  const members = Array.from({ length: 12 }, (_, at) => {
    const { customerId } = antcrm.world.addCustomer({ name: `Tạ Khách ${at}`, phones: [], emails: [] });
    return `customer:${customerId}`;
  });
  await manager.commands("segment");
  const sent = { segment: "66139e5804bf311bf963a970", phones: "", members: members.join("\n") };
  const shown = await manager.sends(sent);
  expect(shown.match(/Tạ Khách \d+/g)).toHaveLength(10);
  expect(shown).toContain("và 2 khách nữa");
});

it.each([
  ["xem phiếu", addTickets],
  ["giao dịch", addDeals],
] as const)(
  "the customers in cached copies of “%s”, shown while AntCRM is down, are counted",
  async (asks, add) => {
    const app = await withQuota("viewer", 2);
    const { minh, antcrm } = app;
    // She asks the same bot, and has another quota.
    const lan = app.somebody("Lan", "viewer");
    await app.quan.confirms("cấp quyền terminal:lan quản lý");
    const lines = add(app).map((number) => `${asks} ${number}`);
    for (const line of lines) await lan.types(line);
    await antcrm.stop();
    const copies: string[] = [];
    for (const line of lines) copies.push(await minh.types(line));
    expect(copies.filter((one) => one.includes("Ai "))).toHaveLength(2);
    expect(copies[1]).toContain("Bản lưu lúc");
  },
);

it("a cached copy of somebody's own tickets is shown to nobody else", async () => {
  const profileEmails = { "terminal:lan": "lan@shop.vn", "terminal:minh": "minh@shop.vn" };
  const app = await testApp({ profileEmails });
  const { minh, antcrm } = app;
  const lan = app.somebody("Lan", "viewer");
  antcrm.world.addTicket({ TicketId: 18_001, title: "Việc riêng", assignedTo: "lan@shop.vn" });
  await lan.types("phiếu của tôi");
  await minh.types("danh sách phiếu");
  await antcrm.stop();
  expect(await minh.types("phiếu của tôi")).not.toContain("Việc riêng");
  expect(await lan.types("phiếu của tôi")).toContain("Việc riêng");
  expect(await lan.types("danh sách phiếu")).toContain("Bản lưu lúc");
});

it("conversations with unknown people are counted, each once", async () => {
  const app = await withQuota("viewer", 12);
  const { minh, antcrm } = app;
  for (let at = 0; at < 14; at += 1) {
    const session = antcrm.world.conversations.addSession({});
    antcrm.world.conversations.addMessage(session, { text: `Gọi em 09380000${10 + at}` });
  }
  expect(await minh.types("hội thoại")).toContain("0938");
  expect(await minh.clicks("Xem")).toContain("0938");
  await minh.types("hội thoại");
  expect(await minh.clicks("Sau ▶")).toContain(REFUSED);
});

it("a conversation with an unknown person is counted when it is opened by its id", async () => {
  const app = await withQuota("viewer", 1);
  const { minh, antcrm } = app;
  const opened: string[] = [];
  for (let at = 0; at < 2; at += 1) {
    const session = antcrm.world.conversations.addSession({});
    antcrm.world.conversations.addMessage(session, { text: `Gọi em 093800000${at}` });
    opened.push(await minh.types(`hội thoại ${session.sessionId}`));
  }
  expect(served(opened)).toHaveLength(1);
});

it("a form of a partly failed request names nobody who was not counted", async () => {
  const app = await withQuota("viewer", 2);
  const { minh, antcrm } = app;
  antcrm.fault({ kind: "500", path: "/history-point" });
  const reopened: string[] = [];
  for (let at = 0; at < 3; at += 1) {
    const { customerId } = antcrm.world.addCustomer({ name: `Tạ Khách ${at}`, phones: [`093800000${at}`] });
    expect(await minh.types(`điểm customer:${customerId}`)).not.toContain("Tạ Khách");
    reopened.push(await minh.clicks("Sửa lại"));
  }
  expect(reopened.join("\n")).not.toContain("Tạ Khách");
});
