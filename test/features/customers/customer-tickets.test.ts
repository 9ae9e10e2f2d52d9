import { expect, it } from "vitest";
import { type TestApp, testApp } from "../../support/test-app.ts";

const HOUR_MS = 3_600_000;

/** Adds tickets of Bình beside the two of the sandbox, of which one is closed. */
function addTickets({ antcrm, clock }: TestApp): void {
  const { world } = antcrm;
  const [binh] = world.customersById("customerId", "476");
  if (binh === undefined) throw new Error("Bình is not in the sandbox");
  const { _id, name, phones, emails } = binh;
  const add = (TicketId: number, hoursAgo: number, title: string, contact: object, status = "New") => {
    const createdAt = clock.now().getTime() - hoursAgo * HOUR_MS;
    world.addTicket({ TicketId, title, status, contact: { ...contact }, createdAt, updatedAt: createdAt });
  };
  add(18001, 3, "Giao thiếu dây nguồn", { _id, name });
  add(18002, 5, "Hỏi hoá đơn", { name: "Chị Bình", phones });
  add(18003, 1, "Đã xong", { name, phones }, "Closed");
  add(18004, 24 * 9, "Đổi địa chỉ", { emails });
  add(18005, 1, "Của người khác", { name, phones: [{ value: "0900000001" }] });
}

it("shows how many tickets of a customer are open, and the newest, without a call to AntCRM", async () => {
  const app = await testApp();
  const { lan, antcrm } = app;
  addTickets(app);
  await app.readsTickets();
  const before = antcrm.requests.length;

  const shown = await lan.types("0867 123 456");
  expect(shown.slice(shown.indexOf("Phiếu đang mở"), shown.indexOf("Đơn hàng"))).toMatchInlineSnapshot(`
    "Phiếu đang mở: 4
    • #18001 Giao thiếu dây nguồn  New · 3 giờ trước  [1] Xem
    • #18002 Hỏi hoá đơn  New · 5 giờ trước  [2] Xem
    • #16001 [Zalo] Máy in kẹt giấy  Assigned · 2 ngày trước  [3] Xem
    "
  `);
  expect(antcrm.requests.slice(before).some(({ path }) => path === "/tickets")).toBe(false);
  const card = lan.sees();
  expect(await lan.clicks("Phiếu", card)).toMatch(/^6 phiếu · Trần Thị Bình\n/);
  expect(await lan.clicks("Xem", card)).toMatch(/^Phiếu #18001 · Giao thiếu dây nguồn\n/);
});

it("counts as closed what the team has set, and says that no ticket is open", async () => {
  const app = await testApp();
  const { minh, quan } = app;
  addTickets(app);
  await app.readsTickets();
  await quan.confirms("settings set tickets.closed Closed, Assigned, New");
  expect(await minh.types("0867 123 456")).toContain("Không có phiếu đang mở.");
  expect(await minh.speaking("en").types("0900 000 001")).toMatch(/Open tickets: \d|No open tickets\./);
});

it("says that open tickets may be missing until the index is full, and nothing if the index is off", async () => {
  const app = await testApp();
  const { lan, quan } = app;
  addTickets(app);
  const missing = "Bot còn đang đọc các phiếu cũ nên có thể thiếu phiếu đang mở.";
  expect(await lan.types("0867 123 456")).toContain(missing);

  await quan.types("báo cáo ngay phiếu");
  expect(await lan.types("0867 123 456")).toContain(missing);
  await app.readsTickets();
  expect(await lan.types("0867 123 456")).toContain("Phiếu đang mở: 4");

  const other = await testApp();
  await other.quan.confirms("sửa cài đặt index.enabled off");
  expect(await other.lan.types("0867 123 456")).not.toMatch(/Phiếu đang mở|phiếu cũ/);
});

it("shows the rest of the card when the index cannot be read", async () => {
  const app = await testApp();
  await app.readsTickets();
  await app.tampers((db) => db.exec("drop table ticket_contacts"));
  const shown = await app.lan.types("0867 123 456");
  expect(shown).toContain("Phiếu đang mở: hiện chưa đọc được. Bấm nút để thử lại.");
  expect(shown).toContain("Đơn hàng mới nhất");
});
