import { expect, it } from "vitest";
import type { SourceMessage } from "../../src/commands/call.ts";
import { house } from "../support/house.ts";

const MESSAGE: SourceMessage = {
  id: "telegram:-100123:77",
  text: "Nồi cơm không vào điện",
  author: "Khách",
  at: new Date("2026-11-25T07:59:00+07:00"),
};

it("shows the ticket that the same message has become before, and creates another only when told to", async () => {
  const { lan, quan, antcrm } = await house();
  await lan.replyingTo(MESSAGE).commands("ticket", "0867123456");
  expect(await lan.presses("Tạo phiếu")).toMatch(/^Đã tạo phiếu #17001/);

  const again = await quan.replyingTo(MESSAGE).commands("ticket", "0867123456 tiêu đề: chuyện khác hẳn");
  expect(again).toContain("Tin nhắn này đã được tạo thành phiếu:\n• #17001 Nồi cơm không vào điện");
  expect(await quan.presses("Mở phiếu")).toMatch(/^Phiếu #17001 · Nồi cơm không vào điện/);
  expect(antcrm.world.ticketById(17002)).toBeUndefined();

  expect(await quan.presses("Vẫn tiếp tục")).toMatch(/^Tạo phiếu này\?/);
  expect(await quan.presses("Tạo phiếu", quan.sees())).toMatch(/^Đã tạo phiếu #17002/);
});

it("shows a ticket of the same customer with nearly the same title, accents aside", async () => {
  const { lan } = await house();
  await lan.types("tạo phiếu cho 0867123456: nồi cơm không vào điện");
  await lan.presses("Tạo phiếu");

  expect(await lan.types("tạo phiếu cho 0867123456: noi com khong vao dien nua")).toContain(
    "Khách này đã có phiếu với tiêu đề gần giống trong 24 giờ qua:\n• #17001 nồi cơm không vào điện",
  );
});

it("shows one that somebody made in AntCRM itself", async () => {
  const { lan, antcrm, clock } = await house();
  const [binh] = antcrm.world.customersById("customerId", "476");
  antcrm.world.addTicket({
    title: "[Zalo] Nồi cơm không vào điện",
    TicketId: 16900,
    contact: { _id: binh?._id, name: binh?.name, phones: binh?.phones, emails: binh?.emails },
    createdAt: clock.now().getTime() - 3_600_000,
  });

  expect(await lan.types("tạo phiếu cho 0867123456: nồi cơm không vào điện")).toContain(
    "• #16900 [Zalo] Nồi cơm",
  );
});

it("asks as usual for another title, another customer, and after a day", async () => {
  const { lan, clock } = await house();
  await lan.types("tạo phiếu cho 0867123456: nồi cơm không vào điện");
  await lan.presses("Tạo phiếu");

  expect(await lan.types("tạo phiếu cho 0867123456: giao nhầm màu")).toMatch(/^Tạo phiếu này\?/);
  expect(await lan.types("tạo phiếu cho 0900000001: nồi cơm không vào điện")).toMatch(/^Tạo phiếu này\?/);
  clock.passes(24 * 3_600_000 + 60_000);
  expect(await lan.types("tạo phiếu cho 0867123456: nồi cơm không vào điện")).toMatch(/^Tạo phiếu này\?/);
});

it("asks as usual when AntCRM cannot tell which tickets there are", async () => {
  const { lan, antcrm } = await house();
  await lan.types("tạo phiếu cho 0900000001: hỏi giá");
  antcrm.fault({ kind: "500", path: "/tickets" });

  expect(await lan.types("tạo phiếu cho 0867123456: nồi cơm không vào điện")).toMatch(/^Tạo phiếu này\?/);
});
