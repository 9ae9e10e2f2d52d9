import { expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

const HOUR_MS = 3_600_000;

/** Two open tickets of Lan, one of them old; one that nobody has taken, and a closed one of Minh. */
async function fourTickets() {
  const app = await testApp({ profileEmails: { "terminal:mai": "lan.cskh@example.com" } });
  const { world } = app.antcrm;
  world.tickets.splice(0);
  const created = (hoursAgo: number) => ({ createdAt: app.clock.now().getTime() - hoursAgo * HOUR_MS });
  const lan = { assignedTo: "lan.cskh@example.com", status: "Assigned" };
  world.addTicket({ TicketId: 18001, title: "Giao thiếu dây nguồn", ...lan, ...created(1) });
  world.addTicket({ TicketId: 18002, title: "Nồi cơm không nóng", ...lan, ...created(50) });
  world.addTicket({ TicketId: 18003, title: "Hỏi hoá đơn", status: "New", assignedTo: "", ...created(2) });
  const closed = { assignedTo: "minh.cskh@example.com", status: "Closed", ...created(60) };
  world.addTicket({ TicketId: 18004, title: "Đổi size", ...closed });
  return app;
}

it("answers how many tickets are left with the number first, then lists them", async () => {
  const { mai } = await fourTickets();
  expect(await mai.types("tôi còn bao nhiêu phiếu chưa xử lý")).toMatch(
    /^2 phiếu · đang mở · của tôi\n• #18001 Giao thiếu dây nguồn[^\n]*\n• #18002 Nồi cơm không nóng/,
  );
});

it("offers the open tickets of all days where those of today are asked for", async () => {
  const { mai } = await fourTickets();
  expect(await mai.types("hôm nay tôi còn bao nhiêu phiếu chưa xử lý")).toMatch(
    /^1 phiếu · .* · của tôi\n• #18001/,
  );
  expect(await mai.clicks("Của mọi ngày")).toMatch(/^2 phiếu · đang mở · của tôi\n/);
});

it("lists the open tickets that nobody has taken", async () => {
  const { lan, antcrm } = await fourTickets();
  antcrm.world.addTicket({ TicketId: 18005, title: "Đã xong từ lâu", status: "Closed", assignedTo: "" });
  for (const text of ["phiếu chưa ai nhận", "phieu chua co nguoi xu ly", "unassigned tickets"]) {
    expect(await lan.types(text), text).toMatch(/^1 phiếu · đang mở · chưa ai nhận\n• #18003 Hỏi hoá đơn/);
  }
});

it("counts overdue tickets by their age, and says so", async () => {
  const { lan } = await fourTickets();
  const shown = await lan.types("phiếu quá hạn");
  expect(shown).toMatch(/^1 phiếu · quá 24 giờ chưa đóng\n• #18002/);
  expect(shown).toContain("tính quá hạn theo thời gian từ lúc tạo phiếu");
});

it("lists the tickets of a colleague by name, and offers the customer who is called so", async () => {
  const { lan } = await fourTickets();
  expect(await lan.types("phiếu của Lan")).toMatch(/^2 phiếu · lan\.cskh@example\.com xử lý\n• #18001/);
  expect(await lan.clicks("Khách Lan")).toContain("Lan");
  expect(await lan.types("phiếu của Minh")).toMatch(/^1 phiếu · minh\.cskh@example\.com xử lý\n• #18004/);
});

it("names the people who have tickets when nobody is called like that", async () => {
  const { lan } = await fourTickets();
  expect(await lan.types("phiếu người xử lý Tâm đang mở")).toContain("Chưa thấy ai tên Tâm xử lý phiếu");
  expect(await lan.clicks("lan.cskh@example.com")).toMatch(
    /^2 phiếu · đang mở · lan\.cskh@example\.com xử lý/,
  );
});

it("lists the tickets of a customer by name", async () => {
  const { lan } = await testApp();
  expect(await lan.types("phiếu của chị Bình")).toMatch(/^2 phiếu · Trần Thị Bình\n/);
  expect(await lan.types("phiếu đang mở của khách Trần Thị Bình")).toMatch(
    /^1 phiếu · Trần Thị Bình · đang mở\n/,
  );
});
