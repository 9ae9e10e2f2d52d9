import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";
import { addCustomers, spaced } from "./many-customers.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const REFUSED = "Vượt hạn mức xem khách hàng";

describe("somebody who types one phone number after the other", () => {
  it("sees 20 customers in a minute, and then when they may continue", async () => {
    const app = await testApp();
    const { minh, clock } = app;
    const [first = "", ...others] = addCustomers(app, 25);
    await minh.types(first);
    clock.passes(37_000);
    for (const phone of others.slice(0, 19)) expect(await minh.types(phone)).toContain(spaced(phone));

    const refused = await minh.types(others[19] ?? "");
    expect(refused).toContain(REFUSED);
    expect(refused).toContain(
      "Bạn đã xem 20 khách hàng trong một phút. Bạn có thể xem tiếp sau 23 giây (08:01:00).",
    );
    expect(refused).not.toContain("Khách 020");

    clock.passes(23_000);
    expect(await minh.clicks("Thử lại")).toContain(spaced(others[19] ?? ""));
    expect(await minh.types(others[20] ?? "")).toContain(REFUSED);
  });

  it("sees no more when they send all requests at once", async () => {
    const app = await testApp();
    const phones = addCustomers(app, 40);
    const answers = await Promise.all(phones.map((phone) => app.minh.types(phone)));
    expect(answers.filter((answer) => !answer.includes(REFUSED))).toHaveLength(20);
  });

  it("causes no call to AntCRM over the quota, and an audit entry of the refusal", async () => {
    const app = await testApp();
    const { lan, antcrm, store } = app;
    const phones = addCustomers(app, 21);
    for (const phone of phones.slice(0, 20)) await lan.types(phone);

    const before = antcrm.requests.length;
    expect(await lan.types(phones[20] ?? "")).toContain(REFUSED);
    expect(antcrm.requests).toHaveLength(before);
    const [row] = await store().audit.recent(1);
    expect(row).toMatchObject({ person: lan.id, effect: "refusal", outcome: "over-quota", customer: null });
  });

  it("has no new quota after a restart", async () => {
    const app = await testApp();
    const phones = addCustomers(app, 21);
    for (const phone of phones.slice(0, 20)) await app.lan.types(phone);
    await app.restarts();
    expect(await app.lan.types(phones[20] ?? "")).toContain(REFUSED);
  });

  it("has 400 customers a day, until midnight in the team's time zone", async () => {
    const app = await testApp();
    const { lan, quan, clock } = app;
    await quan.confirms("sửa cài đặt quota.agent 20 / 30");
    const phones = addCustomers(app, 31);
    for (const [at, phone] of phones.slice(0, 30).entries()) {
      if (at % 15 === 0) clock.passes(11 * MINUTE);
      expect(await lan.types(phone)).not.toContain(REFUSED);
    }
    clock.passes(HOUR);
    const refused = await lan.types(phones[30] ?? "");
    expect(refused).toContain("Bạn đã xem 30 khách hàng hôm nay. Bạn có thể xem tiếp từ 26/11/2026 00:00.");
    clock.passes(16 * HOUR);
    expect(await lan.types(phones[30] ?? "")).toContain(spaced(phones[30] ?? ""));
  });

  it("has the quota of their role, as admins do, and none when an admin sets 0", async () => {
    const app = await testApp();
    const { lan, minh, quan } = app;
    const phones = addCustomers(app, 30);
    await quan.confirms("sửa cài đặt quota.agent 2 / 100");
    await quan.confirms("sửa cài đặt quota.admin 1 / 100");
    await quan.confirms("sửa cài đặt quota.viewer 0 / 0");
    for (const phone of phones.slice(0, 2)) expect(await lan.types(phone)).not.toContain(REFUSED);
    expect(await lan.types(phones[2] ?? "")).toContain(REFUSED);
    expect(await quan.types(phones[0] ?? "")).not.toContain(REFUSED);
    expect(await quan.types(phones[1] ?? "")).toContain(REFUSED);
    for (const phone of phones) expect(await minh.types(phone)).not.toContain(REFUSED);
  });
});

describe("an agent with a customer on the line", () => {
  it("is not counted again for the same customer's points, deals and tickets, even over the quota", async () => {
    const app = await testApp();
    const { lan } = app;
    const phones = addCustomers(app, 20);
    for (const phone of phones.slice(0, 19)) await lan.types(phone);
    await lan.types("0900000001");
    expect(await lan.types(phones[19] ?? "")).toContain(REFUSED);
    expect(await lan.types("0900 000 001")).toContain("Nguyễn Văn An");
    expect(await lan.clicks("Điểm")).toContain("Điểm · Nguyễn Văn An");
    expect(await lan.clicks("Khách hàng")).toContain("Nguyễn Văn An");
  });

  it("can view products and help over the quota", async () => {
    const app = await testApp();
    const { lan, quan } = app;
    await quan.confirms("sửa cài đặt quota.agent 1 / 1");
    await lan.types("0900000001");
    expect(await lan.types("0867123456")).toContain(REFUSED);
    expect(await lan.types("sản phẩm")).not.toContain(REFUSED);
    expect(await lan.types("trợ giúp")).not.toContain(REFUSED);
  });

  it("is counted for the customer in a write's question, and can still confirm it", async () => {
    const app = await testApp();
    const { lan, quan } = app;
    await quan.confirms("sửa cài đặt quota.agent 1 / 100");
    expect(await lan.types("đổi quà daumay01 cho 0900000001")).toContain("Nguyễn Văn An");
    const question = lan.sees();
    expect(await lan.types("0867123456")).toContain(REFUSED);
    expect(await lan.clicks("Đổi quà", question)).toContain("Đã đổi quà");
  });

  it("keeps the typed values when a write's question is refused", async () => {
    const app = await testApp();
    const { lan, quan, clock } = app;
    await quan.confirms("sửa cài đặt quota.agent 1 / 100");
    await lan.types("0867123456");
    const refused = await lan.types("đổi quà daumay01 cho 0900000001");
    expect(refused).toContain(REFUSED);
    expect(refused).not.toContain("Nguyễn Văn An");
    clock.passes(MINUTE);
    expect(await lan.clicks("Thử lại")).toContain("Nguyễn Văn An");
    expect(await lan.clicks("Đổi quà")).toContain("Đã đổi quà");
  });
});

describe("the admins", () => {
  it("are notified once a day of a person who reaches the limit, by direct message", async () => {
    const app = await testApp();
    const { lan, mai, quan, clock } = app;
    await quan.types("phân quyền terminal:quan admin");
    await quan.confirms("sửa cài đặt quota.agent 1 / 100");
    await lan.types("0900000001");
    await lan.types("0867123456");
    await lan.types("0867123456");

    const notified = await app.notifiesAdmins();
    expect(notified.map(({ person }) => person)).toContain(mai.id);
    expect(notified.every(({ card }) => card.audience === "private")).toBe(true);
    expect(JSON.stringify(notified[0]?.card)).toContain(
      "Lan (terminal:lan) đã xem 1 khách hàng trong một phút, lúc 25/11/2026 08:00",
    );
    expect(app.log.join("\n")).toContain("a person looks up unusually many customers");
    clock.passes(HOUR);
    await lan.types("0900000001");
    await lan.types("0867123456");
    expect(await app.notifiesAdmins()).toEqual([]);

    clock.passes(24 * HOUR);
    await lan.types("0900000001");
    await lan.types("0867123456");
    expect(await app.notifiesAdmins()).not.toEqual([]);
  });

  it("see how many customers were seen, which limit refused more, and where it is set", async () => {
    const app = await testApp();
    const { minh, quan } = app;
    const [first = "", second = ""] = addCustomers(app, 20);
    await quan.confirms("sửa cài đặt quota.viewer 5 / 100");
    await minh.types(first);
    await minh.types(second);
    expect(await minh.types("khách mới hôm nay")).toContain(REFUSED);
    const [notified] = await app.notifiesAdmins();
    const shown = JSON.stringify(notified?.card);
    expect(shown).toContain("đã xem 2 khách hàng trong một phút, lúc 25/11/2026 08:00");
    expect(shown).toContain("Bot đã từ chối phần vượt hạn mức 5.");
    expect(shown).toContain("Giới hạn nằm trong cài đặt: quota.viewer.");
  });

  it("see all settings of limits in a notice of an earlier version", async () => {
    const app = await testApp();
    const at = app.clock.now();
    const figures = JSON.stringify({ customers: 20, window: "day", limit: 20 });
    await app.store().lookUps.addNotice({ id: "excess:x", person: "slack:U1", kind: "excess", at, figures });
    const [notified] = await app.notifiesAdmins();
    expect(JSON.stringify(notified?.card)).toContain("Giới hạn nằm trong cài đặt: quota.*.");
  });

  it("are notified of an hour with more than three times the person's usual look-ups", async () => {
    const app = await testApp();
    const { lan, clock } = app;
    const phones = addCustomers(app, 30);
    for (let hour = 0; hour < 3; hour += 1) {
      for (const phone of phones.slice(0, 4)) await lan.types(phone);
      clock.passes(HOUR);
    }
    for (const phone of phones.slice(0, 15)) await lan.types(phone);
    const notified = await app.notifiesAdmins();
    expect(JSON.stringify(notified[0]?.card)).toContain(
      "Lan (terminal:lan) đã xem 15 khách hàng từ 25/11/2026 11:00; bình thường khoảng 4 khách mỗi giờ.",
    );
    await lan.types(phones[20] ?? "");
    expect(await app.notifiesAdmins()).toEqual([]);
  });
});
