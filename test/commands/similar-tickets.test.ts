import { expect, it } from "vitest";
import type { SourceMessage } from "../../src/commands/call.ts";
import { areAlike } from "../../src/commands/tickets/similar.ts";
import { house } from "../support/house.ts";

const MESSAGE: SourceMessage = {
  id: "slack:C01:1700000000.000100",
  text: "Máy in kẹt giấy, gọi lại 0867 123 456",
  author: "Minh",
  at: new Date("2026-11-25T07:55:00+07:00"),
};

const DAY_MS = 24 * 3_600_000;

it("shows the ticket that was made of the same message, instead of making a second", async () => {
  const { lan, quan, antcrm } = await house();
  await lan.replyingTo(MESSAGE).commands("ticket");
  await lan.presses("Tạo phiếu");
  const made = antcrm.world.tickets.length;

  // Hours later, and by somebody else: the message is the same.
  const answer = await quan.replyingTo(MESSAGE).commands("ticket");
  expect(answer).toContain("Đã có phiếu rồi\nTin nhắn này đã được tạo thành phiếu:");
  expect(answer).toContain("#17001 Máy in kẹt giấy");
  expect(await quan.presses("Mở phiếu")).toContain("Phiếu #17001");
  expect(antcrm.world.tickets).toHaveLength(made);
});

it("remembers the message also where it had to ask for the rest", async () => {
  const { lan, antcrm } = await house();
  const silent = { ...MESSAGE, text: "Máy in kẹt giấy" };
  await lan.replyingTo(silent).commands("ticket");
  await lan.types("09000");
  await lan.types("0867 123 456");
  await lan.presses("Tạo phiếu");
  const made = antcrm.world.tickets.length;

  await lan.replyingTo(silent).commands("ticket");
  expect(await lan.types("0867 123 456")).toContain("Tin nhắn này đã được tạo thành phiếu:");
  expect(antcrm.world.tickets).toHaveLength(made);
});

it("shows a ticket of the same customer that says nearly the same, and makes a new one if asked to", async () => {
  const { lan, antcrm } = await house();
  await lan.types("tạo phiếu cho 0867123456: máy in kẹt giấy");
  await lan.presses("Tạo phiếu");

  expect(await lan.types("tạo phiếu cho 0867123456: Máy in bị kẹt giấy")).toContain("#17001 máy in kẹt giấy");
  await lan.presses("Vẫn tiếp tục");
  expect(await lan.presses("Tạo phiếu")).toContain("Đã tạo phiếu #17002");
  expect(antcrm.world.ticketById(17002)).toMatchObject({ title: "Máy in bị kẹt giấy" });
});

it("finds the ticket that a colleague made in AntCRM itself", async () => {
  const { lan, antcrm } = await house();
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
  const { lan } = await house();
  await lan.types("tạo phiếu cho 0867123456: máy in kẹt giấy");
  await lan.presses("Tạo phiếu");

  expect(await lan.types(text)).toContain("Tạo phiếu này?");
});

it("is not held up by a ticket of the day before yesterday", async () => {
  const { lan, clock } = await house();
  await lan.types("tạo phiếu cho 0867123456: máy in kẹt giấy");
  await lan.presses("Tạo phiếu");
  clock.passes(2 * DAY_MS);

  expect(await lan.types("tạo phiếu cho 0867123456: máy in kẹt giấy")).toContain("Tạo phiếu này?");
});

it("compares words, whatever their accents, order and channel", () => {
  expect(areAlike("[Zalo] Máy in kẹt giấy", "may in ket giay")).toBe(true);
  expect(areAlike("Máy in kẹt giấy", "Giao hàng trễ")).toBe(false);
  expect(areAlike("", "")).toBe(false);
  expect(areAlike("🖨️", "🖨️")).toBe(false);
});
