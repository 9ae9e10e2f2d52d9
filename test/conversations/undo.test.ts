import { describe, expect, it } from "vitest";
import { createFixture, TRANSPORTS } from "./fixture.ts";

describe.each(TRANSPORTS)("over %s", (transport) => {
  it("what the bot does at once is undone by its button, also after a restart", async () => {
    const { quan, restarts, violations } = await createFixture(transport);
    await quan.asks("báo khi có đánh giá dưới 3 sao", /Đã đặt cảnh báo số 1/);
    const snooze = await quan.asks("tạm dừng cảnh báo 1 30 phút", /Cảnh báo số 1: tạm dừng đến/);
    await quan.asks("gửi báo cáo đánh giá mỗi ngày 8h30", /Đã đặt báo cáo số 1/);
    const pause = await quan.asks("tạm dừng báo cáo 1", /Đã tạm dừng báo cáo số 1/);
    const hours = await quan.asks("giờ yên lặng 22h-7h", /Giờ yên lặng: 22:00-07:00/);
    const added = await quan.asks("theo dõi phiếu 16001", /Đã đặt cảnh báo số 2/);
    const language = await quan.asks("english", /I speak English/);
    await restarts();

    await quan.clicks(language, "Undo", /Undone/);
    await quan.clicks(snooze, "Hoàn tác", /Đã hoàn tác[\s\S]*Cảnh báo số 1 \(.*\): đang bật/);
    await quan.clicks(pause, "Hoàn tác", /Đã hoàn tác[\s\S]*Báo cáo số 1 \(.*\): đang bật/);
    await quan.clicks(hours, "Hoàn tác", /Đã hoàn tác[\s\S]*chưa đặt giờ yên lặng/);
    await quan.clicks(added, "Hoàn tác", /Đã hoàn tác[\s\S]*Cảnh báo số 2: đã gỡ/);
    const alerts = await quan.asks("danh sách cảnh báo", /1\. Đánh giá từ 2★ trở xuống/);
    expect(alerts.text).not.toMatch(/tạm dừng đến|Phiếu #16001|yên lặng ở đây/);
    const digests = await quan.asks("danh sách báo cáo", /#1 Đánh giá · mỗi ngày lúc 08:30/);
    expect(digests.text).not.toContain("đang tạm dừng");
    expect(violations()).toEqual([]);
  });

  it("clicked twice, an undo is made once", async () => {
    const { quan, violations } = await createFixture(transport);
    await quan.asks("gửi báo cáo đánh giá mỗi ngày 8h30", /Đã đặt báo cáo số 1/);
    const pause = await quan.asks("tạm dừng báo cáo 1", /Đã tạm dừng báo cáo số 1/);
    await quan.clicksRepeatedly(pause, "Hoàn tác", 3);
    const digests = await quan.asks("danh sách báo cáo", /#1 Đánh giá · mỗi ngày lúc 08:30/);
    expect(digests.text).not.toContain("đang tạm dừng");
    expect(violations()).toEqual([]);
  });

  it("a colleague cannot undo it, and what they change meanwhile stays", async () => {
    const { quan, minh, violations } = await createFixture(transport);
    await quan.asksInTeam("alert ratings <= 2 here", /Đã đặt cảnh báo số 1/);
    const snooze = await quan.asksInTeam("tạm dừng cảnh báo 1 30 phút", /Cảnh báo số 1: tạm dừng đến/);
    await minh.clicks(snooze, "Hoàn tác", /Nút này của người khác/);
    await minh.asksInTeam("gửi tiếp cảnh báo 1", /Cảnh báo số 1: đã gửi tiếp/);
    await minh.asksInTeam("tạm dừng cảnh báo 1 3 giờ", /Cảnh báo số 1: tạm dừng đến/);
    await quan.clicks(snooze, "Hoàn tác", /Chưa hoàn tác[\s\S]*giữ nguyên[\s\S]*tạm dừng đến/);
    await minh.asksInTeam("danh sách cảnh báo", /tạm dừng đến/);
    expect(violations()).toEqual([]);
  });
});
