import { expect, it } from "vitest";
import type { SourceMessage } from "../../../src/bot/call.ts";
import { testApp } from "../../support/test-app.ts";

const MESSAGE: SourceMessage = {
  id: "slack:C01:1700000000.000100",
  text: "Máy in kẹt giấy từ sáng, gọi lại 0867 123 456 giúp em\nkhách đang rất gấp",
  author: "Minh",
  at: new Date("2026-11-25T07:55:00+07:00"),
  permalink: "https://shop.slack.com/archives/C01/p1700000000000100",
};

it("asks before it creates a ticket from one sentence, then shows its number", async () => {
  const { lan, antcrm } = await testApp();
  const before = antcrm.world.tickets.length;

  expect(await lan.types("tạo phiếu cho 0867 123 456: máy in hỏng, gấp")).toMatchInlineSnapshot(`
    "Tạo phiếu này?
    Khách hàng: Trần Thị Bình · 0867 123 456
    Tiêu đề: máy in hỏng
    Độ ưu tiên: Khẩn cấp
    SLA: Standard
    [1] Tạo phiếu  [2] Sửa lại  [3] Huỷ"
  `);
  expect(antcrm.world.tickets).toHaveLength(before);

  expect(await lan.clicks("Tạo phiếu")).toMatch(/^Đã tạo phiếu #17001\nKhách hàng: Trần Thị Bình\n/);
  const created = antcrm.world.ticketById(17001);
  expect(created).toMatchObject({ title: "máy in hỏng", priority: "Urgent", SLA: "Standard" });
  expect(created?.contact).toMatchObject({ customerId: 476 });
});

it("understands the same in English", async () => {
  const { lan, antcrm } = await testApp({ language: "en" });

  expect(await lan.types("create ticket for 0867 123 456: printer broken, urgent")).toContain(
    "Create this ticket?",
  );
  expect(await lan.clicks("Create ticket")).toContain("Ticket #17001 created");
  expect(antcrm.world.ticketById(17001)).toMatchObject({ title: "printer broken", priority: "Urgent" });
});

it("creates a ticket of the message that was replied to, and finds the customer by the phone in it", async () => {
  const { lan, antcrm } = await testApp();

  const asked = await lan.replyingTo(MESSAGE).commands("ticket");
  expect(asked).toContain("Khách hàng: Trần Thị Bình · 0867 123 456");
  expect(asked).toContain("Tiêu đề: Máy in kẹt giấy từ sáng, gọi lại 0867 123 456 giúp em");
  expect(asked).toContain("> khách đang rất gấp");

  await lan.clicks("Tạo phiếu");
  const { summary } = antcrm.world.ticketById(17001) ?? { summary: "" };
  expect(summary).toContain("khách đang rất gấp");
  expect(summary).toContain("— Minh");
  expect(summary).toContain(MESSAGE.permalink);
});

it("prefers typed values to those in the message", async () => {
  const { lan } = await testApp();

  const asked = await lan.replyingTo(MESSAGE).types("tạo phiếu cho 0900000001: giao hàng trễ");
  expect(asked).toContain("Khách hàng: Nguyễn Văn An");
  expect(asked).toContain("Tiêu đề: giao hàng trễ");
});

it("finds the customer of a message by an e-mail in it", async () => {
  const { lan } = await testApp();

  const asked = await lan
    .replyingTo({ ...MESSAGE, text: "binh.tran@example.com hỏi về bảo hành" })
    .commands("ticket");
  expect(asked).toContain("Khách hàng: Trần Thị Bình");
});

it.each([
  ["khách than phiền nhân viên thái độ", "nhân viên thái độ"],
  ["khách than phiền nhân viên tư vấn sai", "nhân viên tư vấn sai"],
  ["khách khen nhân viên dễ thương", "khách khen nhân viên dễ thương"],
  ["khách phản ánh là nhân viên giao sai", "nhân viên giao sai"],
  ["nhan vien quat khach", "nhan vien quat khach"],
  ["khách mắng nhân viên", "khách mắng nhân viên"],
  ["khách chửi shop ship chậm", "khách chửi shop ship chậm"],
  ["khách la lối om sòm", "khách la lối om sòm"],
  ["khách phàn nàn nhân viên", "khách phàn nàn nhân viên"],
  ["khách nhận thiếu hàng", "khách nhận thiếu hàng"],
  ["khách nhắn giao trễ", "giao trễ"],
  ["khách gọi 3 lần không ai nghe máy", "khách gọi 3 lần không ai nghe máy"],
  ["khách gọi tới 3 lần không ai nghe", "khách gọi tới 3 lần không ai nghe"],
  ["khách gọi hỏi bảo hành tivi", "bảo hành tivi"],
])("keeps the whole complaint for the title: %s", async (said, title) => {
  const { lan } = await testApp();

  const asked = await lan.types(`tạo phiếu cho 0900000001 ${said}`);
  expect(asked).toContain("Khách hàng: Nguyễn Văn An");
  expect(asked.split("\n")).toContain(`Tiêu đề: ${title}`);
});

it("asks for the title and for the customer when they are missing", async () => {
  const { lan } = await testApp();

  expect(await lan.types("tạo phiếu cho 0867123456")).toContain("Tiêu đề?");
  expect(await lan.types("Máy in kẹt giấy")).toContain("Tạo phiếu này?");
  expect(await lan.commands("ticket")).toContain("Khách hàng?");
});

it("shows a ticket by its number, its HTML as plain text", async () => {
  const { lan } = await testApp();

  expect(await lan.types("#16001")).toMatchInlineSnapshot(`
    "Phiếu #16001 · [Zalo] Máy in kẹt giấy
    Trạng thái: Assigned
    Độ ưu tiên: Cao
    SLA: Standard
    Người xử lý: minh.cskh@example.com
    Khách hàng: Trần Thị Bình · 0867 123 456
    Tạo lúc: 23/11/2026 08:00
    Cập nhật: 24/11/2026 08:00
    Máy in kẹt giấy liên tục từ sáng thứ Hai.

    Khách cần gấp.
    [1] Khách hàng  [2] Sửa"
  `);
  expect(await lan.clicks("Khách hàng")).toMatch(/^Trần Thị Bình\n/);
  expect(await lan.types("xem phieu 16001")).toContain("Phiếu #16001");
});

it("lists one customer's tickets by their number, and one's own when the person is linked", async () => {
  const { lan, mai, antcrm } = await testApp({ profileEmails: { "terminal:mai": "lan.cskh@example.com" } });
  antcrm.world.addTicket({ TicketId: 18001, title: "Của người khác", assignedTo: "lan.cskh@example.com" });

  const theirs = await lan.types("phieu cua kh 0867123456");
  expect(theirs).toMatch(/^2 phiếu · Trần Thị Bình\n• /);
  expect(theirs).toContain("#16001 [Zalo] Máy in kẹt giấy");
  expect(theirs).not.toContain("Của người khác");
  expect(await lan.types("0900000001 có phiếu nào gấp ko")).toMatch(
    /^Không có phiếu nào · Nguyễn Văn An · Khẩn cấp\n(?:Đã xem|AntCRM chỉ lọc)[\s\S]*\[1\] Khách hàng {2}\[2\] Tạo phiếu/,
  );
  expect(await lan.types("phiếu của 0912000999")).toContain("Không tìm thấy khách");

  expect(await lan.types("phiếu của tôi")).toContain("Bot chưa biết bạn là ai trong AntCRM");
  expect(await mai.types("phiếu của tôi")).toMatch(/^1 phiếu · của tôi\n• #18001 Của người khác/);
});

it("reports that a ticket does not exist", async () => {
  const { lan } = await testApp({ language: "en" });

  expect(await lan.types("#99999")).toBe(
    "Ticket not found\nThere is no ticket #99999 in AntCRM, or it was deleted.",
  );
});

it("asks for the SLA only when no ticket shows one, and offers it from then on", async () => {
  const { lan, antcrm } = await testApp();
  for (const ticket of antcrm.world.tickets) ticket.SLA = "";

  expect(await lan.types("tạo phiếu cho 0867123456: máy in hỏng")).toContain("SLA?");
  expect(await lan.types("Cam kết 4 giờ")).toContain("SLA: Cam kết 4 giờ");
  await lan.clicks("Tạo phiếu");
  expect(antcrm.world.ticketById(17001)).toMatchObject({ SLA: "Cam kết 4 giờ" });
  expect(await lan.types("tạo phiếu cho 0900000001: hỏi giá")).toContain("SLA: Cam kết 4 giờ");
});

it("quotes AntCRM's refusal, keeps the typed values, and lets them be corrected", async () => {
  const { lan, antcrm } = await testApp();
  antcrm.world.slaPolicies = new Set(["Vàng"]);

  await lan.types("tạo phiếu cho 0867123456: máy in hỏng");
  const refused = await lan.clicks("Tạo phiếu");
  expect(refused).toContain("AntCRM từ chối");
  expect(refused).toContain("> SLA không tồn tại: Standard");
  expect(refused).toContain("Chưa có gì thay đổi.");

  await lan.clicks("Sửa lại");
  expect(lan.form().fields.find(({ name }) => name === "title")?.value).toBe("máy in hỏng");
  expect(await lan.sends({ sla: "Vàng" })).toContain("Đã tạo phiếu #17001");
});

it("gives tickets the most common SLA, although other SLAs were seen since", async () => {
  const { lan, antcrm, clock } = await testApp();
  for (const sla of ["Bảo hành 24h", "Standard", "Standard", "VIP"]) {
    antcrm.world.addTicket({ title: "Một phiếu", SLA: sla, TicketId: 18_000 + antcrm.world.tickets.length });
  }

  expect(await lan.types("tạo phiếu cho 0867123456: máy in hỏng")).toContain("SLA: Standard");
  const vip = antcrm.world.tickets.find(({ SLA }) => SLA === "VIP");
  clock.passes(1_000);
  await lan.types(`#${vip?.TicketId}`);
  expect(await lan.types("tạo phiếu cho 0867123456: hết mực")).toContain("SLA: Standard");
});

it("gives a ticket the named group, category and status, and offers known ones", async () => {
  const { lan, antcrm } = await testApp({ antcrm: { size: "full" } });
  await lan.types("danh sách phiếu");
  const question = await lan.types(
    "tạo phiếu cho 0867 123 456: máy in hỏng\nnhóm: Kỹ thuật\ndanh mục: Bảo hành\ntrạng thái: Assigned",
  );
  expect(question).toContain("Nhóm: Kỹ thuật");
  expect(question).toContain("Danh mục: Bảo hành");
  await lan.clicks("Tạo phiếu");
  expect(antcrm.world.tickets.at(-1)).toMatchObject({
    title: "máy in hỏng",
    group: "Kỹ thuật",
    category: "Bảo hành",
    status: "Assigned",
  });
  await lan.commands("ticket", "");
  const status = lan.form().fields.find(({ name }) => name === "status");
  expect(status?.choices?.map(({ value }) => value)).toContain("New");
});

it("prefers the SLA that the team has set to known ones", async () => {
  const { quan } = await testApp();
  await quan.confirms("settings set tickets.sla Ưu tiên");
  expect(await quan.types("tạo phiếu cho 0867 123 456: máy in hỏng")).toContain("SLA: Ưu tiên");
});
