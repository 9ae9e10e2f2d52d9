import { describe, expect, it } from "vitest";
import { type Card, filesOf } from "../../../src/cards/card.ts";
import { buttonsOf, plainText } from "../../../src/cards/plain-text.ts";
import type { World } from "../../../src/sandbox/antcrm/world.ts";
import { createSettingsBook } from "../../../src/settings/settings.ts";
import { compose, YESTERDAY, yesterdayAt } from "./compose-digest.ts";
import { stage, timeout } from "./digest-fixture.ts";

function notified(card: Card | null): string {
  if (card === null) throw new Error("a card was expected");
  expect(card.audience).toBe("shared");
  return plainText(card);
}

const HOUR_MS = 3_600_000;

function rate(
  world: World,
  score: number,
  hour: string,
  more: Partial<Parameters<World["addRating"]>[0]> = {},
) {
  return world.addRating({ rating_score: score, createdAt: yesterdayAt(hour), ...more });
}

/** Creates a stage without the ratings of the named customers, which are not the subject of these tests. */
async function stageWithoutRatings() {
  const at = await stage();
  at.antcrm.world.ratings.splice(0);
  return at;
}

describe("the digest of ratings", () => {
  it("shows the numbers first, then the worst ratings, masked, then the tables", async () => {
    const at = await stageWithoutRatings();
    const { world } = at.antcrm;
    const binh = world.customers.find(({ name }) => name === "Trần Thị Bình");
    if (!binh) throw new Error("she is not in the sandbox");
    const contact = { _id: binh._id, name: binh.name, customerId: binh.customerId, phones: binh.phones };
    rate(world, 5, "09:00", { source: "ZALO" });
    rate(world, 4, "10:00", { source: "ZALO" });
    rate(world, 1, "11:00", {
      source: "FACEBOOK",
      comment: "Gọi 0867 123 456 cho chị Trần Thị Bình mãi không được",
      contact,
    });
    world.addRating({ rating_score: 5, createdAt: yesterdayAt("09:00") - 24 * HOUR_MS });
    world.addRating({ rating_score: 2, createdAt: yesterdayAt("09:00") - 7 * 24 * HOUR_MS });

    expect(notified(await compose(at, "ratings"))).toMatchInlineSnapshot(`
      "Đánh giá · 24/11/2026
      Trung bình: 3,33/5 · ▼ 1,67 so với hôm trước · ▲ 1,33 so với tuần trước
      Số đánh giá: 3 · ▲ 2 so với hôm trước · ▲ 2 so với tuần trước
      Từ 2★ trở xuống: 1 · 33%
      Theo số sao: 5★ 1 · 4★ 1 · 3★ 0 · 2★ 0 · 1★ 1
      Thấp nhất
      • ★ Bình T. · 0867 *** 456  “Gọi 0867 *** 456 cho chị Bình T. mãi không được” · FACEBOOK · 24/11/2026 11:00  [1] Tạo phiếu [2] Nhận xử lý
      Theo           Số đánh giá  Trung bình
      Kênh ZALO                2        4,50
      Kênh FACEBOOK            1        1,00
      Về hội thoại             3        3,33
      📎 ratings-over-time.png: Đánh giá 14 ngày qua
      📎 rating-distribution.png: Đánh giá theo số sao · 24/11/2026
      [3] Xem  [4] Xem đánh giá thấp  [5] CSV"
    `);
  });

  it("is in English for an English reader", async () => {
    const at = await stageWithoutRatings();
    rate(at.antcrm.world, 2, "09:00", { comment: "slow" });

    expect(notified(await compose(at, "ratings", { locale: "en" }))).toMatchInlineSnapshot(`
      "Ratings · 24/11/2026
      Average: 2.00 of 5
      Ratings: 1 · ▲ 1 on the day before · ▲ 1 on the week before
      2★ and less: 1 · 100%
      By stars: 5★ 0 · 4★ 0 · 3★ 0 · 2★ 1 · 1★ 0
      Lowest
      • ★★ (unknown)  “slow” · ZALO · 24/11/2026 09:00  [1] Mine
      By            Ratings  Average
      Channel ZALO        1     2.00
      About chats         1     2.00
      📎 ratings-over-time.png: Ratings of 14 days
      📎 rating-distribution.png: Ratings by stars · 24/11/2026
      [2] Show  [3] Show low ratings  [4] CSV"
    `);
  });

  it("has a button for each action, which anybody in the chat may click", async () => {
    const at = await stageWithoutRatings();
    rate(at.antcrm.world, 1, "09:00", { contact: { name: "Lê An", customerId: 475 }, comment: "Chờ lâu" });

    const card = await compose(at, "ratings");

    const buttons = card ? buttonsOf(card) : [];
    expect(buttons.map(({ label }) => label)).toEqual([
      "Tạo phiếu",
      "Nhận xử lý",
      "Xem",
      "Xem đánh giá thấp",
      "CSV",
    ]);
    expect(buttons.every(({ action }) => action.by === "anyone")).toBe(true);
    expect(buttons[0]?.action).toMatchObject({
      command: "ticket",
      args: { customer: "customer:475", title: "Đánh giá ★: Chờ lâu", summary: "Chờ lâu" },
    });
    expect(buttons[3]?.action).toMatchObject({
      command: "ratings",
      args: { range: "2026-11-24/2026-11-24", score: "low" },
    });
  });

  it("is one line when there were no ratings, or absent when that was chosen", async () => {
    const at = await stageWithoutRatings();

    expect(notified(await compose(at, "ratings"))).toBe("Đánh giá · 24/11/2026\nKhông có đánh giá.");
    expect(await compose(at, "ratings", { skipEmpty: true })).toBeNull();
  });

  it("shows what could not be read, even when there is nothing else to show", async () => {
    const at = await stageWithoutRatings();
    rate(at.antcrm.world, 1, "09:00", { _id: "" });

    const card = await compose(at, "ratings", { skipEmpty: true });

    expect(notified(card)).toBe("Đánh giá · 24/11/2026\nKhông có đánh giá.\nKhông đọc được: 1");
  });

  it("requests one more day from AntCRM at either end, and cuts to its own days", async () => {
    const at = await stageWithoutRatings();
    for (const ms of [YESTERDAY.from.getTime() - 1, YESTERDAY.from.getTime(), YESTERDAY.to.getTime()]) {
      at.antcrm.world.addRating({ rating_score: 5, createdAt: ms });
    }

    expect(notified(await compose(at, "ratings"))).toContain("Số đánh giá: 1 · bằng hôm trước");

    // The chart's fourteen days are the longest period.
    expect(at.antcrm.requests[0]?.query).toMatchObject({
      dateStart: "2026-11-09T17:00:00.000Z",
      dateEnd: "2026-11-25T17:00:00.000Z",
    });
  });

  it("names the hour up to which the day is counted", async () => {
    const at = await stageWithoutRatings();
    const period = { from: YESTERDAY.from, to: new Date(yesterdayAt("18:00")) };
    rate(at.antcrm.world, 5, "17:59");
    rate(at.antcrm.world, 1, "18:00");

    const shown = notified(await compose(at, "ratings", { period }));

    expect(shown).toContain("Đánh giá · 24/11/2026, đến 18:00\n");
    expect(shown).toContain("Số đánh giá: 1");
  });
});

describe("the pictures of a digest", () => {
  it("are part of it", async () => {
    const at = await stageWithoutRatings();
    rate(at.antcrm.world, 5, "09:00");

    const card = await compose(at, "ratings");

    expect(card && filesOf(card).map(({ name }) => name)).toEqual([
      "ratings-over-time.png",
      "rating-distribution.png",
    ]);
  });

  it("are left out when they cannot be drawn", async () => {
    const at = await stageWithoutRatings();
    rate(at.antcrm.world, 5, "09:00");

    const card = await compose(at, "ratings", { draw: () => Promise.reject(new Error("no font")) });

    expect(card && filesOf(card)).toEqual([]);
    expect(notified(card)).toContain("Số đánh giá: 1");
  });

  it("are waited for at most two seconds", async () => {
    const at = await stageWithoutRatings();
    rate(at.antcrm.world, 5, "09:00");
    const pending = new Promise<never>(() => {});
    let card: Promise<Card | null> = pending;
    await new Promise<void>((started) => {
      card = compose(at, "ratings", {
        draw() {
          started();
          return pending;
        },
      });
    });

    at.clock.passes(2_000);

    expect(filesOf((await card) as Card)).toEqual([]);
    expect(at.clock.deadlines()).toEqual([]);
  });
});

describe("the digest of campaigns", () => {
  it("shows the calls in total, by campaign, and by agent", async () => {
    const at = await stage();
    const { outreach } = at.antcrm.world;
    const { _id: campaign } = outreach.addCampaign({
      name: "Gọi khách mua tivi (0867123456)",
      createdAt: yesterdayAt("07:00"),
    });
    const members = [1, 2, 3].map(() => outreach.addTelesale({ campaign, createdAt: yesterdayAt("07:30") }));
    const [telesale = ""] = members.map(({ _id }) => _id);
    const call = { campaign, telesale, agent: "lan.cskh@example.com" };
    outreach.addTelecall({ ...call, status: "BUSY", createdAt: yesterdayAt("09:10") });
    outreach.addTelecall({
      ...call,
      status: "SUCCESS",
      billingSeconds: 90,
      createdAt: yesterdayAt("09:30"),
    });
    outreach.addTelecall({
      ...call,
      status: "SUCCESS",
      billingSeconds: 3_700,
      createdAt: yesterdayAt("09:40"),
    });

    expect(notified(await compose(at, "campaigns"))).toMatchInlineSnapshot(`
      "Chiến dịch · 24/11/2026
      Cuộc gọi: 3 · ▲ 2 so với hôm trước · ▲ 3 so với tuần trước
      Nghe máy: 2 (67%) · ▲ 1 so với hôm trước
      Đàm thoại: trung bình 31:35 · tổng 1:03:10
      Giờ tốt nhất: 9–10h: nghe máy 67% (trong 3 cuộc gọi)
      Theo kết quả: Thành công 2 · Máy bận 1
      Theo giờ: 9h 3
      Các chiến dịch
      • Gọi khách mua tivi 0867 *** 456)  3 cuộc · ▲ 3 so với hôm trước · nghe máy 2 (67%) · trung bình 31:35 · tổng 1:03:10 · 3 khách (+3) · 0 có khảo sát  [1] Xem
      Nhân viên  Cuộc gọi  Nghe máy    %
      lan.cskh          3         2  67%
      📎 calls-by-hour.png: Cuộc gọi theo giờ, 7 ngày qua
      📎 campaign-funnel.png: Gọi khách mua tivi 0867 *** 456): khách đã gọi
      [2] Xem tất cả  [3] CSV"
    `);
  });

  it("is one line when nobody was called", async () => {
    const at = await stage();

    expect(notified(await compose(at, "campaigns"))).toBe(
      "Chiến dịch · 24/11/2026\nKhông có cuộc gọi và khách mới.",
    );
  });
});

describe("the digest of points", () => {
  it("shows the points earned and redeemed, and the most redeemed gifts", async () => {
    const at = await stage();
    const { world } = at.antcrm;
    const [customer] = world.customers;
    const [gift] = world.gifts.values();
    if (!customer || !gift) throw new Error("they are not in the sandbox");
    const contact = world.pointContact(customer);
    const product = { code: "TIVI01", name: "Tivi", id: world.objectId(yesterdayAt("09:00")) };
    const at9 = { contact, createdAt: yesterdayAt("09:00") };
    world.addMovement({ type: 1, score: 100, status: 1, product, code: "TIVI1", ...at9 });
    world.addMovement({ type: 2, score: gift.score, status: 1, gift, ...at9 });
    world.addMovement({ type: 2, score: gift.score, status: 0, gift, ...at9 });

    expect(notified(await compose(at, "loyalty"))).toMatchInlineSnapshot(`
      "Điểm và quà · 24/11/2026
      Tích điểm: 100 điểm, 1 lượt · ▲ 100 so với hôm trước · ▲ 100 so với tuần trước
      Đổi quà: 10 điểm, 1 lượt · ▲ 10 so với hôm trước · ▲ 10 so với tuần trước
      Quà              Lượt  Điểm
      Tàu hoả đồ chơi     1    10
      Lượt không thành công: 1
      [1] Xem  [2] CSV"
    `);
  });
});

describe("the digest of tickets", () => {
  it("shows opened and closed tickets at once, and how far the open ones are read", async () => {
    const at = await stage({ size: "full" });
    const headlines = (shown: string) =>
      shown.split("\n").filter((line) => /^(Phiếu mới|Đã đóng)/.test(line));

    const first = notified(await compose(at, "tickets"));
    await at.tickets.sweep(timeout());
    const later = notified(await compose(at, "tickets"));

    expect(first).toContain(
      "Bot còn đang đọc phiếu cũ: phiếu đang mở mới tính những phiếu có thay đổi từ 17/11/2026.",
    );
    expect(later).not.toContain("Bot còn đang đọc");
    expect(headlines(first)).toEqual(headlines(later));
    expect(headlines(first)).toHaveLength(2);
  });

  it("never reports no open tickets before all are read", async () => {
    const at = await stage();
    at.antcrm.world.tickets.splice(0);

    const first = await compose(at, "tickets", { skipEmpty: true });
    await at.tickets.sweep(timeout());

    expect(notified(first)).toBe(
      "Phiếu · 24/11/2026\nKhông có phiếu mới hay phiếu đóng. Bot còn đang đọc các phiếu đang mở.",
    );
    expect(await compose(at, "tickets", { skipEmpty: true })).toBeNull();
  });

  it("uses the team's closed statuses, or usual words, and lists each status", async () => {
    const at = await stage();
    const { world } = at.antcrm;
    world.tickets.splice(0);
    for (const [index, status] of ["New", "Xong", "Closed"].entries()) {
      world.addTicket({
        title: "Máy in hỏng",
        status,
        priority: index === 0 ? "Urgent" : "Low",
        assignedTo: index === 0 ? "" : "lan.cskh@example.com",
        createdAt: yesterdayAt(`1${index}:00`),
        TicketId: 17_001 + index,
      });
    }
    await compose(at, "tickets");
    await at.tickets.sweep(timeout());

    const usual = notified(await compose(at, "tickets"));
    expect(usual).toMatchInlineSnapshot(`
      "Phiếu · 24/11/2026
      Phiếu mới: 3 · ▲ 3 so với hôm trước · ▲ 3 so với tuần trước
      Đã đóng: 1
      Đang mở: 2 · 1 chưa ai nhận
      Đang mở, theo ưu tiên: Khẩn cấp 1 · Thấp 1
      Đang mở bao lâu: dưới 1 ngày: 2
      Trạng thái  Số phiếu
      Closed             1
      New                1
      Xong               1
      Cũ nhất
      • #17001  dưới 1 ngày · Khẩn cấp · New · chưa ai nhận  [1] Xem
      • #17002  dưới 1 ngày · Thấp · Xong · lan.cskh  [2] Xem
      Chưa cài trạng thái nào là đã đóng nên bot dựa vào các từ như Closed, Đã đóng. Để cài, quản trị viên gõ: sửa cài đặt tickets.closed Closed, Đã đóng
      [3] Xem phiếu mới  [4] Xem phiếu đóng  [5] Xem phiếu mở  [6] CSV"
    `);

    await createSettingsBook(at.store.settings, at.clock.now).set("tickets.closed", ["xong"]);
    const set = notified(await compose(at, "tickets"));
    expect(set).toContain("Đang mở: 2");
    expect(set).not.toContain("Chưa ai đặt trạng thái nào");
  });
});
