import { expect, it } from "vitest";
import type { SourceMessage } from "../../../src/bot/call.ts";
import { areAlike } from "../../../src/features/tickets/similar.ts";
import { type TestApp, testApp } from "../../support/test-app.ts";

const MESSAGE: SourceMessage = {
  id: "slack:C01:1700000000.000100",
  text: "Máy in kẹt giấy, gọi lại 0867 123 456",
  author: "Minh",
  at: new Date("2026-11-25T07:55:00+07:00"),
};

const DAY_MS = 24 * 3_600_000;

it("shows the ticket that was made of the same message, instead of making a second", async () => {
  const { lan, quan, antcrm } = await testApp();
  await lan.replyingTo(MESSAGE).commands("ticket");
  await lan.clicks("Tạo phiếu");
  const made = antcrm.world.tickets.length;

  // Hours later, and by somebody else: the message is the same.
  const answer = await quan.replyingTo(MESSAGE).commands("ticket");
  expect(answer).toContain("Đã có phiếu rồi\nTin nhắn này đã được tạo thành phiếu:");
  expect(answer).toContain("#17001 Máy in kẹt giấy");
  expect(await quan.clicks("Mở phiếu")).toContain("Phiếu #17001");
  expect(antcrm.world.tickets).toHaveLength(made);
});

it("remembers the message also where it had to ask for the rest", async () => {
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

it("shows a ticket of the same customer that says nearly the same, and makes a new one if asked to", async () => {
  const { lan, antcrm } = await testApp();
  await lan.types("tạo phiếu cho 0867123456: máy in kẹt giấy");
  await lan.clicks("Tạo phiếu");

  expect(await lan.types("tạo phiếu cho 0867123456: Máy in bị kẹt giấy")).toContain("#17001 máy in kẹt giấy");
  await lan.clicks("Vẫn tiếp tục");
  expect(await lan.clicks("Tạo phiếu")).toContain("Đã tạo phiếu #17002");
  expect(antcrm.world.ticketById(17002)).toMatchObject({ title: "Máy in bị kẹt giấy" });
});

it("finds the ticket that a colleague made in AntCRM itself", async () => {
  const { lan, antcrm } = await testApp();
  const [binh] = antcrm.world.customersByPhone("0867123456");
  if (!binh) throw new Error("the cast has changed");
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
])("is not held up by a ticket of %s", async (_, text) => {
  const { lan } = await testApp();
  await lan.types("tạo phiếu cho 0867123456: máy in kẹt giấy");
  await lan.clicks("Tạo phiếu");

  expect(await lan.types(text)).toContain("Tạo phiếu này?");
});

it("is not held up by a ticket of the day before yesterday", async () => {
  const { lan, clock } = await testApp();
  await lan.types("tạo phiếu cho 0867123456: máy in kẹt giấy");
  await lan.clicks("Tạo phiếu");
  clock.passes(2 * DAY_MS);

  expect(await lan.types("tạo phiếu cho 0867123456: máy in kẹt giấy")).toContain("Tạo phiếu này?");
});

it("compares words, whatever their accents, order and channel", () => {
  expect(areAlike("[Zalo] Máy in kẹt giấy", "may in ket giay")).toBe(true);
  expect(areAlike("Máy in kẹt giấy", "Giao hàng trễ")).toBe(false);
  expect(areAlike("", "")).toBe(false);
  expect(areAlike("🖨️", "🖨️")).toBe(false);
});

it("knows the message again after a restart, made by a filled form, and for another customer", async () => {
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

it("makes one of a message that two people were asked about, and shows it to the second", async () => {
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

/** The tickets that were made from the message of these tests. */
const made = ({ antcrm }: TestApp) => antcrm.world.tickets.filter(({ TicketId }) => TicketId > 17000).length;

it("makes one of a message that two people confirm in the same moment, and shows it to the other", async () => {
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

it("makes one of a message that one person was asked about six times, whichever are pressed together", async () => {
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

it("lets two people who know of a message's ticket make one more together, not two", async () => {
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
])("leaves a message free again when the first ticket of it %s", async (_, label) => {
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

it("redeems two gifts that one message asks for, although both were asked about before either was given", async () => {
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

it("does not make a second of a message while the first is on its way, or is not clear", async () => {
  const { lan, quan, antcrm } = await testApp({ crm: { timeoutMs: 1_000 } });
  await lan.replyingTo(MESSAGE).commands("ticket");
  antcrm.fault({ kind: "hang", method: "POST", path: "/tickets", times: 1 });
  const first = lan.clicks("Tạo phiếu");
  await expect.poll(() => antcrm.requests.filter(({ method }) => method === "POST")).toHaveLength(1);

  expect(await quan.replyingTo(MESSAGE).commands("ticket")).toMatch(/^Yêu cầu trước đang được thực hiện\n/);
  expect(await first).toMatch(/^AntCRM chưa trả lời rõ\n/);
  expect(await quan.replyingTo(MESSAGE).commands("ticket", "0900 000 001 giao hàng trễ")).toContain(
    "Lần trước chưa rõ kết quả",
  );
  expect(antcrm.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
});

it("is not held up to the minute after a day, and is until then", async () => {
  const { lan, clock } = await testApp();
  await lan.types("tạo phiếu cho 0867123456: máy in kẹt giấy");
  await lan.clicks("Tạo phiếu");
  clock.passes(DAY_MS - 60_000);
  expect(await lan.types("tạo phiếu cho 0867123456: may in ket giay")).toMatch(/^Đã có phiếu rồi/);
  clock.passes(2 * 60_000);
  expect(await lan.types("tạo phiếu cho 0867123456: may in ket giay")).toMatch(/^Tạo phiếu này\?/);
});

it("takes titles of one word for alike only when it is the same word", () => {
  expect(areAlike("Hỏng", "hong")).toBe(true);
  expect(areAlike("Hỏng", "Máy in hỏng")).toBe(false);
  expect(areAlike("Hỏng", "Máy hỏng")).toBe(false);
});

it("knows the message again when its number is two customers', and one was picked", async () => {
  const { lan, antcrm } = await testApp();
  antcrm.world.addCustomer({ name: "Trần Văn Đạt", customerId: 903, phones: ["0867123456"] });
  for (const already of [false, true]) {
    expect(await lan.replyingTo(MESSAGE).commands("ticket")).toContain("Bạn muốn xem khách nào?");
    const answer = await lan.clicks("Mở", lan.sees());
    expect(answer.startsWith("Đã có phiếu rồi")).toBe(already);
    if (!already) await lan.clicks("Tạo phiếu");
  }
  expect(antcrm.world.ticketById(17002)).toBeUndefined();
});
