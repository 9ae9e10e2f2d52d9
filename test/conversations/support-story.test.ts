import { describe, expect, it } from "vitest";
import { createFixture, TRANSPORTS } from "./fixture.ts";

describe.each(TRANSPORTS)("over %s", (transport) => {
  it("a pasted phone number shows the customer's card, whose buttons work", async () => {
    const { lan, violations } = await createFixture(transport);
    const card = await lan.asks("0867 123 456", /Trần Thị Bình[\s\S]*Đơn hàng mới nhất/);
    expect(card.text).toContain("340");
    const points = await lan.clicks(card, "Điểm", /Điểm hiện có/);
    expect(points.text).toContain("DAUMAY01");
    expect(violations()).toEqual([]);
  });

  it("a gift is redeemed once, even when the button is clicked five times at once", async () => {
    const { lan, crm, violations } = await createFixture(transport);
    const before = crm.world.points.length;
    const question = await lan.asks("doi qua daumay01 cho 0900 000 001", /Không thể hoàn lại/);
    await lan.clicksRepeatedly(question, "Đổi quà", 5);
    const points = await lan.asks("diem 0900000001", /Điểm hiện có/);
    expect(points.text).toContain("110");
    expect(crm.world.points.length - before).toBe(1);
    expect(crm.requests.filter(({ path }) => path === "/redeem")).toHaveLength(1);
    expect(violations()).toEqual([]);
  });

  it("a ticket is created only after its question is confirmed", async () => {
    const { lan, crm, violations } = await createFixture(transport);
    const question = await lan.asks("tạo phiếu cho 0867 123 456: máy in kẹt giấy, gấp", /Tạo phiếu này/);
    expect(question.text).toContain("Khẩn cấp");
    const receipt = await lan.clicks(question, "Tạo phiếu", /Đã tạo phiếu/);
    const ticket = crm.world.tickets.at(-1);
    expect(receipt.text).toContain(`#${ticket?.TicketId}`);
    expect(ticket).toMatchObject({ title: "máy in kẹt giấy", priority: "Urgent" });
    expect(violations()).toEqual([]);
  });

  it("a missing argument is asked for, and the next message answers", async () => {
    const { lan, violations } = await createFixture(transport);
    await lan.asks("đổi quà cho 0900000001", /Mã quà/);
    const question = await lan.asks("daumay01", /Không thể hoàn lại/);
    expect(question.text).toContain("Nguyễn Văn An");
    expect(violations()).toEqual([]);
  });

  it("a card requested in the team's chat is visible only to the requester, until they share it masked", async () => {
    const { lan, minh, violations } = await createFixture(transport);
    const card = await lan.asksInTeam("0867 123 456", /Trần Thị Bình/);
    expect(minh.teamChat()).not.toMatch(/Bình|0867/);
    await lan.clicks(card, "Chia sẻ (che bớt)", /Bình T\./);
    expect(minh.teamChat()).toContain("0867 *** 456");
    expect(minh.teamChat()).not.toMatch(/0867 123 456|binh\.tran@|Trần Thị Bình/);
    expect(violations()).toEqual([]);
  });

  it("“huỷ đơn” deletes nothing: it asks for the stage, or leads to the question of a deletion", async () => {
    const { quan, crm, violations } = await createFixture(transport);
    const asked = await quan.asks("huỷ đơn 3503", /Huỷ đơn #3503\?[\s\S]*hay xoá hẳn/);
    await quan.clicks(asked, "Xoá hẳn đơn", /Xoá đơn #3503\?/);
    await quan.asks("huỷ đơn 3503 giai đoạn: Khách huỷ", /Sửa đơn #3503\?[\s\S]*Khách huỷ/);
    expect(crm.requests.filter(({ method }) => method === "DELETE" || method === "PUT")).toEqual([]);
    expect(violations()).toEqual([]);
  });

  it("an event that is delivered again is answered once", async () => {
    const { lan, crm, deliversAgain } = await createFixture(transport);
    const question = await lan.asks("đổi quà DAUMAY01 cho 0900000001", /Không thể hoàn lại/);
    await lan.clicks(question, "Đổi quà", /Đã đổi quà/);
    await deliversAgain();
    await lan.asks("trạng thái", /đang hoạt động/);
    expect(crm.requests.filter(({ path }) => path === "/redeem")).toHaveLength(1);
  });

  it("no key, full phone number or e-mail reaches the log", async () => {
    const { lan, crm, log } = await createFixture(transport);
    crm.fault({ kind: "html", path: "/contacts" });
    await lan.asks("0867 123 456", /Không kết nối được AntCRM/);
    await lan.asks("khong-co@example.com", /Không kết nối được AntCRM/);
    const all = log.join("");
    expect(all).toContain("/contacts");
    expect(all).not.toMatch(/867 ?123 ?456|khong-co@|sandbox-key/);
  });
});
