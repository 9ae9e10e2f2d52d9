import { expect, it } from "vitest";
import type { SourceMessage } from "../../../src/bot/call.ts";
import { type TestApp, testApp } from "../../support/test-app.ts";

const MESSAGE: SourceMessage = {
  id: "slack:C01:1700000000.000100",
  text: "Máy in kẹt giấy, gọi lại 0867 123 456",
  author: "Minh",
  at: new Date("2026-11-25T07:55:00+07:00"),
};

const DAY_MS = 24 * 3_600_000;

it("shows the existing ticket of the same message instead of creating a second", async () => {
  const { lan, quan, antcrm } = await testApp();
  await lan.replyingTo(MESSAGE).commands("ticket");
  await lan.clicks("Tạo phiếu");
  const made = antcrm.world.tickets.length;

  // Hours later another person replies to the same message.
  const answer = await quan.replyingTo(MESSAGE).commands("ticket");
  expect(answer).toContain("Đã có phiếu rồi\nTin nhắn này đã được tạo thành phiếu:");
  expect(answer).toContain("#17001 Máy in kẹt giấy");
  expect(await quan.clicks("Xem phiếu")).toContain("Phiếu #17001");
  expect(antcrm.world.tickets).toHaveLength(made);
});

it("remembers the message even after prompts for other values", async () => {
  const { lan, antcrm } = await testApp();
  const silent = { ...MESSAGE, text: "Máy in kẹt giấy" };
  await lan.replyingTo(silent).commands("ticket");
  await lan.types("09000");
  await lan.types("0867 123 456");
  await lan.clicks("Tạo phiếu");
  const made = antcrm.world.tickets.length;

  await lan.replyingTo(silent).commands("ticket");
  expect(await lan.types("0867 123 456")).toContain("Tin nhắn này đã được tạo thành phiếu:");
  expect(antcrm.world.tickets).toHaveLength(made);
});

it("creates no second ticket after “huỷ” to the card that shows the first", async () => {
  const { lan, antcrm } = await testApp();
  await lan.types("tạo phiếu cho 0867123456: máy in kẹt giấy");
  await lan.clicks("Tạo phiếu");
  const made = antcrm.world.tickets.length;
  await lan.types("tạo phiếu cho 0867123456: máy in kẹt giấy");
  const card = lan.sees();

  expect(await lan.types("huỷ")).toBe("Đã huỷ: Tạo phiếu\nChưa gửi thêm gì đến AntCRM.");
  expect(await lan.clicks("Vẫn tiếp tục", card)).toMatch(/^Đã hết hạn\n/);
  expect(antcrm.world.tickets).toHaveLength(made);
});

it("shows a ticket of the same customer with a similar title, and creates a new one on request", async () => {
  const { lan, antcrm } = await testApp();
  await lan.types("tạo phiếu cho 0867123456: máy in kẹt giấy");
  await lan.clicks("Tạo phiếu");

  expect(await lan.types("tạo phiếu cho 0867123456: Máy in bị kẹt giấy")).toContain("#17001 máy in kẹt giấy");
  await lan.clicks("Vẫn tiếp tục");
  expect(await lan.clicks("Tạo phiếu")).toContain("Đã tạo phiếu #17002");
  expect(antcrm.world.ticketById(17002)).toMatchObject({ title: "Máy in bị kẹt giấy" });
});

it("finds a ticket that a colleague created in AntCRM itself", async () => {
  const { lan, antcrm } = await testApp();
  const [binh] = antcrm.world.customersByPhone("0867123456");
  if (!binh) throw new Error("the sandbox's customers have changed");
  const { name, phones, emails, customerId } = binh;
  antcrm.world.addTicket({
    title: "[Zalo] Bảo hành tivi",
    TicketId: 16500,
    contact: { name, phones, emails, customerId },
  });

  expect(await lan.types("tạo phiếu cho 0867123456: bảo hành tivi")).toContain("#16500 [Zalo] Bảo hành tivi");
});

it.each([
  ["another customer", "tạo phiếu cho 0900000001: máy in kẹt giấy"],
  ["other words", "tạo phiếu cho 0867123456: giao hàng trễ hai ngày"],
])("a new ticket is not blocked by one of %s", async (_, text) => {
  const { lan } = await testApp();
  await lan.types("tạo phiếu cho 0867123456: máy in kẹt giấy");
  await lan.clicks("Tạo phiếu");

  expect(await lan.types(text)).toContain("Tạo phiếu này?");
});

it("a new ticket is not blocked by one of the day before yesterday", async () => {
  const { lan, clock } = await testApp();
  await lan.types("tạo phiếu cho 0867123456: máy in kẹt giấy");
  await lan.clicks("Tạo phiếu");
  clock.passes(2 * DAY_MS);

  expect(await lan.types("tạo phiếu cho 0867123456: máy in kẹt giấy")).toContain("Tạo phiếu này?");
});

it.each([
  ["[Zalo] Máy in kẹt giấy", "giay ket, may in", true],
  ["Máy in kẹt giấy", "Giao hàng trễ", false],
  ["🖨️", "🖨️", false],
  ["Hỏng", "hong", true],
  ["Hỏng", "Máy in hỏng", false],
  ["Hỏng", "Máy hỏng", false],
])(
  "compares the words of titles, whatever their accents, order and channel: %s, %s",
  async (one, other, isSimilar) => {
    const { lan } = await testApp();
    const form = { customer: "0867123456", summary: "", priority: "High", sla: "Chuẩn" };
    await lan.types("tạo phiếu");
    await lan.sends({ ...form, title: one });
    await lan.types("tạo phiếu");
    await lan.sends({ ...form, title: other });
    expect(lan.sees().title).toBe(isSimilar ? "Đã có phiếu rồi" : "Đã tạo phiếu #17002");
  },
);

it("recognises the message after a restart, in a filled form, and for another customer", async () => {
  const { lan, antcrm, restarts } = await testApp();
  await lan.replyingTo(MESSAGE).commands("ticket");
  await lan.clicks("Sửa lại");
  await lan.sends({
    customer: "0867123456",
    title: "Máy in kẹt giấy",
    summary: "",
    priority: "High",
    sla: "Chuẩn",
  });
  expect(lan.sees().title).toBe("Đã tạo phiếu #17001");
  await restarts();

  await lan.replyingTo(MESSAGE).commands("ticket", "0900 000 001 giao hàng trễ");
  expect(lan.sees().title).toBe("Đã có phiếu rồi");
  expect(antcrm.world.ticketById(17002)).toBeUndefined();
});

it("creates one ticket of a message in two people's questions, and shows it to the second person", async () => {
  const { lan, quan, antcrm, clock } = await testApp();
  await lan.replyingTo(MESSAGE).commands("ticket");
  await quan.replyingTo(MESSAGE).commands("ticket");
  clock.passes(1_000);
  await lan.clicks("Tạo phiếu");
  const made = antcrm.world.tickets.length;

  expect(await quan.clicks("Tạo phiếu")).toContain("Tin nhắn này đã được tạo thành phiếu:");
  expect(antcrm.world.tickets).toHaveLength(made);
  clock.passes(1_000);
  await quan.clicks("Vẫn tiếp tục");
  expect(await quan.clicks("Tạo phiếu", quan.sees())).toMatch(/^Đã tạo phiếu #17002\n/);
  expect(antcrm.world.tickets).toHaveLength(made + 1);
});

/** Returns the number of tickets that were created from the message of these tests. */
const made = ({ antcrm }: TestApp) => antcrm.world.tickets.filter(({ TicketId }) => TicketId > 17000).length;

it("creates one ticket when two people confirm the same message at the same moment, and shows it to the other", async () => {
  const app = await testApp();
  const { lan, quan } = app;
  await lan.replyingTo(MESSAGE).commands("ticket");
  await quan.replyingTo(MESSAGE).commands("ticket");

  const answers = await Promise.all([lan.clicks("Tạo phiếu"), quan.clicks("Tạo phiếu")]);
  expect(answers.filter((answer) => answer.startsWith("Đã tạo phiếu #17001\n"))).toHaveLength(1);
  expect(
    answers.filter((answer) => /^(Yêu cầu trước đang được thực hiện|Đã có phiếu rồi)\n/.test(answer)),
  ).toHaveLength(1);
  expect(made(app)).toBe(1);
});

it("creates one ticket of a message that one person was asked about six times, whichever are clicked together", async () => {
  const app = await testApp();
  const { lan } = app;
  const asked = lan.replyingTo(MESSAGE);
  const questions = [];
  for (let index = 0; index < 6; index += 1) {
    await asked.commands("ticket", index % 2 === 0 ? "" : "0900 000 001 giao hàng trễ");
    questions.push(lan.sees());
  }
  await Promise.all(questions.map((question) => lan.clicks("Tạo phiếu", question)));
  expect(made(app)).toBe(1);
  expect(await lan.clicks("Tạo phiếu", questions[3])).toMatch(/#17001/);
  expect(made(app)).toBe(1);
});

it("lets two people who have seen a message's ticket create one more together, not two", async () => {
  const app = await testApp();
  const { lan, quan } = app;
  await lan.replyingTo(MESSAGE).commands("ticket");
  await lan.clicks("Tạo phiếu");
  for (const one of [lan, quan]) {
    await one.replyingTo(MESSAGE).commands("ticket");
    expect(await one.clicks("Vẫn tiếp tục")).toMatch(/^Tạo phiếu này\?/);
  }
  await Promise.all([lan, quan].map((one) => one.clicks("Tạo phiếu", one.sees())));
  expect(made(app)).toBe(2);
});

it.each([
  ["failed", "Tạo phiếu"],
  ["was cancelled", "Huỷ"],
])("frees a message when its first ticket %s", async (_, label) => {
  const app = await testApp();
  const { lan, quan, antcrm } = app;
  await lan.replyingTo(MESSAGE).commands("ticket");
  await quan.replyingTo(MESSAGE).commands("ticket");
  antcrm.fault({ kind: "429", method: "POST", path: "/tickets", times: 3, retryAfter: 0 });
  await lan.clicks(label);
  expect(made(app)).toBe(0);
  antcrm.clearFaults();

  expect(await quan.clicks("Tạo phiếu")).toMatch(/^Đã tạo phiếu #17001\n/);
  expect(made(app)).toBe(1);
});

it("redeems two gifts requested in one message, although both questions came before either redemption", async () => {
  const { lan, antcrm } = await testApp();
  const asked = lan.replyingTo({ ...MESSAGE, text: "Chị An 0900 000 001 xin đổi hai quà" });
  const questions = [];
  for (const gift of ["DAUMAY01", "SUA02"]) {
    antcrm.world.addGift({ code: gift, name: gift, score: 10 });
    await asked.types(`đổi quà ${gift} cho 0900 000 001`);
    questions.push(lan.sees());
  }
  for (const question of questions) expect(await lan.clicks("Đổi quà", question)).toMatch(/^Đã đổi quà\n/);
  expect(antcrm.requests.filter(({ path }) => path === "/redeem")).toHaveLength(2);
});

it("does not create a second ticket of a message while the first is in progress or unclear", async () => {
  const { lan, quan, antcrm } = await testApp({ crm: { timeoutMs: 1_000 } });
  await lan.replyingTo(MESSAGE).commands("ticket");
  antcrm.fault({ kind: "hang", method: "POST", path: "/tickets", times: 1 });
  const first = lan.clicks("Tạo phiếu");
  await expect.poll(() => antcrm.requests.filter(({ method }) => method === "POST")).toHaveLength(1);

  expect(await quan.replyingTo(MESSAGE).commands("ticket")).toMatch(/^Yêu cầu trước đang được thực hiện\n/);
  expect(await first).toMatch(/^AntCRM chưa trả lời rõ\n/);
  const earlier = await quan.replyingTo(MESSAGE).commands("ticket", "0900 000 001 giao hàng trễ");
  expect(earlier).toContain("Lần trước chưa rõ kết quả");
  // The first ticket is about another customer, whom he has not looked up.
  expect(earlier).not.toMatch(/Yêu cầu:|Bình|0867|Máy in/);
  expect(antcrm.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
});

it("a new ticket is blocked by a similar one for a day, to the minute", async () => {
  const { lan, clock } = await testApp();
  await lan.types("tạo phiếu cho 0867123456: máy in kẹt giấy");
  await lan.clicks("Tạo phiếu");
  clock.passes(DAY_MS - 60_000);
  expect(await lan.types("tạo phiếu cho 0867123456: may in ket giay")).toMatch(/^Đã có phiếu rồi/);
  clock.passes(2 * 60_000);
  expect(await lan.types("tạo phiếu cho 0867123456: may in ket giay")).toMatch(/^Tạo phiếu này\?/);
});

it("recognises the message when two customers have its number, and one was chosen", async () => {
  const { lan, antcrm } = await testApp();
  antcrm.world.addCustomer({ name: "Trần Văn Đạt", customerId: 903, phones: ["0867123456"] });
  for (const already of [false, true]) {
    expect(await lan.replyingTo(MESSAGE).commands("ticket")).toContain("Bạn muốn chọn khách nào?");
    const answer = await lan.clicks("Chọn", lan.sees());
    expect(answer.startsWith("Đã có phiếu rồi")).toBe(already);
    if (!already) await lan.clicks("Tạo phiếu");
  }
  expect(antcrm.world.ticketById(17002)).toBeUndefined();
});
