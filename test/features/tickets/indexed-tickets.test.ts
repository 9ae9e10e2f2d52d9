import { expect, it } from "vitest";
import { createRandom } from "../../../src/sandbox/antcrm/random.ts";
import { type TestApp, testApp } from "../../support/test-app.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** 150 tickets of the last 40 days, few enough that the bot reads all of them without the index. */
async function shop() {
  const app = await testApp({ profileEmails: { "terminal:mai": "lan.cskh@example.com" } });
  const { world } = app.antcrm;
  world.tickets.splice(0);
  const random = createRandom(7);
  const customers = world.customers.slice(0, 5);
  for (let at = 0; at < 150; at += 1) {
    const createdAt = app.clock.now().getTime() - Math.floor(random.next() * 40 * DAY_MS);
    const { _id, name, phones, emails } = random.pick(customers);
    const reach = random.pick([{ _id }, { phones }, { emails }, { _id, phones, emails }]);
    world.addTicket({
      TicketId: 18_000 + at,
      title: `Việc ${at}`,
      status: random.pick(["New", "Assigned", "Đang chờ", "Closed", "Closed", "Resolved"]),
      priority: random.pick(["Urgent", "High", "Medium", "Low"]),
      assignedTo: random.pick(["", "lan.cskh@example.com", "minh.cskh@example.com"]),
      group: random.pick(["Kỹ thuật", "Kho"]),
      contact: { name, ...reach },
      createdAt,
      updatedAt: createdAt + Math.floor(random.next() * (app.clock.now().getTime() - createdAt)),
    });
  }
  return app;
}

const answer = (text: string) => {
  const notes = /\n(?:Đã xem|Tính đến|Looked|I looked|As of)[^\n]*/g;
  return text.replace(notes, "");
};

it("answers every question about tickets from the index as it does from AntCRM", async () => {
  const app = await shop();
  const { mai } = app;
  const questions = [
    ...["danh sách phiếu", "phiếu của tôi", "phiếu chưa ai nhận", "phiếu quá hạn", "phiếu gấp đang mở"],
    ...["phiếu của chị Bình", "phiếu đang mở của 0867 123 456", "phiếu của Lan", "phiếu của Minh đã đóng"],
    ...["phiếu trạng thái Assigned", "phiếu trạng thái đang chờ", "phiếu nhóm: ky thuat", "phiếu tuần này"],
    ...["phiếu 30 ngày qua đang mở", "list tickets closed last week", "tôi còn bao nhiêu phiếu chưa xử lý"],
    ...["phiếu của 0900 000 001 ưu tiên cao", "phiếu quá hạn chưa ai nhận", "phiếu của khách 475 đã đóng"],
  ];
  const live: string[] = [];
  for (const text of questions) live.push(await mai.types(text));
  await app.readsTickets();
  const before = app.antcrm.requests.length;
  for (const [at, text] of questions.entries()) {
    const indexed = await mai.types(text);
    expect(answer(indexed), text).toBe(answer(live[at] ?? ""));
    expect(indexed, text).toContain("Tính đến 25/11/2026 08:00");
  }
  const paths = app.antcrm.requests.slice(before).map(({ path }) => path);
  expect(paths).not.toContain("/tickets");
  expect(live.map((text) => text.split("\n")[0])).toMatchInlineSnapshot(`
    [
      "150 phiếu",
      "52 phiếu · của tôi",
      "21 phiếu · đang mở · chưa ai nhận",
      "61 phiếu · quá 24 giờ chưa đóng",
      "27 phiếu · đang mở · Khẩn cấp",
      "30 phiếu · Trần Thị Bình",
      "13 phiếu · Trần Thị Bình · đang mở",
      "52 phiếu · lan.cskh@example.com xử lý",
      "34 phiếu · đã đóng · minh.cskh@example.com xử lý",
      "17 phiếu · Assigned",
      "63 phiếu · đang mở",
      "71 phiếu · Kỹ thuật",
      "6 phiếu · 23/11/2026 – 29/11/2026",
      "43 phiếu · 27/10/2026 – 25/11/2026 · đang mở",
      "19 phiếu · 16/11/2026 – 22/11/2026 · đã đóng",
      "6 phiếu · 16/11/2026 – 22/11/2026 · đã đóng · của tôi",
      "10 phiếu · Nguyễn Văn An · Cao",
      "21 phiếu · quá 24 giờ chưa đóng · chưa ai nhận",
      "29 phiếu · Nguyễn Văn An · đã đóng",
    ]
  `);
});

it("pages through a list, and opens a ticket as AntCRM has it now", async () => {
  const app = await shop();
  const { lan, antcrm } = app;
  await app.readsTickets();
  const all = [...antcrm.world.tickets].sort((a, b) => b.createdAt - a.createdAt);
  expect(await lan.types("danh sách phiếu")).toMatch(/^150 phiếu\n/);
  const second = await lan.clicks("Sau ▶");
  expect(second).toContain("11–20 trong 150");
  expect(second.match(/#\d+/g)).toEqual(all.slice(10, 20).map(({ TicketId }) => `#${TicketId}`));
  Object.assign(all[10] ?? {}, { title: "Tên mới" });
  expect(await lan.clicks("Xem")).toContain("Tên mới");
});

/** Adds 450 tickets that are newer than Bình's. */
function addNewer({ antcrm, clock }: TestApp): void {
  for (let at = 0; at < 450; at += 1) {
    antcrm.world.addTicket({ title: "Việc khác", createdAt: clock.now().getTime() - at * 60_000 });
  }
}

it("finds the tickets of a customer beyond the newest 400, with no call but to find the customer", async () => {
  const app = await testApp();
  const { lan, minh, antcrm } = app;
  addNewer(app);
  expect(await minh.types("phiếu của chị Bình")).toMatch(/^Không có phiếu nào[\s\S]*AntCRM chỉ lọc được/);
  await app.readsTickets();
  const before = antcrm.requests.length;
  expect(await lan.types("phiếu của chị Bình")).toMatch(/^2 phiếu · Trần Thị Bình\n• #16001/);
  const paths = new Set(antcrm.requests.slice(before).map(({ path }) => path));
  expect([...paths]).toEqual(["/contacts"]);
});

it("takes a name for a customer's if no colleague of the last months has it", async () => {
  const app = await testApp();
  const long = app.clock.now().getTime() - 400 * DAY_MS;
  const former = { assignedTo: "binh.cskh@example.com", createdAt: long, updatedAt: long };
  app.antcrm.world.addTicket({ TicketId: 12000, title: "Từ năm ngoái", status: "Closed", ...former });
  await app.readsTickets();
  expect(await app.lan.types("phiếu của chị Bình")).toMatch(/^2 phiếu · Trần Thị Bình\n/);
  expect(await app.lan.types("phiếu người xử lý Bình")).toMatch(/^1 phiếu · binh\.cskh@example\.com xử lý\n/);
});

it("has the same colleagues on every page, without former ones of the same name", async () => {
  const app = await shop();
  const long = app.clock.now().getTime() - 400 * DAY_MS;
  const former = { assignedTo: "lan.cu@example.com", createdAt: long, updatedAt: long };
  app.antcrm.world.addTicket({ TicketId: 12000, title: "Từ năm ngoái", ...former });
  await app.readsTickets();
  const title = "52 phiếu · lan.cskh@example.com xử lý\n";
  expect(await app.minh.types("phiếu của Lan")).toContain(title);
  expect(await app.minh.clicks("Sau ▶")).toContain(title);
});

it("lists a ticket of the bot with the next reading, and never a deleted one that it has noticed", async () => {
  const app = await testApp();
  const { lan, quan, antcrm } = app;
  await app.readsTickets();
  await lan.types("tạo phiếu cho 0867 123 456: máy in hỏng");
  await lan.clicks("Tạo phiếu");
  await app.readsTickets();
  expect(await lan.types("phiếu của 0867 123 456")).toContain("#17001 máy in hỏng");

  await quan.confirms("xoá phiếu 17001");
  expect(await lan.types("phiếu của 0867 123 456")).not.toContain("#17001");
  Object.assign(antcrm.world.ticketById(16001) ?? {}, { deleted: true });
  expect(await lan.types("phiếu của 0867 123 456")).toContain("#16001");
  expect(await lan.clicks("Xem")).toContain("Không tìm thấy phiếu");
  expect(await lan.types("phiếu của 0867 123 456")).not.toContain("#16001");
});

it("offers in forms the words of tickets that were changed, though no list has shown them", async () => {
  const app = await testApp();
  await app.readsTickets();
  app.antcrm.world.addTicket({ title: "Lỗi in", group: "Bảo trì", category: "Máy in", status: "Đang chờ" });
  app.clock.passes(60_000);
  await app.readsTickets();
  await app.lan.commands("ticket", "");
  const offered = app.lan.form().fields.flatMap(({ choices = [] }) => choices.map(({ value }) => value));
  expect(offered).toEqual(expect.arrayContaining(["Bảo trì", "Máy in", "Đang chờ"]));
});
