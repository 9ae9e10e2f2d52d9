import { expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

const BINHS = "694a1499de71f2c2088c1fc3";
const DAY_MS = 24 * 3_600_000;

it("reads a conversation by its id, and opens its customer", async () => {
  const { minh } = await testApp();
  expect(await minh.types(`hội thoại ${BINHS}`)).toMatchInlineSnapshot(`
    "Hội thoại · ZALO
    4 tin nhắn, mới nhất trước
    • Cửa hàng: Dạ em tạo phiếu, kỹ thuật sẽ gọi chị trong hôm nay ạ  23/11/2026 07:05
    • Khách: Báo E-13 em ạ, mình cần in gấp  23/11/2026 07:03
    • Cửa hàng: Dạ em chào chị Bình, máy báo lỗi gì không ạ?  23/11/2026 07:02
    • Khách: Shop ơi máy in nhà mình kẹt giấy hoài  23/11/2026 07:00
    [1] Khách hàng  [2] Mọi hội thoại"
  `);
  expect(await minh.clicks("Khách hàng")).toMatch(/^Trần Thị Bình\n/);
});

it("lists the conversations of a range of days, and opens each", async () => {
  const { minh } = await testApp({ language: "en" });
  const shown = await minh.types("conversations last 7 days");
  expect(shown).toMatch(/^Conversations · 19\/11\/2026 – 25\/11\/2026\n1 conversations/);
  expect(await minh.clicks("Show")).toContain("Customer: Shop ơi máy in nhà mình kẹt giấy hoài");
});

it("finds an older one too, because its id contains its start", async () => {
  const { minh, antcrm, clock } = await testApp();
  const createdAt = clock.now().getTime() - 80 * DAY_MS;
  const { conversations } = antcrm.world;
  const session = conversations.addSession({ createdAt });
  conversations.addMessage(session, { text: "Cho mình hỏi giá", createdAt });
  expect(await minh.types(`tin nhắn ${session.sessionId}`)).toContain("Khách: Cho mình hỏi giá");
});

it("reports an invalid id, and a conversation without messages", async () => {
  const { minh } = await testApp();
  expect(await minh.types("hội thoại 12345")).toContain("“12345” không phải mã hội thoại");
  expect(await minh.types("hoi thoai nam ngoai")).toContain(
    "Không có tin nhắn trong 01/01/2025 – 31/12/2025",
  );
});

it("a conversation is opened from its rating", async () => {
  const { minh, antcrm, clock } = await testApp();
  antcrm.world.addRating({
    type: "omni",
    source: "ZALO",
    rating_score: 3,
    subject: { _id: BINHS, channel: "ZALO" },
    createdAt: clock.now().getTime() - DAY_MS,
  });
  await minh.types("đánh giá zalo");
  expect(await minh.clicks("Hội thoại")).toMatch(/^Hội thoại · ZALO\n4 tin nhắn/);
});
