import { expect, it } from "vitest";
import { type TestApp, testApp } from "../../support/test-app.ts";

function an({ antcrm }: TestApp) {
  const [found] = antcrm.world.customersById("customerId", "475");
  if (found === undefined) throw new Error("An is not in the sandbox");
  return found;
}

it("asks first, with the last known price, then redeems and shows the remaining points", async () => {
  const app = await testApp();
  const { lan } = app;

  expect(await lan.types("đổi quà daumay01 cho 0900 000 001")).toMatchInlineSnapshot(`
    "Đổi quà DAUMAY01 cho Nguyễn Văn An?
    Khách hàng: Nguyễn Văn An · 0900 000 001
    Quà: Tàu hoả đồ chơi (DAUMAY01)
    Điểm cần: 10 điểm, theo lần đổi gần nhất
    Điểm hiện có: 120
    Không thể hoàn lại.
    [1] Đổi quà  [2] Sửa lại  [3] Huỷ"
  `);
  expect(an(app).scoreAvailable).toBe(120);

  const receipt = await lan.clicks("Đổi quà");
  expect(receipt.replace(/Mã [2-9A-Z]{8}$/, "Mã …")).toMatchInlineSnapshot(`
    "Đã đổi quà
    Khách hàng: Nguyễn Văn An
    Quà: DAUMAY01
    Điểm còn lại: 110
    [1] Điểm
    Mã …"
  `);
  expect(an(app).scoreAvailable).toBe(110);
});

it("does the same in English", async () => {
  const { lan } = await testApp({ language: "en" });

  expect(await lan.types("redeem daumay01 for 0900 000 001")).toMatch(/^Redeem DAUMAY01 for Nguyễn Văn An\?/);
  expect(await lan.clicks("Redeem")).toMatch(/^Gift redeemed\n.*\n.*\nPoints left: 110/);
});

it.each([
  "đổi quà daumay01 cho 0900 000 001",
  "doi qua daumay01 cho 0900000001",
  "đổi quà 0900.000.001 DAUMAY01",
  "redeem DAUMAY01 +84900000001",
  "gift DAUMAY01 for an@example.com",
  "đổi quà mã quà: daumay01, khách hàng: 0900000001",
])("understands the request in any phrasing: %s", async (sentence) => {
  const { lan } = await testApp();

  expect(await lan.types(sentence)).toMatch(/^Đổi quà DAUMAY01 cho Nguyễn Văn An\?/i);
});

it("asks for the code, then for the customer, when neither was named", async () => {
  const { lan } = await testApp();

  expect(await lan.types("đổi quà")).toContain("Mã quà?");
  expect(await lan.types("daumay01")).toContain("Khách hàng?");
  expect(await lan.types("0900 000 001")).toMatch(/^Đổi quà DAUMAY01 cho Nguyễn Văn An\?/);
});

it("warns before the confirmation that a code is unknown and its price too", async () => {
  const { lan } = await testApp();

  const answer = await lan.types("đổi quà QUALA99 cho 0900 000 001");
  expect(answer).toContain("Điểm cần: chưa rõ");
  expect(answer).toContain("Mã QUALA99 chưa có trong lịch sử đổi quà mà bot đã đọc");
});

it("warns before the confirmation that the balance is below the last known price", async () => {
  const app = await testApp();
  an(app).scoreAvailable = 5;

  expect(await app.lan.types("đổi quà daumay01 cho 0900 000 001")).toContain(
    "Khách có 5 điểm, còn thiếu 5 (lần gần nhất quà này 10 điểm).",
  );
});

it.each([
  { shape: "success-0", quoted: "> Số điểm không đủ\n> — AntCRM\n" },
  { shape: "json-400", quoted: "> Số điểm không đủ\n> — AntCRM\n" },
  { shape: "text-400", quoted: "> Số điểm không đủ\n> — AntCRM\n" },
  { shape: "failed-row", quoted: "" },
] as const)("quotes AntCRM's refusal, and adds what is certain: $shape", async ({ shape, quoted }) => {
  const app = await testApp();
  const { lan, antcrm } = app;
  antcrm.world.refusalShape = shape;
  an(app).scoreAvailable = 5;
  await lan.types("đổi quà daumay01 cho 0900 000 001");

  expect(await lan.clicks("Đổi quà")).toBe(
    `AntCRM từ chối\nYêu cầu: Đổi quà DAUMAY01 cho Nguyễn Văn An\n${quoted}Khách có 5 điểm, còn thiếu 5 (lần gần nhất quà này 10 điểm).\nChưa có gì thay đổi.\n[1] Sửa lại`,
  );
  expect(an(app).scoreAvailable).toBe(5);
});

it("adds to a refused code that it is unknown", async () => {
  const app = await testApp();
  const { lan, antcrm } = app;
  antcrm.world.refusalShape = "text-400";
  await lan.types("đổi quà QUALA99 cho 0900 000 001");

  const answer = await lan.clicks("Đổi quà");
  expect(answer).toContain("> Mã quà không tồn tại");
  expect(answer).toContain("Mã QUALA99 chưa có");
});

it("keeps the typed values after a refusal: the form opens again with them", async () => {
  const app = await testApp();
  const { lan, antcrm } = app;
  antcrm.world.refusalShape = "success-0";
  await lan.types("đổi quà QUALA99 cho 0900 000 001");
  await lan.clicks("Đổi quà");

  await lan.clicks("Sửa lại", lan.sees());
  expect(lan.form().fields.map(({ name, value }) => [name, value])).toEqual([
    ["code", "QUALA99"],
    ["customer", "khách 475"],
  ]);
  await lan.sends({ code: "daumay01", customer: "khách 475" });
  expect(await lan.clicks("Đổi quà", lan.sees())).toMatch(/^Đã đổi quà/);
});

it("does not redeem for a customer whom AntCRM's loyalty calls cannot identify", async () => {
  const { lan, antcrm } = await testApp();
  antcrm.world.addCustomer({ name: "Phạm Không Số", customerId: 900 });

  expect(await lan.types("đổi quà daumay01 cho khách 900")).toContain(
    "Chưa đổi quà được\nKhách này chưa có số điện thoại hay e-mail, mà AntCRM đổi quà theo hai thông tin đó.",
  );
});

it("never spends the points of a person with the same number: it redeems by an identifier of this customer alone", async () => {
  const app = await testApp();
  const { lan, antcrm } = app;
  const chi = antcrm.world.addCustomer({
    name: "Nguyễn Thị Chi",
    customerId: 903,
    phones: ["0900000001"],
    emails: ["chi@example.com"],
    scoreAvailable: 30,
  });

  expect(await lan.types("đổi quà daumay01 cho 0900 000 001")).toContain("Bạn muốn chọn khách nào?");
  await lan.types("đổi quà daumay01 cho chi@example.com");
  expect(await lan.clicks("Đổi quà")).toContain(
    "Khách hàng: Nguyễn Thị Chi\nQuà: DAUMAY01\nĐiểm còn lại: 20",
  );
  expect([chi.scoreAvailable, an(app).scoreAvailable]).toEqual([20, 120]);
});

it("does not redeem for a customer who shares every number and address with another", async () => {
  const app = await testApp();
  const { lan, antcrm } = app;
  antcrm.world.addCustomer({
    name: "Nguyễn Thị Chi",
    customerId: 903,
    phones: ["0900000001"],
    scoreAvailable: 30,
  });

  expect(await lan.types("đổi quà daumay01 cho khách 903")).toMatch(
    /^Chưa đổi quà được\nAntCRM đổi quà theo số điện thoại hoặc e-mail, mà khách này dùng chung với khách khác/,
  );
  expect(await lan.types("điểm khách 903")).toContain("Chưa có biến động điểm.");
});

it("redeems although a lead, who can have no points, has the same number", async () => {
  const { lan, antcrm } = await testApp();
  antcrm.world.addCustomer({ name: "An (cũ)", contactType: "lead", leadId: 904, phones: ["0900000001"] });

  await lan.types("đổi quà daumay01 cho khách 475");
  expect(await lan.clicks("Đổi quà")).toContain("Điểm còn lại: 110");
});

it("redeems by e-mail without a phone", async () => {
  const { lan, antcrm } = await testApp();
  const customer = antcrm.world.addCustomer({
    name: "Phạm Chỉ Có Thư",
    customerId: 901,
    emails: ["thu@example.com"],
    scoreAvailable: 30,
  });

  await lan.types("đổi quà daumay01 cho thu@example.com");
  expect(await lan.clicks("Đổi quà")).toContain("Điểm còn lại: 20");
  expect(customer.scoreAvailable).toBe(20);
});

it("finds the customer by the phone form that an exact CRM stores", async () => {
  const { lan, antcrm } = await testApp({ antcrm: { phoneMatching: "exact" } });
  antcrm.world.addCustomer({
    name: "Đỗ Số Cũ",
    customerId: 902,
    phones: ["+84912345678"],
    scoreAvailable: 30,
  });

  await lan.types("đổi quà daumay01 cho 0912345678");
  expect(await lan.clicks("Đổi quà")).toContain("Điểm còn lại: 20");
});

it("a redemption is done although the balance cannot be read afterwards, and does not look like a failure", async () => {
  const { lan, antcrm } = await testApp();
  await lan.types("đổi quà daumay01 cho 0900 000 001");
  // AntCRM's customers become unreadable during the redemption.
  antcrm.fault({ kind: "delay", ms: 100, commit: "after", method: "POST", path: "/redeem", times: 1 });
  const answer = lan.clicks("Đổi quà");
  await expect.poll(() => antcrm.requests.some(({ path }) => path === "/redeem"), { interval: 1 }).toBe(true);
  antcrm.fault({ kind: "500", path: "/contacts" });

  expect(await answer).toMatch(/^Đã đổi quà\nQuà: DAUMAY01\nĐiểm còn lại: hiện chưa đọc được/);
});

it("returns to the confirmed state on a 429, and sends again", async () => {
  const app = await testApp();
  const { lan, antcrm } = app;
  await lan.types("đổi quà daumay01 cho 0900 000 001");
  antcrm.fault({ kind: "429", method: "POST", path: "/redeem", times: 2 });

  expect(await lan.clicks("Đổi quà")).toMatch(/^Đã đổi quà/);
  expect(an(app).scoreAvailable).toBe(110);
});

it("gives up after three 429 answers, and reports that nothing was changed", async () => {
  const app = await testApp();
  const { lan, antcrm } = app;
  await lan.types("đổi quà daumay01 cho 0900 000 001");
  antcrm.fault({ kind: "429", method: "POST", path: "/redeem" });

  expect(await lan.clicks("Đổi quà")).toMatch(/^AntCRM đang bận\nYêu cầu: .*\nChưa có gì thay đổi/);
  expect(antcrm.requests.filter(({ path }) => path === "/redeem")).toHaveLength(3);
  expect(an(app).scoreAvailable).toBe(120);
});
