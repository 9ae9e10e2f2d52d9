import { expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

it("tells each person their role and what it allows, and what needs a higher one", async () => {
  const { lan, quan } = await testApp();
  for (const text of ["tôi là ai", "toi co quyen gi", "whoami", "xem quyền của mình"]) {
    const shown = await lan.types(text);
    expect(shown, text).toMatch(/^Thông tin của bạn\nBạn là: .*terminal:lan.*\nQuyền: nhân viên/);
    expect(shown, text).toMatch(/Bạn làm được: tra cứu khách.*đổi quà/);
    expect(shown, text).toMatch(/Cần quyền cao hơn: quản lý: xoá dữ liệu/);
  }
  const admin = await quan.types("tôi có quyền gì");
  expect(admin).toContain("Quyền: quản trị viên");
  expect(admin).not.toContain("Cần quyền cao hơn");
});

it("names the address in AntCRM, and whom to ask where it is unknown", async () => {
  const { lan, mai } = await testApp({ profileEmails: { "terminal:mai": "lan.cskh@example.com" } });
  expect(await mai.types("tôi là ai")).toContain("Trong AntCRM: lan.cskh@example.com");
  expect(await lan.types("tôi là ai")).toContain("nhờ quản trị viên liên kết e-mail của bạn");
});
