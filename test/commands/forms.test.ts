import { expect, it } from "vitest";
import { house } from "../support/house.ts";

it("asks for one thing after the other, and goes on when it has them", async () => {
  const { lan } = await house();

  expect(await lan.types("đổi quà")).toContain("Mã quà?");
  expect(await lan.types("daumay01")).toContain("Khách hàng?");
  expect(await lan.types("0900 000 001")).toMatch(/^Đổi quà DAUMAY01 cho Nguyễn Văn An\?/);
});

it("says what is wrong with an answer, and keeps what was typed before", async () => {
  const { lan } = await house({ language: "en" });
  await lan.types("redeem daumay01");

  const again = await lan.types("09000");
  expect(again).toContain("Type a whole phone number (0867 123 456)");
  expect(again).toContain("Customer?");
  expect(lan.form().fields.find(({ name }) => name === "code")?.value).toBe("DAUMAY01");
  expect(await lan.types("0900000001")).toMatch(/^Redeem DAUMAY01 for Nguyễn Văn An\?/);
});

it.each(["huỷ", "Huy bo", "thôi", "cancel", "STOP"])("drops the question at %s", async (word) => {
  const { lan, antcrm } = await house();
  await lan.types("tạo phiếu");

  expect(await lan.types(word)).toContain("Đã huỷ");
  expect(await lan.types("Máy in hỏng")).not.toContain("Tiêu đề");
  expect(antcrm.requests.filter(({ method }) => method !== "GET")).toHaveLength(0);
});

it("drops the question at its button", async () => {
  const { lan } = await house();
  await lan.types("tạo phiếu");

  expect(await lan.presses("Huỷ")).toContain("Đã huỷ\nChưa gửi gì đến AntCRM.");
  expect(await lan.types("huỷ")).toContain("Không có câu hỏi nào đang chờ");
});

it("answers another command in between, which is never taken for the answer", async () => {
  const { lan } = await house();
  await lan.types("tạo phiếu cho 0867123456");

  expect(await lan.types("trợ giúp")).toContain("Bạn có thể hỏi gì");
  expect(await lan.types("Máy in hỏng")).toContain("Tiêu đề: Máy in hỏng");
});

it("asks in each chat for itself, and each person for themselves", async () => {
  const { lan, quan } = await house();
  await lan.types("tạo phiếu cho 0867123456");

  expect(await lan.in("group").types("0900000001")).toMatch(/^Nguyễn Văn An\n/);
  expect(await quan.types("Máy in hỏng")).not.toContain("Tạo phiếu này?");
  expect(await lan.types("Máy in hỏng")).toContain("Tạo phiếu này?");
});

it("keeps a question over a restart", async () => {
  const { lan, restarts } = await house();
  await lan.types("tạo phiếu cho 0867123456");
  await restarts();

  expect(await lan.types("Máy in hỏng")).toContain("Tiêu đề: Máy in hỏng");
});

it("takes a message of much later for a message, not for the answer", async () => {
  const { lan, clock } = await house();
  await lan.types("tạo phiếu cho 0867123456");
  clock.passes(31 * 60_000);

  expect(await lan.types("0900000001")).toMatch(/^Nguyễn Văn An\n/);
});

it("offers known answers as buttons", async () => {
  const { lan } = await house();
  await lan.types("đổi ngôn ngữ");

  expect(lan.form().choices.map(({ label }) => label)).toEqual(["Tiếng Việt", "Tiếng Anh"]);
});

it("takes a whole form at once, which is its own confirmation for a ticket", async () => {
  const { lan, antcrm } = await house();
  await lan.types("tạo phiếu");
  await lan.presses("Điền biểu mẫu");

  const answer = await lan.sends({
    customer: "0867 123 456",
    title: "Máy in hỏng",
    summary: "Kẹt giấy\nkhách cần gấp",
    priority: "High",
    sla: "",
  });
  expect(answer).toContain("Đã tạo phiếu #17001");
  expect(antcrm.world.ticketById(17001)).toMatchObject({ title: "Máy in hỏng", priority: "High" });
  expect(antcrm.world.ticketById(17001)?.summary).toContain("khách cần gấp");
});

it("asks once more after the form of a gift, which cannot be undone", async () => {
  const { lan, antcrm } = await house();
  await lan.types("đổi quà");

  expect(await lan.sends({ code: "daumay01", customer: "0900000001" })).toMatch(/^Đổi quà DAUMAY01 cho/);
  expect(antcrm.requests.filter(({ path }) => path === "/redeem")).toHaveLength(0);
});

it("tells before a form is closed what is wrong, field by field, in the reader's words", async () => {
  const { lan } = await house();
  await lan.types("tạo phiếu");

  expect(await lan.checks({ customer: "09000", title: "" })).toEqual({
    customer: "Nhập đủ số điện thoại (0867 123 456), e-mail, mã khách hoặc tên",
    title: "Cần điền mục này",
  });
  expect(await lan.checks({ customer: "0867123456", title: "x".repeat(201) })).toEqual({
    title: "Nhập một dòng chữ, không quá dài",
  });
  expect(await lan.checks({ customer: "0867123456", title: "Máy in hỏng" })).toBeNull();
});

it("reopens the form filled, from the question and after a failure", async () => {
  const { lan } = await house();
  await lan.types("tạo phiếu cho 0867 123 456: máy in hỏng, gấp");
  await lan.presses("Sửa lại");

  const filled = Object.fromEntries(lan.form().fields.map(({ name, value }) => [name, value]));
  expect(filled).toMatchObject({
    customer: "khách 476",
    title: "máy in hỏng",
    priority: "Urgent",
    sla: "Standard",
  });
  // What stands in the fields is understood again when it comes back as it is.
  expect(
    await lan.sends(Object.fromEntries(Object.entries(filled).map(([name, value = ""]) => [name, value]))),
  ).toContain("Đã tạo phiếu #17001");
});

it("does not let anybody else fill or answer a person's form", async () => {
  const { lan, quan } = await house();
  await lan.types("tạo phiếu cho 0867123456");

  expect(await quan.presses("Điền biểu mẫu", lan.sees())).toMatch(/^Bạn chưa có quyền/);
  expect(await quan.presses("Huỷ", lan.sees())).toMatch(/^Bạn chưa có quyền/);
  expect(await lan.types("Máy in hỏng")).toContain("Tạo phiếu này?");
});

it("says that a form is too late when its draft is gone", async () => {
  const { lan, clock } = await house();
  await lan.types("tạo phiếu cho 0867123456");
  clock.passes(31 * 24 * 3_600_000);

  expect(await lan.sends({ title: "Máy in hỏng" })).toContain("Đã hết hạn");
});
