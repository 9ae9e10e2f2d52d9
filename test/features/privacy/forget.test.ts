import { describe, expect, it } from "vitest";
import type { SourceMessage } from "../../../src/bot/call.ts";
import type { Customer } from "../../../src/crm/customer.ts";
import { tracesOfCustomer, tracesOfReference } from "../../../src/features/privacy/traces.ts";
import { type TestApp, testApp } from "../../support/test-app.ts";
import { csv } from "../imports/import-file.ts";

const MESSAGE: SourceMessage = {
  id: "slack:C01:1700000000.000100",
  text: "Chị ơi máy in kẹt giấy\nGọi lại 0867 123 456",
  author: "Minh",
  at: new Date("2026-11-25T07:55:00+07:00"),
};

/** Returns the operations table's rows about customers, the newest first. The erasure itself stays recorded. */
async function kept({ store }: TestApp) {
  const rows = (await store().operations.list({}, 20)).filter(({ kind }) => kind !== "forget");
  return rows.map(({ customer, state, input, place, outcome }) => ({
    customer,
    state,
    input,
    place,
    outcome,
  }));
}

const EMPTY = { input: "", place: "", outcome: null };

it("erases drafts, buttons, memory and operations of one customer, and keeps everybody else's", async () => {
  const app = await testApp();
  const { lan, quan, store } = app;
  await lan.types("tạo phiếu cho 0867123456: nồi cơm không vào điện");
  await lan.clicks("Tạo phiếu");
  await lan.types("đổi quà daumay01 cho 0900 000 001");
  const ofAn = lan.sees();
  await lan.types("0867 123 456");
  const ofBinh = lan.sees();
  // A message about her becomes a draft and a question, with her number as typed.
  await lan.replyingTo({ ...MESSAGE, id: "slack:C01:2" }).commands("ticket", "0900 000 001");
  const quoting = lan.sees();

  const answer = await quan.confirms("quên khách 0867 123 456");
  expect(answer).toMatch(/^Đã xoá dữ liệu của khách này khỏi bot\n/);
  expect(answer).toMatch(/Đã xoá: [1-9]\d* bản nháp · [1-9]\d* tin nhắn đã gỡ nút · 2 thao tác\.\n/);

  expect(await lan.clicks("Điểm", ofBinh)).toMatch(/^Đã hết hạn/);
  expect(await lan.clicks("Sửa lại", quoting)).toMatch(/^Đã hết hạn/);
  expect(await lan.clicks("Đổi quà", ofAn)).toMatch(/^Đã đổi quà/);
  const binhs = (await kept(app)).filter(({ customer }) => customer !== "customer:475");
  expect(binhs).toMatchObject([{ state: "done", ...EMPTY }]);
  const [forgetting] = await store().operations.list({ person: quan.id }, 1);
  expect(forgetting).toMatchObject({ kind: "forget", customer: "customer:476" });
  expect(`${forgetting?.input} ${forgetting?.outcome}`).not.toMatch(/Bình|0?867 ?123/);
  // The record of the first erasure remains.
  expect(await quan.confirms("quên khách 0867 123 456")).toContain("1 thao tác");
});

it("erases customers that were created, mentioned, or in the rows of files", async () => {
  const app = await testApp();
  const { lan, quan, store } = app;
  await lan.types("tạo khách Phạm Quỳnh Như 0867 555 444");
  await lan.clicks("Tạo khách");
  const rows = [
    ["Phạm Quỳnh Như", "0867555444"],
    ["Đỗ Văn Bảo", "0867555445"],
  ];
  await quan.drops({ name: "khach.csv", bytes: csv(["Tên", "SĐT"], rows) });
  const question = quan.sees();

  const answer = await quan.confirms("quên khách 0867 555 444");
  expect(answer).toContain("1 thao tác · 1 dòng của tệp nhập.");
  expect(await kept(app)).toMatchObject([{ state: "done", ...EMPTY }]);
  expect(await quan.clicks("Nhập 2 dòng", question)).toMatch(/^Đã (?:huỷ|hết hạn)/);
  expect((await store().audit.recent(20)).map(({ outcome }) => outcome).join(" ")).not.toMatch(/Như|555/);
});

it("erases alerts of a customer with a very common name", async () => {
  const { quan, antcrm, clock, checksAlerts } = await testApp();
  const lan = antcrm.world.addCustomer({ name: "Lan", customerId: 904, phones: ["0867999111"] });
  await quan.in("nhom").types("báo phiếu mới");
  clock.passes(60_000);
  const { name, _id } = lan;
  antcrm.world.addTicket({ title: "Chờ hàng", contact: { _id, name }, createdAt: clock.now().getTime() });
  const [notified] = await checksAlerts();
  expect(notified?.card.title).toContain("Chờ hàng");
  expect(await quan.confirms("quên khách 0867 999 111")).toContain("1 cảnh báo");
});

it("erasing a customer is for admins only, and audited with the customer's number", async () => {
  const { lan, quan, store } = await testApp();
  expect(await lan.types("quên khách 0900 000 001")).toMatch(/^Bạn chưa có quyền/);
  expect((await store().audit.recent(1))[0]).toMatchObject({ person: lan.id, effect: "refusal" });

  await quan.confirms("quên khách 0900 000 001");
  expect((await store().audit.recent(1))[0]).toMatchObject({
    person: quan.id,
    command: "forget",
    effect: "write",
    customer: "customer:475",
    outcome: "forgotten",
  });
});

it("keeps the evidence of a write in progress, and erases it when asked again after its end", async () => {
  const app = await testApp();
  const { lan, quan, antcrm } = app;
  await lan.types("đổi quà daumay01 cho 0900 000 001");
  antcrm.fault({ kind: "cut", method: "POST", path: "/redeem", times: 1 });
  await lan.clicks("Đổi quà");

  expect(await quan.confirms("quên khách 0900 000 001")).toContain(
    "1 thao tác đang chạy còn giữ phần cần để biết kết quả",
  );
  const [an] = antcrm.world.customersById("customerId", "475");
  if (an === undefined) throw new Error("An is not in the sandbox");
  antcrm.world.addMovement({
    type: 2,
    score: 10,
    status: 1,
    gift: { code: "DAUMAY01", name: "Tàu hoả đồ chơi", score: 10, id: "" },
    contact: antcrm.world.pointContact(an),
  });
  expect((await app.checksUnclearWrites()).map(({ card }) => card.title)).toEqual(["Đã đổi quà"]);

  // Two operations: the write, and the record of the first erasure.
  expect(await quan.confirms("quên khách 0900 000 001")).toContain("2 thao tác");
  expect(await kept(app)).toMatchObject([{ customer: "customer:475", state: "done", ...EMPTY }]);
});

it("lets an admin choose whom to erase when two people have the number", async () => {
  const app = await testApp();
  const { lan, quan, antcrm } = app;
  await lan.types("tạo phiếu cho 0900000001: nồi cơm không vào điện");
  await lan.clicks("Tạo phiếu");
  antcrm.world.addCustomer({ name: "Trần Văn Đạt", customerId: 903, phones: ["0900000001"] });

  expect(await quan.types("quên khách 0900 000 001")).toMatch(/^Bạn muốn chọn khách nào\?/);
  expect((await kept(app))[0]?.input).toContain("customer:475");
  expect(await quan.clicks("Chọn", quan.sees())).toMatch(
    /^Xoá dữ liệu khách (?:Trần Văn Đạt|Nguyễn Văn An) khỏi bot\?/,
  );
  expect(await quan.clicks("Xoá khỏi bot", quan.sees())).toMatch(/^Đã xoá dữ liệu của khách này khỏi bot/);
});

it("erases a person who is gone from AntCRM, by their number there, and reports when that is needed", async () => {
  const app = await testApp();
  const { lan, quan, antcrm } = app;
  const gone = antcrm.world.addCustomer({ name: "Trần Văn Đạt", customerId: 903, phones: ["0867999999"] });
  await lan.types("tạo phiếu cho 0867 999 999: nồi cơm không vào điện");
  await lan.clicks("Tạo phiếu");
  antcrm.world.removeCustomer(gone);

  const byPhone = await quan.confirms("quên khách 0867 999 999");
  expect(byPhone).toMatch(/^Đã xoá dữ liệu của khách này khỏi bot\n/);
  expect(byPhone).toContain("Nếu biết mã số hồ sơ cũ, hãy xoá thêm theo mã số đó");
  expect(await quan.confirms("quên khách 903")).toContain("1 thao tác");
  expect(await kept(app)).toMatchObject([{ customer: "customer:903", state: "done", ...EMPTY }]);
  expect(await quan.types("quên khách 903")).toMatch(/^Xoá dữ liệu khách mã số 903 khỏi bot\?/);
});

it.each([
  ["0999 999 999", "0999 999 999"],
  ["ai.do@example.com", "ai.do@example.com"],
  ["Đào Thị Vô Danh", "Đào Thị Vô Danh"],
])(
  "shows the typed text of a person unknown to AntCRM, and audits them by a pseudonym: %s",
  async (typed, shown) => {
    const app = await testApp();
    const { quan, store } = app;
    const question = await quan.types(`quên khách ${typed}`);
    expect(question).toContain(`Xoá dữ liệu khách ${shown} khỏi bot?`);
    expect(question).toContain(`Không tìm thấy ${shown} trong AntCRM.`);
    expect(question).toContain(`thao tác có ghi ${shown}`);
    const [pseudonym] = /pseudonym:[\w-]+/.exec(question) ?? [];

    const receipt = await quan.clicks("Xoá khỏi bot");
    expect(receipt).toMatch(/^Đã xoá dữ liệu của khách này khỏi bot\n/);
    expect(receipt).toContain("Bot không tìm thấy khách này trong AntCRM");
    expect(receipt).not.toMatch(/không còn|9457/);

    expect((await store().audit.recent(1))[0]).toMatchObject({ command: "forget", customer: pseudonym });
    const [forgetting] = await store().operations.list({ person: quan.id }, 1);
    expect(`${forgetting?.input} ${forgetting?.outcome}`).not.toMatch(/Đào|ai\.do|0?999 ?999/);
    const logged = app.log.join("\n");
    expect(logged).toContain(pseudonym);
    expect(`${logged} ${JSON.stringify(await store().audit.recent(20))}`).not.toContain(typed);
  },
);

it("shows no cached copy of an erased customer while AntCRM is down", async () => {
  const { quan, antcrm } = await testApp();
  await quan.types("0900 000 001");
  await quan.confirms("quên khách 0900 000 001");
  antcrm.fault({ kind: "500" });
  expect(await quan.types("0900 000 001")).toMatch(/^Không kết nối được AntCRM/);
});

describe("the traces of a customer", () => {
  const an = {
    customerId: "475",
    leadId: null,
    phones: ["+84867123456"],
    emails: ["an@example.com"],
    name: "Lê An",
  } as unknown as Customer;
  const { keys, mentions } = tracesOfCustomer(an);

  it.each([
    '{"customer":"customer:475"}',
    '{"customer":"+84867123456"}',
    '{"summary":"Gọi lại\\n0867 123 456 giúp em"}',
    '{"summary":"phiếu 17001 0867.123.456."}',
    '{"summary":"84867123456"}',
    '{"customer":"AN@example.com"}',
    '{"customer":"name:le an"}',
  ])("are found in %s", (text) => {
    expect(mentions(text)).toBe(true);
  });

  it.each([
    '{"customer":"customer:4751"}',
    '{"customer":"lead:475"}',
    '{"customer":"+848671234567"}',
    '{"customer":"lan@example.com"}',
    '{"customer":"lan.an@example.com"}',
    '{"customer":"an@example.com.vn"}',
    '{"customer":"name:Lê Anh"}',
    '{"title":"An"}',
  ])("are not found in %s, which is another person's", (text) => {
    expect(mentions(text)).toBe(false);
  });

  it("are the customer's number and the lead's, when only a number is known", () => {
    expect(keys).toEqual(["customer:475"]);
    expect(tracesOfReference({ by: "id", id: "475" }).keys).toEqual(["customer:475", "lead:475"]);
    expect(tracesOfReference({ by: "phone", phone: "+84867123456" }).keys).toEqual([]);
  });
});

it.each([
  ["settings get quota.agent", /^Hạn mức: nhân viên\n/],
  ["sửa cài đặt quota.agent 2 / 50", /^Sửa cài đặt “Hạn mức: nhân viên”\?/],
  ["phiếu đang mở tuần này", /^\d+ phiếu · /],
  ["quiet 22:00-07:00", /^Giờ yên lặng/],
])("another whole command is not taken for the customer to erase: %s", async (typed, answer) => {
  const { quan } = await testApp();
  await quan.types("quên khách");
  expect(await quan.types(typed)).toMatch(answer);
});

it.each(["Lê Thị Thu Tuần", "anh Tuấn quận 7", "Công ty Hai Bốn Bảy", "khách Nguyễn Văn Khánh"])(
  "a name is taken for the customer to erase: %s",
  async (name) => {
    const { quan } = await testApp();
    await quan.types("quên khách");
    expect(await quan.types(name)).toMatch(/^Xoá dữ liệu khách /);
  },
);
