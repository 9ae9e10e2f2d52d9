import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";
import { twoPlatforms } from "../support/two-platforms.ts";

const NAME = "Lý Thị Bí Mật";
const PHONE = "0911234567";
const MAIL = "bi.mat@example.vn";

it("a customer's name, number and address are in neither the database file nor the log", async () => {
  const open = await testApp();
  const { lan, antcrm } = open;
  antcrm.world.addCustomer({ name: NAME, phones: [PHONE], emails: [MAIL], scoreAvailable: 100 });
  expect(await lan.types(PHONE)).toContain(NAME);
  await lan.types(MAIL);
  await lan.types(`đổi quà daumay01 cho ${PHONE}`);
  await lan.clicks("Đổi quà");
  await lan.types(`tạo phiếu cho ${PHONE}`);
  antcrm.fault({ kind: "500" });
  await lan.types(`tìm khách ${MAIL}`);

  const stored = await readFile(await open.backsUp());
  const log = open.log.join("\n");
  for (const secret of [NAME, PHONE, PHONE.slice(1), MAIL, antcrm.apiKey]) {
    expect(stored.includes(Buffer.from(secret)), secret).toBe(false);
    expect(log).not.toContain(secret);
  }
});

it.for(["Slack", "Telegram"] as const)(
  "a customer's name with markup, a ping or SQL is shown as typed on %s, without effect",
  async (platform, test) => {
    const { antcrm, groupOn } = await twoPlatforms(test);
    const hostile = [
      ["<!channel> <@U000000001> *đậm*", "0911000001"],
      ["<b>An</b> & <a href='https://evil.example'>x</a>", "0911000002"],
      ["'; DROP TABLE people; -- \"", "0911000003"],
    ] as const;
    const { lan } = groupOn(platform);
    for (const [name, phone] of hostile) {
      antcrm.world.addCustomer({ name, phones: [phone] });
      await lan.saysAlone(phone);
      const { text } = await lan.readsAlone(new RegExp(phone.replace(/^(\d{4})(\d{3})/, "$1 $2 ")));
      expect(text).toContain(name);
    }
    await lan.saysAlone("trợ giúp");
    await lan.readsAlone(/Trợ giúp|trợ giúp|khách/i);
  },
);
