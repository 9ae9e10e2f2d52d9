import { describe, expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

async function withTicket() {
  const one = await testApp();
  await one.lan.types("tạo phiếu cho 0867 123 456: máy in hỏng");
  await one.lan.clicks("Tạo phiếu");
  const ticket = one.antcrm.world.tickets.at(-1);
  if (!ticket) throw new Error("there is no ticket");
  return {
    ...one,
    id: String(ticket.TicketId),
    ticket: () => one.antcrm.world.tickets.find((t) => t.TicketId === ticket.TicketId),
  };
}

describe("editing a ticket", () => {
  it("shows before and after, and sends only the differences", async () => {
    const { lan, id, ticket, antcrm } = await withTicket();
    const question = await lan.types(
      `sửa phiếu ${id} tiêu đề: Máy in kẹt giấy, trạng thái: Assigned, ưu tiên: cao`,
    );
    expect(question).toContain(`Sửa phiếu #${id}?`);
    expect(question).toContain("Tiêu đề: máy in hỏng → Máy in kẹt giấy");
    expect(question).toContain("Độ ưu tiên: Bình thường → Cao");
    expect(ticket()?.title).toBe("máy in hỏng");
    expect(await lan.clicks("Lưu")).toContain(`Đã sửa phiếu #${id}`);
    expect(ticket()).toMatchObject({ title: "Máy in kẹt giấy", status: "Assigned", priority: "High" });
    const sent = antcrm.requests.filter(({ method, path }) => method === "PUT" && path === "/tickets");
    expect(sent).toHaveLength(1);
  });

  it("uses AntCRM's own statuses for any spelling, and knows which of them closes the ticket", async () => {
    const { lan, id, ticket, antcrm } = await withTicket();
    antcrm.world.addTicket({ TicketId: 18001, title: "Giao trễ", status: "Đang xử lý" });
    await lan.types("danh sách phiếu");

    expect(await lan.types(`chuyển phiếu ${id} sang dang xu ly`)).toContain("→ Đang xử lý");
    expect(await lan.types(`đóng #${id} giúp em`)).toMatch(/Trạng thái: \S+ → Closed/);
    await lan.clicks("Lưu");
    expect(ticket()?.status).toBe("Closed");
    expect(await lan.types(`phiếu ${id} xong rồi`)).toContain("Không có gì để sửa");
  });

  it("opens the form with the ticket's values, and keeps fields that are left empty", async () => {
    const { lan, id, ticket } = await withTicket();
    await lan.types(`phiếu ${id}`);
    await lan.clicks("Sửa");
    const field = (name: string) => lan.form().fields.find((one) => one.name === name)?.value;
    expect(field("title")).toBe("máy in hỏng");
    const question = await lan.sends({ ticket: id, title: "máy in hỏng", status: "Assigned" });
    expect(question).not.toContain("Tiêu đề:");
    await lan.clicks("Lưu");
    expect(ticket()).toMatchObject({ title: "máy in hỏng", status: "Assigned" });
  });

  it("opens the form without a text that is too long to be shown whole, and keeps that text", async () => {
    const { lan, antcrm } = await withTicket();
    const summary = "<p>Máy in kẹt giấy</p>".repeat(2_000);
    const { TicketId } = antcrm.world.addTicket({ title: "Máy in", summary });
    await lan.types(`phiếu ${TicketId}`);
    await lan.clicks("Sửa");
    expect(lan.form().fields.find(({ name }) => name === "summary")?.value).toBeUndefined();
    await lan.sends({ ticket: String(TicketId), title: "Máy in hỏng", summary: "" });
    await lan.clicks("Lưu");
    expect(antcrm.world.ticketById(TicketId)).toMatchObject({ title: "Máy in hỏng", summary });
  });

  it("says that a new text loses the formatting of the one before, where that has any", async () => {
    const { lan, antcrm } = await withTicket();
    const asks = (summary: string, typed = "nội dung: Đã thay trục") =>
      lan.types(`sửa phiếu ${antcrm.world.addTicket({ title: "Máy in", summary }).TicketId} ${typed}`);
    const loses = "Nội dung được lưu ở dạng chữ thường: định dạng và hình ảnh hiện có sẽ mất.";

    expect(await asks("<p>Máy in <b>hỏng</b></p>")).toContain(loses);
    expect(await asks('<p>Ảnh:</p><img src="https://example.com/a.png">')).toContain(loses);
    expect(await asks('<p class="ql-align-center">Máy in hỏng</p>')).toContain(loses);
    expect(await asks("<p>Máy in &lt;b&gt; hỏng<br>từ sáng</p>")).not.toContain(loses);
    expect(await asks("Máy in hỏng, áp suất < 5 bar")).not.toContain(loses);
    expect(await asks("<p>Máy in <b>hỏng</b></p>", "tiêu đề: Máy in kẹt")).not.toContain(loses);
    expect(await asks("<p>Máy in <b>hỏng</b></p>", "nội dung: -")).not.toContain(loses);
  });

  it("reports when nothing would change", async () => {
    const { lan, id, antcrm } = await withTicket();
    expect(await lan.types(`sửa phiếu ${id} tiêu đề: máy in hỏng`)).toContain("Không có gì để sửa");
    expect(antcrm.requests.filter(({ method }) => method === "PUT")).toEqual([]);
  });

  it("shows the ticket again and asks again when somebody has changed it meanwhile", async () => {
    const { lan, minh, id, ticket } = await withTicket();
    minh.becomes("agent");
    await lan.types(`sửa phiếu ${id} tiêu đề: của Lan`);
    await minh.types(`sửa phiếu ${id} tiêu đề: của Minh`);
    await minh.clicks("Lưu");
    const again = await lan.clicks("Lưu");
    expect(again).toContain("Có người vừa sửa sau khi bot hỏi bạn");
    expect(again).toContain("Tiêu đề: của Minh → của Lan");
    expect(ticket()?.title).toBe("của Minh");
    await lan.clicks("Lưu");
    expect(ticket()?.title).toBe("của Lan");
  });

  it("finds the real outcome when no clear answer comes", async () => {
    const { lan, id, antcrm, ticket } = await withTicket();
    antcrm.fault({ kind: "cut", commit: "after", method: "PUT", path: "/tickets", times: 1 });
    await lan.types(`sửa phiếu ${id} trạng thái: Assigned`);
    expect(await lan.clicks("Lưu")).toContain(`Đã sửa phiếu #${id}`);
    antcrm.fault({ kind: "500", method: "PUT", path: "/tickets", times: 1 });
    await lan.types(`sửa phiếu ${id} trạng thái: New`);
    expect(await lan.clicks("Lưu")).toContain("chưa trả lời rõ");
    expect(ticket()?.status).toBe("Assigned");
  });

  it("reports that there is no such ticket", async () => {
    const { lan } = await testApp();
    expect(await lan.types("sửa phiếu 99999 tiêu đề: x")).toContain("Không có phiếu #99999");
  });

  it("is for agents", async () => {
    const { minh } = await testApp();
    expect(await minh.types("sửa phiếu 17001 tiêu đề: x")).toContain("Bạn chưa có quyền");
  });
});

describe("deleting a ticket", () => {
  it("is for managers, shows what is lost, and requires a confirmation", async () => {
    const { lan, quan, id } = await withTicket();
    expect(await lan.types(`xoá phiếu ${id}`)).toContain("Bạn chưa có quyền");
    const question = await quan.types(`xóa phiếu ${id}`);
    expect(question).toContain("máy in hỏng");
    expect(question).toContain("Trần Thị Bình");
    expect(await quan.clicks("Xoá")).toContain(`Đã xoá phiếu #${id}`);
    expect(await quan.types(`phiếu ${id}`)).toContain(`Không có phiếu #${id}`);
  });

  it("reports when the ticket is gone already", async () => {
    const { quan, mai, id, antcrm } = await withTicket();
    await quan.types(`xoá phiếu ${id}`);
    await mai.types(`xoá phiếu ${id}`);
    await mai.clicks("Xoá");
    expect(await quan.clicks("Xoá")).toContain("Không tìm thấy");
    expect(antcrm.requests.filter(({ method }) => method === "DELETE")).toHaveLength(1);
    expect(await quan.types(`xoá phiếu ${id}`)).toContain(`Không có phiếu #${id}`);
  });

  it("finds the real outcome when no clear answer comes", async () => {
    const { quan, id, antcrm } = await withTicket();
    antcrm.fault({ kind: "cut", commit: "after", method: "DELETE", path: "/tickets", times: 1 });
    await quan.types(`xoá phiếu ${id}`);
    expect(await quan.clicks("Xoá")).toContain(`Đã xoá phiếu #${id}`);
  });
});

describe("listing tickets", () => {
  it("filters by days, priority and state, and every row opens its ticket", async () => {
    const { minh, antcrm } = await testApp({ antcrm: { size: "full" } });
    const urgent = await minh.types("danh sách phiếu gấp đang mở tháng này");
    expect(urgent).toContain("Khẩn cấp");
    for (const row of urgent.split("\n").filter((line) => line.startsWith("• #"))) {
      const ticket = antcrm.world.tickets.find(({ TicketId }) => row.includes(`#${TicketId} `));
      expect(ticket?.priority).toBe("Urgent");
      expect(["Closed", "Resolved", "Đã đóng"]).not.toContain(ticket?.status);
    }
    expect(await minh.clicks("Xem")).toMatch(/Phiếu #\d+/);
  });

  it("has pages by buttons, and shows how far it searched", async () => {
    const { minh } = await testApp({ antcrm: { size: "full" } });
    const first = await minh.types("danh sách phiếu");
    expect(first).toContain("bot đã xem 320 phiếu mới nhất");
    const second = await minh.clicks("Sau ▶");
    expect(second).not.toContain(first.split("\n").find((line) => line.startsWith("• #")) ?? "?");
    expect(second).toContain("11–20 trong 320");
  });

  it("uses the closed statuses of the settings", async () => {
    const { quan, antcrm } = await testApp({ antcrm: { size: "full" } });
    await quan.confirms("settings set tickets.closed Assigned");
    const closed = await quan.types("danh sách phiếu đã đóng");
    const rows = closed.split("\n").filter((line) => line.startsWith("• #"));
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      const ticket = antcrm.world.tickets.find(({ TicketId }) => row.includes(`#${TicketId} `));
      expect(ticket?.status).toBe("Assigned");
    }
  });

  it("finds the tickets of one assignee, in English too", async () => {
    const { minh } = await testApp({ antcrm: { size: "full" } });
    const shown = await minh.speaking("en").types("list tickets minh.cskh@example.com updated last 30 days");
    expect(shown).toContain("minh.cskh@example.com");
  });
});
