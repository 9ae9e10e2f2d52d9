import { describe, expect, it } from "vitest";
import { createFixture, type Fixture, TRANSPORTS } from "./fixture.ts";

const REDEEM = "đổi quà DAUMAY01 cho 0900 000 001";
const QUESTION = /Đổi quà DAUMAY01 cho Nguyễn Văn An\?/;

const redemptions = ({ crm }: Fixture) => crm.requests.filter(({ path }) => path === "/redeem").length;

describe.each(TRANSPORTS)("over %s", (transport) => {
  it("a typed “huỷ” drops the open confirmation: its message says so and has no button any more", async () => {
    const fixture = await createFixture(transport);
    const { lan, violations } = fixture;
    const question = await lan.asks(REDEEM, QUESTION);

    await lan.asks("huỷ giúp em", /Đã huỷ: đổi quà DAUMAY01 cho Nguyễn Văn An[\s\S]*Chưa có gì được gửi/);
    const closed = await lan.reads(/Đổi quà DAUMAY01 cho Nguyễn Văn An\?[\s\S]*Đã huỷ/);
    expect((closed.message as { id?: number; ts?: string }).id).toBe(
      (question.message as { id?: number }).id,
    );
    await expect(lan.clicks(closed, "Đổi quà", /./)).rejects.toThrow();
    expect(redemptions(fixture)).toBe(0);
    expect(violations()).toEqual([]);
  });

  it("after a restart it is dropped too, and a press on its message sends nothing", async () => {
    const fixture = await createFixture(transport);
    const { lan, restarts, violations } = fixture;
    const question = await lan.asks(REDEEM, QUESTION);
    await restarts();

    await lan.asks("thôi khỏi", /Đã huỷ: đổi quà DAUMAY01/);
    await lan.clicks(question, "Đổi quà", /Đã huỷ/);
    expect(redemptions(fixture)).toBe(0);
    expect(violations()).toEqual([]);
  });

  it.runIf(transport.startsWith("Telegram")).each(["gấp", "ưu tiên: gấp"])(
    "after “Sửa lại”, “%s” changes that field without a press on its number",
    async (text) => {
      const { lan, violations } = await createFixture(transport);
      const question = await lan.asks("tạo phiếu cho 0867 123 456: máy in hỏng", /Tạo phiếu này\?/);
      await lan.clicks(question, "Sửa lại", /Sửa mục nào/);
      await lan.asks(text, /Tạo phiếu này\?[\s\S]*Khẩn cấp/);
      expect(violations()).toEqual([]);
    },
  );

  it("a changed value is asked anew, and only the new question can be confirmed", async () => {
    const { lan, crm, violations } = await createFixture(transport);
    await lan.asks("tạo phiếu cho 0867 123 456: máy in hỏng", /Tạo phiếu này\?/);

    const changed = await lan.asks("sửa thành gấp", /Tạo phiếu này\?[\s\S]*Khẩn cấp/);
    const closed = await lan.reads(/Đã thay bằng câu hỏi bên dưới/);
    await expect(lan.clicks(closed, "Tạo phiếu", /./)).rejects.toThrow();
    await lan.asks("ok", /Bot chỉ nhận xác nhận bằng nút/);
    await lan.clicks(changed, "Tạo phiếu", /Đã tạo phiếu/);
    expect(crm.world.tickets.at(-1)).toMatchObject({ title: "máy in hỏng", priority: "Urgent" });
    expect(violations()).toEqual([]);
  });

  it("a form stays open beside another request, and a typed “bỏ đi” ends it", async () => {
    const { lan, violations } = await createFixture(transport);
    await lan.asks("tạo phiếu", /Khách hàng/);
    await lan.asks("0867 123 456", /Tiêu đề/);

    await lan.asks("xem phiếu 16001", /Phiếu #16001[\s\S]*Bạn đang làm dở “Tạo phiếu”: bot còn chờ Tiêu đề/);
    await lan.asks("👍", /Bạn đang làm dở “Tạo phiếu”/);
    await lan.asks("bỏ đi", /Đã huỷ: Tạo phiếu/);
    expect(violations()).toEqual([]);
  });

  it("a command typed in the team's chat drops it there", async () => {
    const { lan, violations } = await createFixture(transport);
    await lan.asksInTeam(REDEEM, QUESTION);

    await lan.asksInTeam("huỷ", /Đã huỷ: đổi quà DAUMAY01/);
    await lan.asksInTeam("huỷ", /Không có câu hỏi nào đang chờ/);
    expect(violations()).toEqual([]);
  });
});

describe.each(["Telegram polling", "Slack Socket Mode"] as const)("over %s", (transport) => {
  it("“huỷ” and five presses at the same moment have one outcome", async () => {
    const fixture = await createFixture(transport);
    const { lan, crm, violations } = fixture;
    const question = await lan.asks(REDEEM, QUESTION);

    const [typed] = await Promise.all([
      lan.asks("huỷ", /Đã huỷ: đổi quà|Không kịp huỷ|Không có câu hỏi nào đang chờ/),
      lan.clicksRepeatedly(question, "Đổi quà", 5),
    ]);
    await lan.asks("điểm 0900 000 001", /Điểm/);
    expect(redemptions(fixture)).toBe(typed.text.includes("Đã huỷ: đổi quà") ? 0 : 1);
    expect(crm.requests.filter(({ path }) => path === "/redeem").length).toBeLessThanOrEqual(1);
    expect(violations()).toEqual([]);
  });
});
