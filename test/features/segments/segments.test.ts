import { expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

const VIP = "65f8fb10c29b4e0a1d5e7a01";
const members = ({ antcrm }: Awaited<ReturnType<typeof testApp>>) =>
  antcrm.world.segments.get(VIP)?.members.size;
const posts = ({ antcrm }: Awaited<ReturnType<typeof testApp>>) =>
  antcrm.requests.filter(({ path }) => path === "/segments/set-contact");

it("shows a nickname with its id once, and knows it after AntCRM has accepted it", async () => {
  const app = await testApp();
  const { quan } = app;

  expect(await quan.types("thêm 0867 123 456 vào phân khúc VIP")).toMatch(/^Bot chưa biết phân khúc “VIP”\n/);
  expect(await quan.types(`thêm 0867 123 456 và 0900000001 vào pk VIP=${VIP}`)).toMatchInlineSnapshot(`
    "Đưa 2 khách vào phân khúc VIP?
    Khách hàng
    • Trần Thị Bình  0867 123 456 · 476
    • Nguyễn Văn An  0900 000 001 · 475
    Bot chưa gỡ khách khỏi phân khúc được, bạn gỡ trực tiếp trong AntCRM nhé.
    [1] Đưa vào  [2] Sửa lại  [3] Huỷ"
  `);
  expect(members(app)).toBe(0);
  expect(await quan.clicks("Đưa vào")).toMatch(/^Đã đưa 2 khách vào phân khúc VIP\n/);
  expect(members(app)).toBe(2);

  expect(await quan.types("phân khúc vip khách khác: lead 2964")).toMatch(
    /^Đưa khách này vào phân khúc VIP\?/,
  );
  expect(await quan.clicks("Đưa vào")).toMatch(/^Đã đưa khách vào phân khúc VIP\n/);
  expect(members(app)).toBe(3);
  expect(app.antcrm.world.customers).toHaveLength(4);
});

it("knows the nicknames that an admin has set, and offers them", async () => {
  const { quan } = await testApp({ language: "en" });
  await quan.confirms(`settings set segments VIP = ${VIP}`);

  expect(await quan.types("add 0867 123 456 to segment vip")).toMatch(
    /^Put this customer into the segment VIP\?/,
  );
  expect(await quan.types("add 0867 123 456 to segment gold")).toMatch(/\[1\] VIP/);
  expect(await quan.clicks("VIP")).toMatch(/^Put this customer into the segment VIP\?/);
});

it("asks for the customers when none were named", async () => {
  const { quan } = await testApp();
  expect(await quan.types(`phân khúc VIP=${VIP}`)).toContain("Số điện thoại?");
  expect(await quan.types("0867 123 456; 0900 000 001")).toMatch(/^Đưa 2 khách vào phân khúc VIP\?/);
});

it("leaves out customers that it does not find, and names them", async () => {
  const { quan } = await testApp();
  const asked = await quan.types(`thêm 0867123456, 0911222333 vào phân khúc VIP=${VIP}`);
  expect(asked).toMatch(/^Đưa khách này vào phân khúc VIP\?/);
  expect(asked).toContain("Không tìm thấy nên bỏ qua: 0911 222 333.");
  expect(await quan.types(`thêm 0911222333 vào phân khúc VIP=${VIP}`)).toMatch(
    /^Không có khách nào để đưa vào\n/,
  );
});

it("leaves out customers that AntCRM could not identify", async () => {
  const app = await testApp();
  app.antcrm.world.addCustomer({ name: "Khách vãng lai", customerId: 600 });
  const asked = await app.quan.types(`phân khúc VIP=${VIP} khách khác: khách 600, khách 475`);
  expect(asked).toContain("• Nguyễn Văn An");
  expect(asked).toContain("bỏ qua: Khách vãng lai.");
});

it("asks which customer when two share a number", async () => {
  const app = await testApp();
  app.antcrm.world.addCustomer({ name: "Trần Văn Em", customerId: 601, phones: ["0867123456"] });

  const asked = await app.quan.types(`thêm 0867123456, 0900000001 vào phân khúc VIP=${VIP}`);
  expect(asked).toMatch(/^Bạn muốn chọn khách nào\?\n0867 123 456 là của nhiều khách/);
  expect(await app.quan.clicks("Chọn")).toMatch(/^Đưa 2 khách vào phân khúc VIP\?/);
});

it("requires a manager", async () => {
  const { lan } = await testApp();
  expect(await lan.types(`thêm 0867123456 vào phân khúc VIP=${VIP}`)).toMatch(/^Bạn chưa có quyền/);
});

it("quotes AntCRM's refusal of a missing segment, and remembers no nickname", async () => {
  const app = await testApp();
  app.antcrm.world.refusalShape = "json-400";
  await app.quan.types("thêm 0867123456 vào phân khúc Vàng=0123456789abcdef01234567");
  expect(await app.quan.clicks("Đưa vào")).toContain("> Không tìm thấy phân khúc");
  expect(await app.quan.types("thêm 0867123456 vào phân khúc vàng")).toMatch(/^Bot chưa biết/);
});

it("reports at once that nothing can be looked up, and sends it again on request", async () => {
  const app = await testApp({ crm: { timeoutMs: 200 } });
  const { quan, clock } = app;
  await quan.types(`thêm 0867123456 vào phân khúc VIP=${VIP}`);
  app.antcrm.fault({
    kind: "hang",
    commit: "after",
    method: "POST",
    path: "/segments/set-contact",
    times: 1,
  });

  const unclear = await quan.clicks("Đưa vào");
  expect(unclear).toContain("Đưa lại lần nữa cũng không sao.");
  expect(unclear).not.toContain("Kiểm tra lại");
  expect(posts(app)).toHaveLength(1);
  clock.passes(61_000);
  expect(await app.checksUnclearWrites()).toEqual([]);

  expect(await quan.clicks("Gửi lại")).toMatch(/^Đưa khách này vào phân khúc VIP\?/);
  expect(await quan.clicks("Đưa vào")).toMatch(/^Đã đưa khách vào phân khúc VIP/);
  expect(posts(app)).toHaveLength(2);
  expect(members(app)).toBe(1);
});

it("shows an unclear one before the next of the same customer", async () => {
  const app = await testApp();
  const { quan } = app;
  await quan.types(`thêm 0867123456 vào phân khúc VIP=${VIP}`);
  app.antcrm.fault({
    kind: "500",
    commit: "before",
    method: "POST",
    path: "/segments/set-contact",
    times: 1,
  });
  await quan.clicks("Đưa vào");

  const next = await quan.types(`thêm 0867123456 vào phân khúc VIP=${VIP}`);
  expect(next).toContain("Lần trước chưa rõ kết quả");
  expect(next).toContain("Gửi lại");
});
