import { expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

const DAY_MS = 24 * 3_600_000;

it("lists today's new customers, the newest first, and opens each", async () => {
  const { lan, antcrm, clock } = await testApp();
  const now = clock.now().getTime();
  antcrm.world.addCustomer({
    name: "Vũ Minh Anh",
    contactType: "lead",
    phones: ["0912345678"],
    createdAt: now,
  });
  antcrm.world.addCustomer({ name: "Lý Thu Hà", createdAt: now - 60_000 });
  antcrm.world.addCustomer({ name: "Người hôm qua", createdAt: now - DAY_MS });

  expect(await lan.types("khách mới hôm nay")).toMatchInlineSnapshot(`
    "Danh sách khách · tạo ngày 25/11/2026
    2 khách, mới nhất trước
    • Vũ Minh Anh  khách tiềm năng · 0912 345 678 · 25/11/2026 08:00  [1] Xem
    • Lý Thu Hà  khách hàng cá nhân · 25/11/2026 07:59  [2] Xem"
  `);
  expect(await lan.clicks("Xem")).toMatch(/^Vũ Minh Anh\n/);
});

it("accepts the kind and the days in any order, in both languages", async () => {
  const { lan } = await testApp();
  expect(await lan.types("lead tuần trước")).toMatch(
    /^Khách tiềm năng · tạo ngày 16\/11\/2026 – 22\/11\/2026\n[\s\S]*Lê Hoàng Dũng/,
  );
  expect(await lan.types("danh sach khach doanh nghiep nam nay")).toContain("Công ty TNHH Hoa Sen Việt");

  const english = await testApp({ language: "en" });
  expect(await english.lan.types("new leads last week")).toMatch(
    /^Lead · created 16\/11\/2026 – 22\/11\/2026\n/,
  );
});

it("lists changed customers, by the day of the change", async () => {
  const { lan } = await testApp();
  const shown = await lan.types("khách cập nhật hôm qua");
  expect(shown).toMatch(/^Danh sách khách · cập nhật ngày 24\/11\/2026\n/);
  expect(shown).toContain("Trần Thị Bình");
  expect(shown).not.toContain("Nguyễn Văn An");
});

it("keeps the query on other pages", async () => {
  const { lan, antcrm, clock } = await testApp();
  for (let number = 1; number <= 23; number++) {
    const createdAt = clock.now().getTime() - number * 60_000;
    antcrm.world.addCustomer({ name: `Lead số ${number}`, contactType: "lead", createdAt });
  }
  antcrm.world.addCustomer({ name: "Không phải lead", createdAt: clock.now().getTime() });

  const first = await lan.types("danh sách lead hôm nay");
  expect(first).toContain("23 khách");
  expect(first).toContain("1–10 trong 23");
  const second = await lan.clicks("Sau ▶");
  expect(second).toContain("Lead số 11");
  expect(second).not.toContain("Không phải lead");
  // The quota is two pages a minute.
  clock.passes(60_000);
  expect(await lan.clicks("Sau ▶")).toContain("21–23 trong 23");
});

it("shows how far it searched, and offers another search when nobody is found", async () => {
  const { lan, minh } = await testApp();
  expect(await lan.types("khách mới hôm qua")).toContain("Không có khách nào trong khoảng này.");
  expect(await lan.clicks("Tạo khách")).toContain("Tên?");
  expect(await minh.types("khách mới tuần này")).toMatch(/^Danh sách khách/);
  expect(await minh.types("khách mới ngày 32/11")).toContain("Nhập khoảng ngày");
});

it("creates a new customer when a name follows", async () => {
  const { lan } = await testApp();
  expect(await lan.types("khách mới: Phạm Thị Mai 0912 345 678")).toMatch(/^Tạo khách này\?/);
  expect(await lan.types("lead 2964")).toMatch(/^Lê Hoàng Dũng\n/);
});
