import { expect, it } from "vitest";
import type { SourceMessage } from "../../src/bot/call.ts";
import { plainText } from "../../src/cards/plain-text.ts";
import type { Person } from "../support/person.ts";
import { type TestApp, testApp } from "../support/test-app.ts";

const AN = "0900 000 001";
const BINH = "0867 123 456";

/** Makes AntCRM fail until the bot has noticed the outage and sends no more requests. */
async function goesDown({ antcrm, lan }: TestApp, somebody: Person = lan.in("elsewhere")): Promise<void> {
  antcrm.fault({ kind: "500" });
  for (let asked = -1, customer = 1; asked !== antcrm.requests.length; customer += 1) {
    asked = antcrm.requests.length;
    await somebody.types(`0912 345 67${customer}`);
  }
}

/** Lets AntCRM answer again, and ends the circuit breaker's pause. */
function comesBack({ antcrm, clock }: TestApp): void {
  antcrm.clearFaults();
  clock.passes(10_000);
}

it("tells of an outage in full once in a chat, and in one line after that", async () => {
  const app = await testApp();
  const { lan } = app;
  await goesDown(app);

  expect(await lan.types(BINH)).toMatch(
    /^AntCRM đang gián đoạn\nKhông trả lời từ 25\/11\/2026 08:00\. Bot vẫn hỏi lại đều đặn và sẽ báo ở đây/,
  );
  expect(await lan.types("điểm 0867 123 456")).toMatch(
    /^AntCRM vẫn đang gián đoạn \(từ 25\/11\/2026 08:00\)\n\[/,
  );
  // The other chat has had no message about the outage yet.
  expect(await lan.in("group").types(BINH)).toMatch(/^AntCRM đang gián đoạn\n/);
});

it("says in status since when AntCRM is down, and since when it is up again", async () => {
  const app = await testApp();
  const { lan, clock } = app;
  clock.passes(60_000);
  await goesDown(app);
  clock.passes(5 * 60_000);
  expect(await lan.types("trạng thái")).toContain("AntCRM: gián đoạn từ 25/11/2026 08:01");

  comesBack(app);
  await lan.types(BINH);
  expect(await lan.types("trạng thái")).toContain("AntCRM: hoạt động từ 25/11/2026 08:06");
});

it("keeps what was typed through an outage, and goes on with it when AntCRM is back", async () => {
  const app = await testApp();
  const { lan } = app;
  await goesDown(app);

  await lan.types("tạo phiếu cho 0867123456: máy in hỏng, gấp");
  expect(await lan.clicks("Sửa lại", lan.sees())).toContain("Tiêu đề: máy in hỏng");
  expect(await lan.clicks("Thử lại")).toMatch(/^AntCRM vẫn đang gián đoạn/);
  comesBack(app);
  expect(await lan.clicks("Thử lại", lan.sees())).toMatch(/^Tạo phiếu này\?\n.*\nTiêu đề: máy in hỏng/);
});

it("remembers through an outage which message a ticket was asked about", async () => {
  const app = await testApp();
  const { lan, antcrm } = app;
  const message: SourceMessage = {
    id: "slack:C01:1700000000.000100",
    text: "Máy in kẹt giấy, gọi lại 0867 123 456",
    author: "Minh",
    at: new Date("2026-11-25T07:55:00+07:00"),
  };
  await goesDown(app);
  await lan.replyingTo(message).commands("ticket");
  comesBack(app);
  await lan.clicks("Thử lại");
  await lan.clicks("Tạo phiếu");
  const made = antcrm.world.tickets.length;

  expect(await lan.replyingTo(message).commands("ticket")).toContain("Tin nhắn này đã được tạo thành phiếu:");
  expect(antcrm.world.tickets).toHaveLength(made);
});

it("answers from a card that was read lately, with its age above everything else, and puts it on record", async () => {
  const app = await testApp();
  const { lan, clock, store } = app;
  await lan.types(AN);
  clock.passes(7 * 60_000);
  await goesDown(app);

  const copy = await lan.types("0900.000.001");
  expect(copy).toMatch(
    /^Nguyễn Văn An\n⚠️ Bản lưu lúc 25\/11\/2026 08:00, 7 phút trước: hiện không kết nối được AntCRM\.\n/,
  );
  expect(copy).toContain("0900 000 001");
  expect((await store().audit.recent(1))[0]).toMatchObject({
    person: lan.id,
    command: "customer",
    effect: "look-up",
    customer: "customer:475",
    outcome: "copy",
  });
});

it("answers a colleague from the same card, whose buttons are then theirs", async () => {
  const app = await testApp();
  const { lan, minh } = app;
  minh.becomes("agent");
  await lan.types(AN);
  await goesDown(app);

  expect(await minh.types(AN)).toContain("⚠️ Bản lưu lúc");
  comesBack(app);
  expect(await minh.clicks("Điểm")).toMatch(/^Điểm/);
});

it("shows nobody a colleague's tasks as their own", async () => {
  const app = await testApp({ profileEmails: { "terminal:lan": "lan.cskh@example.com" } });
  const { lan, minh } = app;
  minh.becomes("agent");
  expect(await lan.types("việc của tôi")).toContain("Gọi lại cho chị Bình");
  await goesDown(app);
  expect(await minh.types("việc của tôi")).not.toContain("Gọi lại cho chị Bình");
  expect(await lan.types("việc của tôi")).toContain("⚠️ Bản lưu lúc");
});

it("shows no copy to somebody who may not look, nor in another language, nor after a quarter of an hour", async () => {
  const app = await testApp();
  const { mai, hoa, clock } = app;
  await mai.types(AN);
  await goesDown(app, mai);
  clock.passes(14 * 60_000);

  expect(await mai.types(AN)).toContain("⚠️ Bản lưu lúc");
  expect(await hoa.types(AN)).toMatch(/^Bạn chưa có quyền/);
  await mai.types("language en");
  expect(await mai.types(AN)).not.toContain("0900 000 001");
  await mai.types("ngôn ngữ vi");
  clock.passes(60_000);
  expect(await mai.types(AN)).toMatch(/^AntCRM vẫn đang gián đoạn/);
});

it("says in one line that AntCRM is back, once in each chat that heard of it, in the language it was told in", async () => {
  const app = await testApp();
  const { lan, minh, checksWhetherCrmIsBack } = app;
  minh.becomes("agent");
  await minh.types("language en");
  await goesDown(app, lan);
  await lan.types(AN);
  await minh.in("group").types(AN);
  await lan.in("group").types(AN);
  expect(await checksWhetherCrmIsBack()).toEqual([]);

  app.antcrm.clearFaults();
  // The bot checks once in ten seconds, so there is no check yet.
  expect(await checksWhetherCrmIsBack()).toEqual([]);
  comesBack(app);
  const notified = await checksWhetherCrmIsBack();
  expect(notified.map(({ place, card }) => [place.chat, plainText(card)])).toEqual([
    [lan.id, "AntCRM đã hoạt động lại\nBạn có thể tiếp tục như bình thường."],
    ["group", "AntCRM is back\nYou can go on as before."],
  ]);
  expect(await checksWhetherCrmIsBack()).toEqual([]);
});

it("says it also where only a copy was read", async () => {
  const app = await testApp();
  const { lan, checksWhetherCrmIsBack } = app;
  await lan.types(AN);
  await goesDown(app, lan);
  expect(await lan.in("group").types(AN)).toContain("⚠️ Bản lưu lúc");
  comesBack(app);

  expect((await checksWhetherCrmIsBack()).map(({ place }) => place.chat)).toContain("group");
});
