import { expect, it } from "vitest";
import { plainText } from "../../src/cards/plain-text.ts";
import { testApp } from "../support/test-app.ts";

it("asks question after question, and runs when the last is answered", async () => {
  const { lan } = await testApp();

  expect(await lan.types("đổi quà")).toMatch(/^Đổi quà\nMã quà\?\n\[1\] BINHNUOC01 · .*\nHuỷ$/);
  expect(await lan.types("daumay01")).toBe(
    "Đổi quà\nMã quà: DAUMAY01 · Tàu hoả đồ chơi · 10 điểm\nKhách hàng? (số điện thoại, e-mail, mã số hoặc tên)\nQuay lại · Huỷ",
  );
  expect(await lan.types("0900 000 001")).toMatch(/^Đổi quà DAUMAY01 cho Nguyễn Văn An\?/);
});

it("goes through a form that was opened empty, also through what need not be given, with back, skip and done", async () => {
  const { lan } = await testApp();

  expect(await lan.types("tạo phiếu")).toMatch(/^Tạo phiếu\nKhách hàng\? \(số điện thoại.*\nHuỷ$/);
  expect(await lan.types("0867 123 456")).toBe(
    "Tạo phiếu\nKhách hàng: 0867 123 456\nTiêu đề?\nQuay lại · Huỷ",
  );
  expect(await lan.types("Máy in")).toContain("Nội dung?\nQuay lại · Bỏ qua · Xong · Huỷ");
  expect(await lan.types("quay lại")).toContain("Tiêu đề? [Máy in]\nQuay lại · Giữ nguyên · Xong · Huỷ");
  expect(await lan.types("Máy in hỏng")).toContain("Nội dung?");
  expect(await lan.types("bỏ qua")).toContain("Độ ưu tiên?\n[1] Khẩn cấp");
  expect(await lan.clicks("Khẩn cấp")).toContain("SLA?");
  const question = await lan.types("xong");
  expect(question).toMatch(/^Tạo phiếu này\?\nKhách hàng: Trần Thị Bình/);
  expect(question).toContain("Tiêu đề: Máy in hỏng\nĐộ ưu tiên: Khẩn cấp");
});

it("asks a sentence that lacks something for that alone", async () => {
  const { lan } = await testApp();

  expect(await lan.types("tạo phiếu cho 0867 123 456")).toMatch(/Tiêu đề\?\nHuỷ$/);
  expect(await lan.types("Máy in hỏng")).toMatch(/^Tạo phiếu này\?/);
});

it("goes on in the middle of a form after a restart, back and on again", async () => {
  const { lan, restarts } = await testApp();
  await lan.types("tạo phiếu");
  await lan.types("0867 123 456");
  await lan.types("Máy in hỏng");
  await restarts();

  expect(await lan.clicks("Quay lại")).toContain("Tiêu đề? [Máy in hỏng]");
  expect(await lan.clicks("Giữ nguyên")).toContain("Nội dung?");
  await restarts();
  expect(await lan.clicks("Bỏ qua")).toContain("Độ ưu tiên?");
  expect(await lan.types("gấp")).toContain("Độ ưu tiên: Khẩn cấp");
  expect(await lan.types("xong")).toMatch(/^Tạo phiếu này\?[\s\S]*Độ ưu tiên: Khẩn cấp/);
});

it("takes a number that is too short for the answer, and keeps what was given before", async () => {
  const { lan } = await testApp();
  await lan.types("đổi quà daumay01");

  expect(await lan.types("09000")).toContain("Nhập đủ số điện thoại");
  expect(lan.form().title).toBe("Đổi quà");
  expect(lan.form().prompt).toMatchObject({ name: "customer", value: "09000" });
  expect(await lan.types("0900 000 001")).toMatch(/^Đổi quà DAUMAY01 cho Nguyễn Văn An\?/);
});

it("shows a whole form where a platform can: every field, its kind, and what is needed", async () => {
  const { lan } = await testApp();
  await lan.types("tạo phiếu cho 0867123456");

  const { title, fields, prompt } = lan.form();
  expect(title).toBe("Tạo phiếu");
  expect(prompt.name).toBe("title");
  expect(fields.slice(0, 5).map(({ name, kind, required }) => [name, kind, required])).toEqual([
    ["customer", "line", true],
    ["title", "line", true],
    ["summary", "lines", false],
    ["priority", "choice", false],
    ["sla", "line", false],
  ]);
  expect(fields.find(({ name }) => name === "priority")?.choices?.map(({ label }) => label)).toEqual([
    "Khẩn cấp",
    "Cao",
    "Bình thường",
    "Thấp",
  ]);
});

it("takes a form that was filled and sent as its own confirmation of a ticket", async () => {
  const { lan, antcrm } = await testApp();
  await lan.types("tạo phiếu");

  const answer = await lan.sends({
    customer: "0867123456",
    title: "Máy in hỏng",
    summary: "Kẹt giấy\nmực lem",
    priority: "High",
    sla: "",
  });
  expect(answer).toMatch(/^Đã tạo phiếu #17001/);
  expect(antcrm.world.ticketById(17001)).toMatchObject({ title: "Máy in hỏng", priority: "High" });
  expect(antcrm.world.ticketById(17001)?.summary).toContain("Kẹt giấy");
});

it("asks again before it redeems, also after a form was filled and sent", async () => {
  const { lan, antcrm } = await testApp();
  await lan.types("đổi quà");

  expect(await lan.sends({ code: "DAUMAY01", customer: "0900000001" })).toContain("Không thể hoàn lại.");
  expect(antcrm.requests.some(({ path }) => path === "/redeem")).toBe(false);
});

it("tells a platform what is wrong with a form, field by field, before it is closed", async () => {
  const { lan } = await testApp();
  await lan.types("tạo phiếu");

  expect(
    await lan.checks({ customer: "0900", title: "", summary: "", priority: "vô cùng", sla: "" }),
  ).toEqual({
    customer: "Nhập đủ số điện thoại (0867 123 456), e-mail, mã khách hoặc tên",
    title: "Cần điền mục này",
    priority: "Chọn Khẩn cấp, Cao, Bình thường hoặc Thấp",
  });
  expect(await lan.checks({ customer: "0900000001", title: "x".repeat(201) })).toEqual({
    title: "Nhập một dòng chữ, không quá dài",
  });
  expect(await lan.checks({ customer: "0900000001", title: "Máy in hỏng" })).toBeNull();
});

it("does not let a form through that was sent with faults, and keeps every value that was typed", async () => {
  const { lan, antcrm } = await testApp();
  await lan.types("tạo phiếu");

  await lan.sends({ customer: "0900", title: "Máy in hỏng", summary: "", priority: "High", sla: "" });
  expect(lan.form().fields).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: "customer", value: "0900", error: expect.stringContaining("Nhập đủ") }),
      expect.objectContaining({ name: "title", value: "Máy in hỏng" }),
      expect.objectContaining({ name: "priority", value: "High" }),
    ]),
  );
  expect(antcrm.requests.some(({ method }) => method === "POST")).toBe(false);

  expect(await lan.types("0867 123 456")).toMatch(/^Tạo phiếu này\?\nKhách hàng: Trần Thị Bình/);
});

it("says what is wrong with an answer, and asks the same again", async () => {
  const { lan } = await testApp();
  await lan.types("tạo phiếu");

  expect(await lan.types("0867")).toBe(
    "Tạo phiếu\nKhách hàng: 0867\n! Nhập đủ số điện thoại (0867 123 456), e-mail, mã khách hoặc tên\n" +
      "Khách hàng? (số điện thoại, e-mail, mã số hoặc tên)\nHuỷ",
  );
  expect(await lan.types("0867 123 456")).toContain("Tiêu đề?");
});

it("takes a text that could be anything as the answer that was asked for", async () => {
  const { lan } = await testApp();
  await lan.types("tạo phiếu cho 0867123456");

  expect(await lan.types("0900 000 001 gọi mãi không được")).toContain(
    "Tiêu đề: 0900 000 001 gọi mãi không được",
  );
});

it("leaves the question for a command that is called by its name, and keeps its draft", async () => {
  const { lan } = await testApp();
  await lan.types("tạo phiếu cho 0867123456");

  expect(await lan.types("trợ giúp")).toContain("Bạn có thể hỏi gì");
  expect(await lan.types("Máy in hỏng")).toMatch(/^Tạo phiếu này\?/);
});

it.each(["huỷ", "Hủy", "huy bo", "thôi", "bỏ qua", "cancel", "STOP"])(
  "drops the question when somebody says “%s”",
  async (word) => {
    const { lan } = await testApp();
    await lan.types("tạo phiếu cho 0867123456");

    expect(await lan.types(word)).toBe("Đã huỷ: Tạo phiếu\nChưa gửi gì đến AntCRM.");
    expect(await lan.types("Máy in hỏng")).not.toContain("Tạo phiếu này?");
  },
);

it("drops the question when its button says so, and the form is gone with it", async () => {
  const { lan } = await testApp();
  await lan.types("tạo phiếu cho 0867123456");
  const asked = lan.sees();

  expect(await lan.clicks("Huỷ", asked)).toMatch(/^Đã huỷ/);
  expect(await lan.clicks("Điền biểu mẫu", asked)).toMatch(/^Đã hết hạn/);
});

it("asks one person in one place: neither another chat nor another person answers", async () => {
  const { lan, quan } = await testApp();
  await lan.types("tạo phiếu cho 0867123456");

  expect(await lan.in("group").types("Máy in hỏng")).not.toContain("Tạo phiếu này?");
  expect(await quan.types("Máy in hỏng")).not.toContain("Tạo phiếu này?");
  expect(await lan.types("Máy in hỏng")).toContain("Tạo phiếu này?");
});

it("takes no answer half an hour later for the answer", async () => {
  const { lan, clock } = await testApp();
  await lan.types("tạo phiếu cho 0867123456");
  clock.passes(31 * 60_000);

  expect(await lan.types("Máy in hỏng")).not.toContain("Tạo phiếu này?");
  expect(await lan.clicks("Điền biểu mẫu")).toContain("Tiêu đề?");
});

it("remembers the question and what was typed when the bot is started again", async () => {
  const { lan, restarts } = await testApp();
  await lan.types("tạo phiếu cho 0867123456");
  await restarts();

  expect(await lan.types("Máy in hỏng")).toMatch(/^Tạo phiếu này\?\nKhách hàng: Trần Thị Bình/);
  const question = lan.sees();
  await restarts();
  expect(await lan.clicks("Tạo phiếu", question)).toMatch(/^Đã tạo phiếu #17001/);
});

it("opens what was asked filled, to be mended before it is confirmed, and calls the customer by name", async () => {
  const { lan } = await testApp();
  await lan.types("tạo phiếu cho 0867123456: máy in hỏng, gấp");

  await lan.clicks("Sửa lại", lan.sees());
  const values = Object.fromEntries(lan.form().fields.map(({ name, value }) => [name, value]));
  expect(values).toMatchObject({
    customer: "Trần Thị Bình · 0867 123 456",
    title: "máy in hỏng",
    priority: "Urgent",
  });
  expect(plainText(lan.sees())).toContain("Khách hàng: Trần Thị Bình · 0867 123 456");
});

it("means the same customer when a form comes back as it was opened, whatever their name would find", async () => {
  const { lan, antcrm } = await testApp();
  await lan.types("tạo phiếu cho khách 476: máy in hỏng, gấp");
  await lan.clicks("Sửa lại", lan.sees());
  const values = Object.fromEntries(lan.form().fields.map(({ name, value = "" }) => [name, value]));
  const asked = antcrm.requests.length;

  expect(await lan.sends({ ...values, title: "Máy in hỏng hẳn" })).toMatch(/^Đã tạo phiếu/);
  const looked = antcrm.requests.slice(asked).filter(({ path }) => path === "/contacts");
  expect(looked.map(({ query }) => Object.keys(query))).not.toContainEqual(expect.arrayContaining(["phone"]));
});

it("asks by its list of fields what to change, and goes back to it", async () => {
  const { lan } = await testApp();
  await lan.types("tạo phiếu cho 0867123456: máy in hỏng, gấp");

  expect(await lan.clicks("Sửa lại", lan.sees())).toMatch(/Sửa mục nào\?\n\[1\] Khách hàng {2}\[2\] Tiêu đề/);
  expect(await lan.clicks("Độ ưu tiên")).toMatch(
    /Độ ưu tiên\? \[Khẩn cấp\][\s\S]*Quay lại · Giữ nguyên · Huỷ$/,
  );
  expect(await lan.clicks("Quay lại")).toContain("Sửa mục nào?");
  await lan.clicks("Độ ưu tiên");
  expect(await lan.clicks("Thấp")).toMatch(/^Tạo phiếu này\?[\s\S]*Độ ưu tiên: Thấp/);
});

it("does not open somebody else's draft", async () => {
  const { lan, quan } = await testApp();
  await lan.types("tạo phiếu cho 0867123456");

  const asked = lan.sees();
  expect(await quan.clicks("Điền biểu mẫu", asked)).toMatch(/^Nút này của người khác\n/);
});

it("offers the values of a choice as buttons, and takes a typed one too", async () => {
  const { lan } = await testApp();

  expect(await lan.types("ngôn ngữ")).toContain("[1] Tiếng Việt  [2] Tiếng Anh");
  expect(await lan.clicks("Tiếng Anh")).toContain("I speak English");
  await lan.types("language");
  expect(await lan.types("tieng viet")).toContain("tiếng Việt");
});

it("turns the pages of what it offers, eight at a time", async () => {
  const { lan, store, clock } = await testApp();
  const groups = Array.from({ length: 11 }, (_, index) => `Nhóm ${index + 1}`);
  await store().learned.remember("ticket group", groups, clock.now());
  await lan.types("tạo phiếu cho 0867123456: máy in hỏng");
  await lan.clicks("Sửa lại", lan.sees());
  const labels = () => lan.form().choices.map(({ label }) => label);

  await lan.clicks("Nhóm", lan.sees());
  expect(labels()).toHaveLength(9);
  expect(labels().at(-1)).toBe("▶");
  const first = labels().slice(0, 8);
  await lan.clicks("▶", lan.sees());
  expect(labels()).toHaveLength(4);
  expect(labels().at(-1)).toBe("◀");
  expect(new Set([...first, ...labels().slice(0, 3)])).toEqual(new Set(groups));
  const [chosen = ""] = labels();
  expect(await lan.clicks(chosen, lan.sees())).toContain(`Nhóm: ${chosen}`);
});

it("takes another value than those it offers, where a line may hold any", async () => {
  const { lan, store, clock } = await testApp();
  await store().learned.remember("sla", ["Gold", "Standard"], clock.now());
  await lan.types("tạo phiếu cho 0867123456: máy in hỏng");
  await lan.clicks("Sửa lại", lan.sees());

  expect(lan.form().fields.find(({ name }) => name === "sla")).toMatchObject({
    kind: "choice",
    others: true,
  });
  await lan.clicks("SLA", lan.sees());
  expect(await lan.types("Platinum")).toContain("SLA: Platinum");
});

it("opens an edit filled with what the record holds; what is left as it was is no change, what is emptied is taken away", async () => {
  const { lan, antcrm } = await testApp();
  await lan.types("sửa khách 476");
  const fields = lan.form().fields;
  const values = Object.fromEntries(fields.map(({ name, value = "" }) => [name, value]));
  expect(values).toMatchObject({ name: "Trần Thị Bình", customer: "Trần Thị Bình · 0867 123 456" });
  expect(fields.find(({ name }) => name === "birthday")).toMatchObject({ kind: "date" });

  expect(await lan.sends(values)).not.toContain("→");
  await lan.types("sửa khách 476");
  expect(values.emails).toBe("binh.tran@example.com");
  expect(fields.find(({ name }) => name === "emails")?.hint).toContain("gõ -");
  expect(await lan.sends({ ...values, emails: "" })).toContain("E-mail");
  expect(antcrm.requests.some(({ method }) => method === "PUT")).toBe(false);
});

it("takes a value away by a button, or by a dash, where an edit may", async () => {
  const { lan } = await testApp();
  await lan.types("sửa khách 476");
  expect(lan.form().choices.map(({ label }) => label)).toContain("▶");

  expect(await lan.clicks("E-mail", lan.sees())).toContain("E-mail? (cách nhau bằng dấu phẩy · xoá trống");
  expect(await lan.clicks("Để trống", lan.sees())).toMatch(
    /Sửa khách Trần Thị Bình\?[\s\S]*binh\.tran@example\.com/,
  );

  await lan.types("sửa khách 476");
  await lan.clicks("E-mail", lan.sees());
  expect(await lan.types("-")).toMatch(/Sửa khách Trần Thị Bình\?[\s\S]*binh\.tran@example\.com/);
});

it("takes what asks another command for all it needs as no answer, and any story as one", async () => {
  const { lan, antcrm } = await testApp();
  antcrm.world.addTicket({ TicketId: 17464, title: "Giao trễ" });

  await lan.types("đổi quà 0900000001");
  expect(await lan.types("0867123456")).toMatch(/^Trần Thị Bình\n/);
  expect(await lan.types("daumay01")).toMatch(/^Đổi quà DAUMAY01 cho Nguyễn Văn An\?/);

  const elsewhere = lan.in("kho");
  await elsewhere.types("đổi quà daumay01");
  expect(await elsewhere.types("0867123456 à nhầm 0900000001")).toMatch(
    /^Đổi quà DAUMAY01 cho Nguyễn Văn An\?/,
  );
  expect(await lan.commands("redeem", "daumay01 0867123456, nhầm, 0900000001")).toContain("Nguyễn Văn An");

  await lan.types("tạo phiếu cho 0867123456");
  expect(await lan.types("xem giúp em phiếu 17464")).toMatch(/^Phiếu #17464/);
  expect(await lan.types("điểm 0900000001")).toMatch(/^Điểm · Nguyễn Văn An/);
  expect(await lan.types("gọi lại 0900000001 về đơn 3503")).toContain(
    "Tiêu đề: gọi lại 0900000001 về đơn 3503",
  );
});
