import { expect, it } from "vitest";
import { type TestApp, testApp } from "../support/test-app.ts";

/** Returns the audit rows, the oldest first, without the columns that are equal in all rows. */
async function rows({ store }: TestApp) {
  const found = await store().audit.recent(100);
  return found
    .reverse()
    .map(({ person, command, effect, customer, outcome }) =>
      [person.replace("terminal:", ""), command, effect, customer ?? "-", outcome].join(" "),
    );
}

it("records every look-up: who, what, which customer, and the outcome", async () => {
  const app = await testApp();
  const { lan, minh } = app;

  await lan.types("0900000001");
  await minh.types("điểm lead 2964");
  await lan.types("giao dịch 0911111111");
  await lan.types("#16001");
  await lan.types("#99999");

  expect(await rows(app)).toEqual([
    "lan customer look-up customer:475 shown",
    "minh points look-up lead:2964 shown",
    "lan deals look-up - none",
    "lan show look-up ticket:16001 shown",
    "lan show look-up ticket:99999 none",
  ]);
});

it("records every write: the request, and its end", async () => {
  const app = await testApp();
  const { lan, antcrm } = app;

  await lan.types("đổi quà daumay01 cho 0900000001");
  await lan.clicks("Đổi quà");
  antcrm.world.refusalShape = "json-400";
  await lan.types("đổi quà KHONGCO cho 0900000001");
  await lan.clicks("Đổi quà");

  expect(await rows(app)).toEqual([
    "lan redeem write customer:475 asked",
    "lan redeem write customer:475 done",
    "lan redeem write customer:475 asked",
    "lan redeem write customer:475 refused",
  ]);
});

it("records every refusal", async () => {
  const app = await testApp();
  const { lan, minh, hoa } = app;

  await hoa.types("0900000001");
  await minh.types("đổi quà daumay01 cho 0900000001");
  await lan.types("0900000001");
  await minh.clicks("Điểm", lan.sees());

  const found = await rows(app);
  expect(found[0]).toBe("hoa text refusal - forbidden");
  expect(found[1]).toBe("minh redeem refusal - forbidden");
  expect(found[3]).toMatch(/^minh \w+ refusal - not-yours$/);
});

it("the audit has no row for a question that the bot asked back, and none for help", async () => {
  const app = await testApp();
  const { lan } = app;

  await lan.types("help");
  await lan.types("tìm 09000");
  await lan.types("huỷ");
  await lan.types("tạo phiếu");

  expect(await rows(app)).toEqual([]);
});

it("records a failed look-up as failed", async () => {
  const app = await testApp();
  app.antcrm.fault({ kind: "500" });

  await app.lan.types("0900000001");

  expect(await rows(app)).toEqual(["lan customer look-up - unavailable"]);
});

it("neither the audit nor the log ever contains a phone number or an e-mail address", async () => {
  const app = await testApp();
  const { lan, hoa, antcrm } = app;
  // A record without a customer or lead number in the CRM can be named only by its phone.
  antcrm.world.addCustomer({ name: "Ẩn Danh", customerId: "", phones: ["0922333444"], scoreAvailable: 100 });

  await lan.types("0900000001");
  await lan.types("an@example.com");
  await lan.types("0922 333 444");
  await lan.types("đổi quà daumay01 cho 0922333444");
  await lan.clicks("Đổi quà");
  await lan.types("tạo phiếu cho 0867123456: gọi 0867123456 hoặc binh.tran@example.com");
  await lan.clicks("Tạo phiếu");
  await hoa.types("0900000001");
  antcrm.fault({ kind: "500" });
  await lan.types("0900000001");
  await lan.types("binh.tran@example.com");

  const kept = `${JSON.stringify(await app.store().audit.recent(100))}\n${app.log.join("\n")}`;
  for (const secret of ["900000001", "867123456", "922333444", "an@example.com", "binh.tran@example.com"])
    expect(kept).not.toContain(secret);
});
