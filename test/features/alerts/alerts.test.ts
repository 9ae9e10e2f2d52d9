import { describe, expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";
import { binh, HOUR, MINUTE, texts } from "./alert-context.ts";

describe("creating an alert", () => {
  it.each([
    ["alert ratings <= 2 here", "Đánh giá từ 2★ trở xuống", "ở đây"],
    ["báo khi có đánh giá dưới 3 sao", "Đánh giá từ 2★ trở xuống", "ở đây"],
    ["báo đánh giá 1 sao kênh ZALO", "Đánh giá 1★ · ZALO", "ở đây"],
    ["alert ratings 3 ticket", "Đánh giá từ 3★ trở xuống · về phiếu", "ở đây"],
    ["báo khi có đánh giá từ 1 đến 3 sao", "Đánh giá từ 3★ trở xuống", "ở đây"],
    ["báo đánh giá", "Đánh giá từ 2★ trở xuống", "ở đây"],
    ["cảnh báo khi có đánh giá 1 sao qua Zalo", "Đánh giá 1★ · ZALO", "ở đây"],
    ["cảnh báo phiếu khẩn", "Phiếu khẩn cấp", "ở đây"],
    ["alert tickets urgent", "Phiếu khẩn cấp", "ở đây"],
    ["báo phiếu khẩn cấp", "Phiếu khẩn cấp", "ở đây"],
    ["bao phieu khan cap", "Phiếu khẩn cấp", "ở đây"],
    ["alert tickets high", "Phiếu ưu tiên cao", "ở đây"],
    ["báo khi có phiếu mới", "Phiếu mới", "ở đây"],
    ["alert ticket 17464", "Phiếu #17464", "riêng cho bạn"],
    ["theo dõi phiếu 17464", "Phiếu #17464", "riêng cho bạn"],
    ["theo dõi phiếu 17464 ở đây", "Phiếu #17464", "ở đây"],
    ["follow ticket #17464", "Phiếu #17464", "riêng cho bạn"],
    ["alert mine", "Phiếu của tôi", "riêng cho bạn"],
    ["báo phiếu của tôi", "Phiếu của tôi", "riêng cho bạn"],
  ])("understands %s", async (said, what, where) => {
    const { quan, antcrm } = await testApp({ profileEmails: { "terminal:quan": "quan@shop.vn" } });
    antcrm.world.addTicket({ TicketId: 17464, title: "Giao trễ" });
    expect(await quan.in("nhom").types(said)).toContain(
      `Đã đặt cảnh báo số 1\nNội dung: ${what}\nNơi báo: ${where}\n`,
    );
  });

  it("offers the kinds when none was named", async () => {
    const { quan } = await testApp();
    expect(await quan.types("đặt cảnh báo")).toContain("Bạn muốn được báo khi nào?");
    expect(await quan.clicks("Phiếu khẩn cấp")).toContain("Đã đặt cảnh báo số 1");
    for (const said of ["alert ratings 17464", "báo tôi khi có đánh giá cao"]) {
      expect(await quan.types(said)).toMatch(/Bạn muốn được báo khi nào\?\nĐánh giá có từ 1 đến 5 sao/);
    }
  });

  it.each([
    ["báo khi đánh giá trên 4 sao", "trên 4 sao"],
    ["báo khi có đánh giá từ 4 sao trở lên qua Zalo", "từ 4 sao trở lên"],
    ["có đánh giá 5 sao thì báo nhé", "5 sao"],
    ["báo khi có đánh giá tốt", "đánh giá tốt"],
    ["alert ratings >= 4 ticket", ">= 4"],
    ["alert ratings <= 0", "<= 0"],
    ["alert ratings <= 7", "<= 7"],
    ["alert ratings below 2.5 stars", "below 2.5 stars"],
  ])("refuses star limits that are ambiguous: %s", async (said, stars) => {
    const { quan } = await testApp();
    const asked = await quan.types(said);
    expect(asked).toContain(`Số sao tối đa: ${stars}\n`);
    expect(asked).toContain("! Nhập số sao cao nhất cần báo");
    expect(await quan.types("alert list")).not.toContain("★");
    expect(await quan.types("<= 2")).toContain("Nội dung: Đánh giá từ 2★ trở xuống");
  });

  it("does not create the same alert twice in a chat", async () => {
    const { quan } = await testApp();
    const inGroup = quan.in("nhom");
    await inGroup.types("alert tickets urgent");
    expect(await inGroup.types("báo phiếu khẩn cấp")).toContain("Đã có sẵn cảnh báo số 1");
    expect(await quan.in("khac").types("báo phiếu khẩn cấp")).toContain("Đã đặt cảnh báo số 2");
  });

  it("requires a manager for a chat's alerts, and lets agents follow their own tickets", async () => {
    const { lan, minh, antcrm } = await testApp();
    antcrm.world.addTicket({ TicketId: 17464, title: "Giao trễ" });
    const inGroup = lan.in("nhom");
    expect(await inGroup.types("alert ratings <= 2 here")).toContain("Bạn chưa có quyền");
    expect(await inGroup.types("alert ticket 17464 here")).toContain("Bạn chưa có quyền");
    expect(await inGroup.types("alert ticket 17464")).toContain("Đã đặt cảnh báo số 1");
    expect(await minh.types("theo dõi phiếu 17464")).toContain("Bạn chưa có quyền");
  });

  it("shows an alert only to its owner, its chat and the managers", async () => {
    const { lan, minh, hoa, mai, quan, antcrm, clock } = await testApp();
    antcrm.world.addTicket({ TicketId: 17464, title: "Giao trễ" });
    await quan.in("rieng").types("alert ratings <= 2 here");
    await quan.types("theo dõi phiếu 17464");

    const elsewhere = lan.in("nhom");
    expect(await elsewhere.types("alert list")).not.toMatch(/rieng|17464/);
    for (const effect of ["snooze", "resume", "remove"]) {
      expect(await elsewhere.types(`alert ${effect} 1`)).toContain("Không tìm thấy");
      expect(await elsewhere.types(`alert ${effect} 2`)).toContain("Không tìm thấy");
      expect(await minh.in("rieng").types(`alert ${effect} 1`)).toContain("Bạn chưa có quyền");
      expect(await hoa.in("rieng").types(`alert ${effect} 1`)).toContain("Bạn chưa có quyền");
      clock.passes(3_600_000);
    }
    const there = lan.in("rieng");
    expect(await there.types("alert snooze 1")).toContain("tạm dừng đến");
    expect(await there.types("alert remove 1")).toContain("Bạn chưa có quyền");
    expect(await mai.in("nhom").types("alert list")).toMatch(/1\. Đánh giá[^\n]*ở terminal:rieng/);
    expect(mai.sees().audience).toBe("private");
    expect(await mai.types("alert list")).not.toContain("17464");
    expect(await mai.in("nhom").types("alert remove 2")).toContain("Không tìm thấy");
    expect(await mai.in("nhom").confirms("alert remove 1")).toContain("đã gỡ");
  });

  it("reports a missing ticket, and a person without a linked address", async () => {
    const { lan } = await testApp();
    expect(await lan.types("theo dõi phiếu 99999")).toContain("Không có phiếu #99999");
    expect(await lan.types("báo phiếu của tôi")).toContain("liên kết terminal:lan");
  });

  it("lists, resumes and removes alerts", async () => {
    const { quan, antcrm } = await testApp();
    antcrm.world.addTicket({ TicketId: 17464, title: "Giao trễ" });
    const inGroup = quan.in("nhom");
    await inGroup.types("alert ratings <= 2");
    await inGroup.types("theo dõi phiếu 17464");
    expect(await inGroup.types("danh sách cảnh báo")).toMatch(
      /1\. Đánh giá từ 2★ trở xuống {2}ở đây[\s\S]*2\. Phiếu #17464 {2}riêng cho bạn/,
    );
    expect(await inGroup.types("alert snooze 1")).toContain("Cảnh báo số 1: tạm dừng đến 25/11/2026 10:00");
    expect(await inGroup.types("alert list")).toContain("tạm dừng đến 25/11/2026 10:00");
    expect(await inGroup.types("tắt cảnh báo 1 trong 90 phút")).toContain("tạm dừng đến 25/11/2026 09:30");
    expect(await inGroup.types("gửi tiếp cảnh báo 1")).toContain("Cảnh báo số 1: đã gửi tiếp");
    expect(await inGroup.confirms("bỏ theo dõi phiếu 17464")).toContain("Cảnh báo số 2: đã gỡ");
    await inGroup.types("alert tickets urgent");
    expect(await inGroup.types("tắt cảnh báo")).toMatch(
      /^Gỡ cảnh báo nào\?\n• 1\. Đánh giá từ 2★ trở xuống {2}\[1\] Gỡ\n• 3\. Phiếu khẩn cấp/,
    );
    expect(await inGroup.confirms("gỡ cảnh báo 3")).toContain("Cảnh báo số 3: đã gỡ");
    expect(await inGroup.confirms("tắt cảnh báo")).toContain("Cảnh báo số 1: đã gỡ");
    expect(await inGroup.types("cảnh báo")).toContain("chưa đặt cảnh báo nào");
    expect(await inGroup.types("alert remove 7")).toContain("Không tìm thấy");
  });
});

describe("a low rating", () => {
  it("is reported in its chat once, masked; earlier ratings are not", async () => {
    const { quan, antcrm, clock, checksAlerts } = await testApp();
    antcrm.world.addRating({ rating_score: 1, comment: "cũ" });
    clock.passes(1);
    await quan.in("nhom").types("báo khi có đánh giá dưới 3 sao");
    expect(await checksAlerts()).toEqual([]);

    clock.passes(30_000);
    antcrm.world.addRating({ rating_score: 1, comment: "Gọi 0867123456 mãi không ai nghe", contact: binh });
    antcrm.world.addRating({ rating_score: 3, comment: "Tạm được", contact: binh });
    clock.passes(30_000);
    const notified = await checksAlerts();
    expect(notified.map(({ place, card }) => [place.chat, card.audience])).toEqual([["nhom", "shared"]]);
    expect(texts(notified)[0]).toMatchInlineSnapshot(`
      "Đánh giá 1★ · ZALO
      > Gọi 0867 *** 456 mãi không ai nghe
      > — Bình T.
      Khách hàng: Bình T.
      Về: hội thoại
      Lúc: 25/11/2026 08:00
      [1] Nhận xử lý  [2] Tạo phiếu  [3] Xem  [4] Tạm dừng 2 giờ
      Cảnh báo số 1 · Đánh giá từ 2★ trở xuống"
    `);
    expect(await checksAlerts()).toEqual([]);
    clock.passes(HOUR);
    expect(await checksAlerts()).toEqual([]);
  });

  it("is shown in full to the person who clicks, in private, with an audit entry", async () => {
    const { quan, minh, antcrm, clock, checksAlerts, store } = await testApp();
    await quan.in("nhom").types("báo khi có đánh giá dưới 3 sao");
    clock.passes(MINUTE);
    antcrm.world.addRating({ rating_score: 1, comment: "Chờ lâu", contact: binh });
    const [notified] = await checksAlerts();
    expect(await minh.in("nhom").clicks("Xem", notified?.card)).toContain("Trần Thị Bình");
    expect(minh.sees().audience).toBe("private");
    expect(await store().audit.recent(1)).toMatchObject([
      { person: "terminal:minh", command: "alertshow", effect: "look-up", customer: "customer:476" },
    ]);
  });

  it("becomes a ticket of that customer with their comment", async () => {
    const { quan, lan, antcrm, clock, checksAlerts } = await testApp();
    await quan.in("nhom").types("báo khi có đánh giá dưới 3 sao");
    clock.passes(MINUTE);
    antcrm.world.addRating({ rating_score: 1, comment: "Giao thiếu hộp mực", contact: binh });
    const [notified] = await checksAlerts();
    expect(await lan.in("nhom").clicks("Tạo phiếu", notified?.card)).toMatch(
      /Tạo phiếu này\?[\s\S]*Trần Thị Bình[\s\S]*Đánh giá 1★: Giao thiếu hộp mực/,
    );
  });

  it("is taken by the first person who clicks, and everybody sees by whom", async () => {
    const { quan, lan, mai, antcrm, clock, checksAlerts } = await testApp();
    await quan.in("nhom").types("báo khi có đánh giá dưới 3 sao");
    clock.passes(MINUTE);
    antcrm.world.addRating({ rating_score: 1, comment: "Chờ lâu", contact: binh });
    const [notified] = await checksAlerts();
    expect(await lan.in("nhom").clicks("Nhận xử lý", notified?.card)).toContain(
      "✋ Lan nhận xử lý (25/11/2026 08:01)",
    );
    expect(lan.sees()).toMatchObject({ audience: "shared", title: notified?.card.title });
    clock.passes(MINUTE);
    expect(await mai.in("nhom").clicks("Nhận xử lý", notified?.card)).toContain(
      "✋ Lan nhận xử lý (25/11/2026 08:01)",
    );
    expect(await mai.in("nhom").clicks("Trả lại", lan.sees())).toContain("của người khác");
    expect(await lan.in("nhom").clicks("Trả lại")).not.toContain("✋");
    expect(await mai.in("nhom").clicks("Nhận xử lý", lan.sees())).toContain("✋ Mai nhận xử lý");
  });

  it("shares one message with others when more than five come at once", async () => {
    const { quan, lan, antcrm, clock, checksAlerts } = await testApp();
    await quan.in("nhom").types("báo khi có đánh giá dưới 3 sao");
    clock.passes(MINUTE);
    for (let index = 0; index < 5; index++) antcrm.world.addRating({ rating_score: 2, contact: binh });
    expect(await checksAlerts()).toHaveLength(5);
    clock.passes(MINUTE);
    for (let index = 0; index < 12; index++) {
      clock.passes(1_000);
      antcrm.world.addRating({ rating_score: 2, comment: `Lần ${index}`, contact: binh });
    }
    const notified = await checksAlerts();
    expect(notified).toHaveLength(1);
    expect(notified[0]?.card.title).toBe("12 × Đánh giá từ 2★ trở xuống");
    expect(texts(notified)[0]).toMatch(
      /2★ Bình T\. {2}“Lần 11” · ZALO · 25\/11\/2026 08:02[\s\S]*và 2 mục nữa/,
    );
    expect(texts(notified)[0]).not.toContain("“Lần 1”");
    const first = notified[0];
    expect(await lan.in("nhom").clicks("Xem tất cả", first?.card)).toContain("1–10 trong 12");
    expect(await lan.in("nhom").clicks("Nhận xử lý", first?.card)).toContain("2★ Bình T. · ✋ Lan");
  });
});

describe("tickets", () => {
  it("that are urgent are reported once: new ones, and those that become urgent", async () => {
    const { quan, antcrm, clock, checksAlerts, store } = await testApp();
    const old = antcrm.world.addTicket({
      TicketId: 17001,
      title: "Cũ",
      priority: "Urgent",
      status: "Closed",
    });
    const raised = antcrm.world.addTicket({ TicketId: 17002, title: "Nóng dần", priority: "Low" });
    clock.passes(1);
    await quan.in("nhom").types("báo phiếu khẩn cấp");
    clock.passes(MINUTE);
    antcrm.world.addTicket({ TicketId: 17003, title: "Cháy kho, gọi 0867 123 456", priority: "Urgent" });
    antcrm.world.addTicket({ TicketId: 17004, title: "Thường", priority: "Medium" });
    old.updatedAt = clock.now().getTime();
    const notified = await checksAlerts();
    expect(notified.map(({ card }) => card.title)).toEqual([
      "Phiếu khẩn cấp #17003 · Cháy kho, gọi 0867 *** 456",
    ]);

    clock.passes(MINUTE);
    Object.assign(raised, { priority: "Urgent", updatedAt: clock.now().getTime() });
    expect((await checksAlerts()).map(({ card }) => card.title)).toEqual([
      "Phiếu khẩn cấp #17002 · Nóng dần",
    ]);
    clock.passes(MINUTE);
    Object.assign(raised, { status: "Assigned", updatedAt: clock.now().getTime() });
    expect(await checksAlerts()).toEqual([]);

    // The message's content is deleted after a month; the fact that it was sent is kept.
    clock.passes(31 * 24 * 60 * MINUTE);
    await store().deleteExpired(clock.now());
    Object.assign(raised, { status: "New", updatedAt: clock.now().getTime() });
    expect(await checksAlerts()).toEqual([]);
  });

  it("that the index already counted as urgent are not reported", async () => {
    const { quan, antcrm, clock, checksAlerts } = await testApp();
    const [open, low] = [17010, 17011].map((TicketId) => antcrm.world.addTicket({ TicketId, title: "Cũ" }));
    Object.assign(open ?? {}, { priority: "Urgent" });
    Object.assign(low ?? {}, { priority: "Low" });
    await quan.types("digest now tickets");
    clock.passes(1);
    await quan.in("nhom").types("báo phiếu khẩn cấp");
    clock.passes(MINUTE);
    const updatedAt = clock.now().getTime();
    Object.assign(open ?? {}, { status: "Assigned", updatedAt });
    Object.assign(low ?? {}, { priority: "Urgent", updatedAt });
    expect((await checksAlerts()).map(({ card }) => card.title)).toEqual(["Phiếu khẩn cấp #17011 · Cũ"]);
  });

  it("that are followed are reported to the follower at each change, with the previous value", async () => {
    const { lan, antcrm, clock, checksAlerts } = await testApp();
    const ticket = antcrm.world.addTicket({ TicketId: 17464, title: "Giao trễ", status: "New" });
    await lan.in("nhom").types("theo dõi phiếu 17464");
    expect(await checksAlerts()).toEqual([]);
    clock.passes(MINUTE);
    Object.assign(ticket, {
      status: "Assigned",
      assignedTo: "lan.cskh@example.com",
      updatedAt: clock.now().getTime(),
    });
    const notified = await checksAlerts();
    expect(notified.map(({ person, card }) => [person, card.audience])).toEqual([
      ["terminal:lan", "private"],
    ]);
    expect(texts(notified)[0]).toMatchInlineSnapshot(`
      "Phiếu #17464 có thay đổi · Giao trễ
      Trạng thái: New → Assigned
      Độ ưu tiên: Bình thường
      Người xử lý: (trống) → lan.cskh
      Lúc: 25/11/2026 08:01
      [1] Xem  [2] Bỏ theo dõi  [3] Tạm dừng 2 giờ
      Cảnh báo số 1 · Phiếu #17464"
    `);
    expect(await lan.clicks("Bỏ theo dõi", notified[0]?.card)).toMatch(/^Gỡ cảnh báo số 1\?/);
    expect(await lan.clicks("Gỡ cảnh báo")).toContain("Cảnh báo số 1: đã gỡ");
    clock.passes(MINUTE);
    Object.assign(ticket, { status: "Closed", updatedAt: clock.now().getTime() });
    expect(await checksAlerts()).toEqual([]);
  });

  it("of one's own are reported by the currently linked AntCRM address", async () => {
    const { lan, mai, antcrm, clock, checksAlerts } = await testApp({
      profileEmails: { "terminal:lan": "Lan.CSKH@example.com" },
    });
    await lan.types("báo phiếu của tôi");
    clock.passes(MINUTE);
    const lans = antcrm.world.addTicket({
      TicketId: 17501,
      title: "Của Lan",
      assignedTo: "lan.cskh@example.com",
    });
    antcrm.world.addTicket({ TicketId: 17502, title: "Của Minh", assignedTo: "minh@example.com" });
    expect((await checksAlerts()).map(({ person, card }) => [person, card.title])).toEqual([
      ["terminal:lan", "Phiếu của bạn #17501 · Của Lan"],
    ]);
    for (const assignedTo of ["minh@example.com", "tuan@example.com"]) {
      clock.passes(MINUTE);
      Object.assign(lans, { assignedTo, updatedAt: clock.now().getTime() });
      const lost = assignedTo.startsWith("minh") ? [expect.stringContaining("lan.cskh → minh")] : [];
      expect(texts(await checksAlerts())).toEqual(lost);
    }
    await mai.confirms("link terminal:lan minh@example.com");
    clock.passes(MINUTE);
    antcrm.world.addTicket({ TicketId: 17503, title: "Của Minh", assignedTo: "minh@example.com" });
    expect((await checksAlerts()).map(({ card }) => card.title)).toContain("Phiếu của bạn #17503 · Của Minh");
  });

  it("are not reported to a person who has lost the role", async () => {
    const { lan, antcrm, clock, checksAlerts } = await testApp();
    const ticket = antcrm.world.addTicket({ TicketId: 17464, title: "Giao trễ", status: "New" });
    await lan.types("theo dõi phiếu 17464");
    clock.passes(MINUTE);
    Object.assign(ticket, { status: "Assigned", updatedAt: clock.now().getTime() });
    expect(await checksAlerts("viewer")).toEqual([]);
    expect(await checksAlerts("agent")).toEqual([]);
  });
});
