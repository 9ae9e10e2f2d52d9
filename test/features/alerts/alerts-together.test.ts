import { describe, expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";
import { binh, HOUR, MINUTE, texts } from "./alert-context.ts";

describe("several alerts of one chat", () => {
  it("report each event once, and combine many into one message", async () => {
    const { quan, lan, antcrm, clock, checksAlerts } = await testApp();
    const inGroup = quan.in("nhom");
    for (const order of [
      "báo khi có phiếu mới",
      "báo phiếu khẩn cấp",
      "alert ratings <= 2",
      "alert ratings 1 ZALO",
    ]) {
      await inGroup.types(order);
    }
    await quan.in("khac").types("báo phiếu khẩn cấp");
    clock.passes(MINUTE);
    antcrm.world.addTicket({ TicketId: 17600, title: "Cháy kho", priority: "Urgent" });
    antcrm.world.addRating({ rating_score: 1, contact: binh });
    const notified = await checksAlerts();
    expect(notified.map(({ place }) => place.chat).toSorted()).toEqual(["khac", "nhom", "nhom"]);
    expect(texts(notified.filter(({ place }) => place.chat === "nhom")).join()).toMatch(
      /Cảnh báo số 1 · Phiếu mới\nCảnh báo số 2 · Phiếu khẩn cấp/,
    );

    await inGroup.types("quiet 09:00-12:00");
    clock.passes(HOUR);
    for (const id of [17601, 17602])
      antcrm.world.addTicket({ TicketId: id, title: "Gấp", priority: "Urgent" });
    antcrm.world.addRating({ rating_score: 2, contact: binh });
    expect((await checksAlerts()).every(({ place }) => place.chat === "khac")).toBe(true);
    clock.passes(3 * HOUR);
    const summary = await checksAlerts();
    expect(summary.map(({ place, card }) => [place.chat, card.title])).toEqual([
      ["nhom", "3 việc từ 3 cảnh báo"],
    ]);
    expect(texts(summary)[0]).toContain("Đã giữ lại");

    await lan.in("nhom").clicks("Tạm dừng 2 giờ", summary[0]?.card);
    expect(lan.sees().title).toContain(
      "Cảnh báo số 1, Cảnh báo số 2, Cảnh báo số 3, Cảnh báo số 4: tạm dừng",
    );
  });
});

describe("a chat with quiet hours or a snooze", () => {
  it("gets nothing in quiet hours, and everything in one message afterwards, every night", async () => {
    const { quan, antcrm, clock, checksAlerts } = await testApp();
    const inGroup = quan.in("nhom");
    await inGroup.types("báo khi có đánh giá dưới 3 sao");
    expect(await inGroup.types("giờ yên lặng từ 22h đến 7h")).toContain("Giờ yên lặng: 22:00-07:00");
    expect(await inGroup.types("quiet")).toContain("Giờ yên lặng ở đây: 22:00-07:00");

    const received: string[] = [];
    const hour = () => new Date(clock.now().getTime() + 7 * HOUR).toISOString().slice(11, 16);
    for (let slept = 0; slept < 3 * 24 * 6; slept++) {
      clock.passes(10 * MINUTE);
      if (hour().endsWith(":30")) antcrm.world.addRating({ rating_score: 1, contact: binh });
      for (const { card } of await checksAlerts()) received.push(`${hour()} ${card.title}`);
    }
    const byNight = received.filter((line) => /^(2[23]|0[0-6]):/.test(line));
    expect(byNight).toEqual([]);
    // 22:30 to 06:30: nine ratings a night, three nights, and one message each.
    expect(received.filter((line) => line.includes("×"))).toEqual(
      Array(3).fill("07:00 9 × Đánh giá từ 2★ trở xuống"),
    );
    expect(received.filter((line) => !line.includes("×"))).toHaveLength(3 * 24 - 27);
  });

  it("is snoozed for two hours by any agent", async () => {
    const { quan, lan, antcrm, clock, checksAlerts } = await testApp();
    await quan.in("nhom").types("báo khi có đánh giá dưới 3 sao");
    clock.passes(MINUTE);
    antcrm.world.addRating({ rating_score: 1, contact: binh });
    const [notified] = await checksAlerts();
    expect(await lan.in("nhom").clicks("Tạm dừng 2 giờ", notified?.card)).toContain("Lan đã tạm dừng");
    expect(lan.sees().audience).toBe("shared");
    clock.passes(HOUR);
    antcrm.world.addRating({ rating_score: 2, contact: binh });
    antcrm.world.addRating({ rating_score: 1, contact: binh });
    expect(await checksAlerts()).toEqual([]);
    clock.passes(HOUR);
    expect(texts(await checksAlerts())).toEqual([expect.stringMatching(/2 × Đánh giá[\s\S]*Đã giữ lại/)]);
  });

  it("has quiet hours that only managers can set", async () => {
    const { lan } = await testApp();
    expect(await lan.in("nhom").types("quiet 22:00-07:00")).toContain("Bạn chưa có quyền");
    expect(await lan.types("quiet 22:00-07:00")).toContain("Giờ yên lặng: 22:00-07:00");
    expect(await lan.types("quiet off")).toContain("Đã bỏ giờ yên lặng");
    expect(await lan.types("giờ yên lặng: buổi tối")).toContain("“buổi tối” không phải hai mốc giờ");
  });
});

describe("an AntCRM outage", () => {
  it("loses no event: the next poll finds it, even after a restart", async () => {
    const { quan, antcrm, clock, checksAlerts, restarts } = await testApp();
    await quan.in("nhom").types("báo khi có đánh giá dưới 3 sao");
    clock.passes(MINUTE);
    await checksAlerts();
    antcrm.world.addRating({ rating_score: 1, comment: "Một", contact: binh });
    antcrm.fault({ kind: "503" });
    clock.passes(MINUTE);
    expect(await checksAlerts()).toEqual([]);
    await restarts();
    for (let hour = 0; hour < 8; hour++) {
      antcrm.world.addRating({ rating_score: 2, comment: `Giờ ${hour}`, contact: binh });
      clock.passes(HOUR);
      expect(await checksAlerts()).toEqual([]);
    }
    antcrm.clearFaults();
    clock.passes(MINUTE);
    // One message reports everything from the outage, instead of nine.
    const notified = await checksAlerts();
    expect(notified.map(({ card }) => card.title)).toEqual(["9 × Đánh giá từ 2★ trở xuống"]);
    expect(texts(notified)[0]).toMatch(/Giờ 7[\s\S]*Giờ 0[\s\S]*Một/);
    expect(await checksAlerts()).toEqual([]);
  });

  it("does not lose a rating that is recorded later than it was given: it is reported once", async () => {
    const { quan, antcrm, clock, checksAlerts } = await testApp();
    await quan.in("nhom").types("báo khi có đánh giá dưới 3 sao");
    clock.passes(HOUR);
    await checksAlerts();
    const late = clock.now().getTime() - 8 * MINUTE;
    antcrm.world.addRating({ rating_score: 1, comment: "Ghi muộn", createdAt: late, contact: binh });
    expect(texts(await checksAlerts())).toEqual([expect.stringContaining("Ghi muộn")]);
    for (let round = 0; round < 3; round++) {
      clock.passes(MINUTE);
      expect(await checksAlerts()).toEqual([]);
    }
  });
});
