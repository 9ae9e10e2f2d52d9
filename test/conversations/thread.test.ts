import { describe, expect, it } from "vitest";
import { createFixture, TRANSPORTS } from "./fixture.ts";

const MINUTE_MS = 60_000;

describe.each(TRANSPORTS)("over %s", (transport) => {
  it("words for a customer mean the one shown last, and the answer names them", async () => {
    const { lan, crm, violations } = await createFixture(transport);
    await lan.asks("0867 123 456", /Trần Thị Bình[\s\S]*Đơn hàng mới nhất/);
    await lan.asks("khách này còn mấy điểm", /Điểm · Trần Thị Bình[\s\S]*khách vừa xem[\s\S]*340/);
    await lan.asks("còn mấy điểm?", /Điểm · Trần Thị Bình[\s\S]*khách vừa xem/);

    const question = await lan.asks("đổi quà DAUMAY01 cho chị ấy", /Không thể hoàn lại/);
    expect(question.text).toMatch(/Đổi quà DAUMAY01 cho Trần Thị Bình[\s\S]*Trần Thị Bình · khách vừa xem/);
    await lan.clicks(question, "Huỷ", /Đã huỷ|không gửi|Chưa gửi/i);
    const ticket = await lan.asks("tạo phiếu: máy kẹt giấy", /Tạo phiếu này/);
    expect(ticket.text).toMatch(/Trần Thị Bình · khách vừa xem[\s\S]*máy kẹt giấy/);
    await lan.clicks(ticket, "Tạo phiếu", /Đã tạo phiếu/);
    expect(crm.world.tickets.at(-1)).toMatchObject({ title: "máy kẹt giấy" });
    expect(violations()).toEqual([]);
  });

  it("words for a ticket, an order and a row of a list mean what was shown", async () => {
    const { lan, violations } = await createFixture(transport);
    await lan.asks("phiếu 16001", /Phiếu #16001/);
    const edit = await lan.asks("sửa phiếu đó ưu tiên: thấp", /Sửa phiếu #16001\?/);
    expect(edit.text).toMatch(/#16001[^\n]*phiếu vừa xem/);
    await lan.asks("đơn của khách này", /Đơn hàng · Trần Thị Bình[\s\S]*khách vừa xem/);
    await lan.asks("đơn thứ 2", /Đơn #3503/);
    await lan.asks("xem lại đơn đó", /Đơn #3503/);
    await lan.asks("cái đầu", /Đơn #3502/);
    expect(violations()).toEqual([]);
  });

  it("what one person was shown means nothing to a colleague, nor in another chat", async () => {
    const { lan, minh, violations } = await createFixture(transport);
    const card = await lan.asksInTeam("0867 123 456", /Trần Thị Bình/);
    await lan.clicks(card, "Chia sẻ (che bớt)", /Bình T\./);
    await minh.asksInTeam("mở cái đầu tiên", /Bot chưa hiểu/);
    await lan.asks("khách này còn mấy điểm", /chưa rõ “khách này” là ai, bạn gửi số điện thoại giúp nhé/);
    await lan.asksInTeam("khách này còn mấy điểm", /Điểm · Trần Thị Bình/);
    expect(violations()).toEqual([]);
  });

  it("what was shown keeps its meaning over a restart, and loses it after half an hour", async () => {
    const { lan, restarts, passes } = await createFixture(transport);
    await lan.asks("0867 123 456", /Trần Thị Bình[\s\S]*Đơn hàng mới nhất/);
    await restarts();
    await lan.asks("chị ấy còn mấy điểm", /Điểm · Trần Thị Bình/);
    passes(31 * MINUTE_MS);
    await lan.asks("chị ấy còn mấy điểm", /chưa rõ “chị ấy” là ai/);
  });

  it("a form takes words for a record as the answer, and asks again for words that mean nobody", async () => {
    const { lan } = await createFixture(transport);
    await lan.asks("tạo phiếu", /Khách hàng/);
    await lan.asks("khách này", /chưa rõ “khách này” là ai/);
    await lan.asks("0900 000 001", /Tiêu đề/);
    await lan.asks("huỷ", /Đã huỷ/);
    await lan.asks("phiếu của 0867 123 456", /#16001[\s\S]*#16002/);
    await lan.asks("đóng phiếu", /Số phiếu/);
    await lan.asks("cái thứ 2", /#16002 [^\n]* · phiếu vừa xem/);
  });

  it("a form that is opened after a customer was shown is for that customer, and says so", async () => {
    const { lan } = await createFixture(transport);
    await lan.asks("0867 123 456", /Trần Thị Bình[\s\S]*Đơn hàng mới nhất/);
    const title = await lan.asks("tạo phiếu", /Tiêu đề/);
    expect(title.text).toContain("Trần Thị Bình · khách vừa xem");
  });
});
