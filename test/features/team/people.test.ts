import { expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

const withoutReference = (receipt: string) => receipt.replace(/Mã [2-9A-Z]{8}$/, "Mã …");

it("links a known person to their address in AntCRM, and removes the link", async () => {
  const { lan, quan } = await testApp();

  expect(await quan.types("link")).toContain("Chưa có ai được liên kết.");
  expect(await quan.types("link @lan lan@shop.vn")).toMatch(/^Bot chưa biết người này/);
  await lan.types("trợ giúp");
  expect(withoutReference(await quan.confirms("link terminal:lan Lan@Shop.vn"))).toMatchInlineSnapshot(`
    "Đã liên kết
    Người dùng: Lan (terminal:lan)
    E-mail trong AntCRM: lan@shop.vn
    Từ giờ “việc của tôi” của người này là việc giao cho địa chỉ trên.
    Địa chỉ này chưa có trong phần dữ liệu AntCRM mà bot đã đọc, bạn xem lại chính tả giúp nhé.
    [1] Mọi liên kết
    Mã …"
  `);
  expect(await quan.types("liên kết")).toMatch(/lan@shop.vn.*Lan \(terminal:lan\)/);
  expect(await quan.types("link terminal:lan")).toContain("E-mail trong AntCRM: lan@shop.vn");
  expect(await quan.confirms("link terminal:lan -")).toMatch(/^Đã bỏ liên kết/);
  expect(await quan.types("link terminal:lan")).toContain("E-mail trong AntCRM: chưa liên kết");
  // As the card of the links says it in Vietnamese.
  expect(await quan.confirms("liên kết terminal:lan lan@shop.vn")).toMatch(/^Đã liên kết/);
  expect(await quan.confirms("liên kết terminal:lan -")).toMatch(/^Đã bỏ liên kết/);
});

it("links an unknown person by their id, as Slack and Telegram mention them", async () => {
  const { quan } = await testApp({ language: "en" });

  expect(await quan.confirms("link slack:U0123ABCD minh@shop.vn")).toContain("Person: slack:U0123ABCD");
  expect(await quan.types("link <@U0123ABCD>")).toContain("E-mail in AntCRM: minh@shop.vn");
  expect(await quan.confirms("link telegram:456 mai@shop.vn")).toContain("Person: telegram:456");
  expect(await quan.types("link")).toMatch(/2 linked[\s\S]*minh@shop.vn[\s\S]*mai@shop.vn/);
});

it("asks which one when two people have the same name", async () => {
  const { quan, store, clock } = await testApp();
  await store().people.setName("slack:U0LAN", "Trần Thị Lan", clock.now());
  await store().people.setName("telegram:77", "Lan", clock.now());

  const asked = await quan.types("link @lan lan@shop.vn");
  expect(asked).toMatch(/^Bạn muốn chọn ai\?/);
  expect(asked).not.toContain("U0LAN");
  expect(await quan.clicks("Chọn")).toMatch(/^Liên kết Lan với AntCRM\?/);
  expect(await quan.clicks("Liên kết")).toMatch(/^Đã liên kết\nNgười dùng: Lan \(telegram:77\)/);
});

it("reports that a name is missing when only an address was given", async () => {
  const { quan } = await testApp();
  expect(await quan.types("link lan@shop.vn")).toContain("Hãy gõ kèm tên người: liên kết @lan lan@shop.vn");
});

it("stores no address in clear text in the log or the audit", async () => {
  const { quan, log, store } = await testApp();
  await quan.confirms("link telegram:456 mai@shop.vn");

  expect(log.join("\n")).not.toContain("mai@shop.vn");
  const [newest] = await store().audit.recent(1);
  expect(newest).toMatchObject({ command: "link", effect: "write", outcome: "telegram:456 linked" });
});

it("gives a role, which applies from the next message on and after a restart", async () => {
  const { hoa, quan, restarts, store } = await testApp();

  expect(await hoa.types("0900000001")).toMatch(/^Bạn chưa có quyền/);
  expect(withoutReference(await quan.confirms("role terminal:hoa agent"))).toMatchInlineSnapshot(`
    "Đã đổi quyền
    Người dùng: Hoa (terminal:hoa)
    Quyền: nhân viên
    Trước đó: quản trị viên
    [1] Mọi quyền
    Mã …"
  `);
  expect((await store().audit.recent(1))[0]).toMatchObject({
    command: "role",
    outcome: "terminal:hoa: admin → agent",
  });
  expect(await hoa.types("0900000001")).toMatch(/^Nguyễn Văn An/);
  await restarts();
  expect(await hoa.types("đổi quà daumay01 cho 0900000001")).toMatch(/^Đổi quà/);
  expect(await quan.types("cấp quyền cho terminal:hoa: không có quyền")).not.toMatch(/Bạn chưa có quyền/);
});

it("accepts a role in Vietnamese, and shows who has which", async () => {
  const { minh, quan } = await testApp();
  await minh.types("trợ giúp");

  expect(await quan.confirms("phan quyen terminal:minh quan ly")).toContain("Quyền: quản lý");
  const listed = await quan.types("role");
  expect(listed).toMatch(/terminal:mai.*quản trị viên · theo cấu hình/);
  expect(listed).toMatch(/Minh \(terminal:minh\).*quản lý/);
  expect(await quan.types("role terminal:minh")).toContain("Quyền: quản lý");
  expect(await quan.clicks("chỉ xem")).toContain("Quyền: quản lý → chỉ xem");
  expect(await quan.clicks("Đổi quyền", quan.sees())).toContain("Quyền: chỉ xem");
});

it.each(["phân quyền lan@shop.vn làm quản lý", "cho chị Hoa làm quản lý", "cấp quyền quản lý"])(
  "asks who gets the role: %s",
  async (typed) => {
    const { quan } = await testApp();
    const asked = await quan.types(typed);
    expect(asked).toContain("Nêu một người trong nhóm: @lan, slack:U0123 hoặc telegram:456");
    expect(asked).toContain("Quyền: quản lý");
    expect(await quan.types("terminal:minh")).toMatch(/^Đổi quyền của .*terminal:minh/);
  },
);

it("never removes the role of an admin from the configuration", async () => {
  const { mai, hoa, quan } = await testApp();
  await mai.types("trợ giúp");
  await hoa.types("trợ giúp");

  expect(await quan.types("role terminal:mai viewer")).toContain("BOT_ADMINS");
  expect(await mai.types("role")).toContain("quản trị viên");
});

it("never removes the role of the last admin when the configuration names none", async () => {
  const { hoa, minh, store, clock } = await testApp({ admins: [] });
  await hoa.types("trợ giúp");
  await minh.types("trợ giúp");
  await store().people.setRole(hoa.id, "admin", clock.now());

  expect(await hoa.types("role terminal:hoa viewer")).toContain("Đây là quản trị viên cuối cùng");
  expect(await hoa.confirms("role terminal:minh admin")).toMatch(/^Đã đổi quyền/);
  expect(await hoa.confirms("role terminal:hoa viewer")).toMatch(/^Đã đổi quyền/);
  expect(await hoa.types("role")).toMatch(/^Bạn chưa có quyền/);
});

it("lets only admins link people or give roles", async () => {
  const { lan, minh } = await testApp();
  await minh.types("trợ giúp");

  expect(await lan.types("role terminal:minh admin")).toMatch(/^Bạn chưa có quyền/);
  expect(await lan.types("link terminal:minh lan@shop.vn")).toMatch(/^Bạn chưa có quyền/);
  expect(await lan.types("role")).toMatch(/^Bạn chưa có quyền/);
});

it("distinguishes a role that was given from the default role", async () => {
  const { hoa, quan } = await testApp();
  await hoa.types("trợ giúp");

  const shown = await quan.types("role terminal:hoa");
  expect(shown).toContain("Quyền: quản trị viên (mặc định)");
  expect(shown).toContain("] quản trị viên");
  expect(await quan.types("role terminal:hoa admin")).toContain("quản trị viên (mặc định) → quản trị viên");
  await quan.confirms("role terminal:hoa admin");
  expect(await quan.types("role terminal:hoa admin")).toMatch(/^Không có gì thay đổi/);
});

it("asks nothing when a person without a role is to have none", async () => {
  const { hoa, quan } = await testApp();
  await quan.confirms("role terminal:quan admin");
  await quan.confirms("role terminal:hoa none");
  expect(await quan.types("role terminal:hoa none")).toMatch(/^Không có gì thay đổi/);
  expect(await quan.types("role telegram:4567 none")).toMatch(/^Không có gì thay đổi/);
  expect(await hoa.types("0900000001")).toMatch(/^Bạn chưa có quyền/);
});
