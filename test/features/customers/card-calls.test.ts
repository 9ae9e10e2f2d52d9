import { expect, it } from "vitest";
import type { PhoneMatching } from "../../../src/sandbox/antcrm/customer-list.ts";
import { type TestApp, type TestAppOptions, testApp } from "../../support/test-app.ts";

/** Returns the paths that an answer takes, `["/contacts", "/history-point"]`. */
async function callsWhile({ antcrm }: TestApp, answer: () => Promise<string>): Promise<string[]> {
  const before = antcrm.requests.length;
  await answer();
  return antcrm.requests.slice(before).map(({ path }) => path);
}

const callsOf = (app: TestApp, text: string) => callsWhile(app, () => app.lan.types(text));

const withMatching = (phoneMatching: PhoneMatching): TestAppOptions => ({ antcrm: { phoneMatching } });

function addRedemption({ antcrm: { world } }: TestApp, customer: Parameters<typeof world.pointContact>[0]) {
  const gift = world.gifts.get("DAUMAY01");
  if (gift === undefined) throw new Error("no gift DAUMAY01");
  world.addMovement({ type: 2, score: 10, status: 1, gift, contact: world.pointContact(customer) });
}

it("a lead's card takes three calls", async () => {
  const app = await testApp();

  expect(await callsOf(app, "0162 345 6789")).toEqual(["/contacts", "/history-point", "/history-point"]);
});

it("a card takes three calls where the list of redemptions shows earned points too", async () => {
  const app = await testApp();

  expect((await callsOf(app, "0900000001")).sort()).toEqual([
    "/contacts",
    "/history-point",
    "/opportunities",
  ]);
});

it("the card of a customer without points, deals and e-mail takes four calls", async () => {
  const app = await testApp();
  app.antcrm.world.addCustomer({ name: "Lê Thu", phones: ["0981000111"] });

  expect(await callsOf(app, "0981000111")).toHaveLength(4);
});

it("the card of a customer stored with an old prefix takes four calls in a CRM that knows the prefixes", async () => {
  const app = await testApp(withMatching("lenient"));
  app.antcrm.world.addCustomer({ name: "Lê Thu", phones: ["0162 100 0111"] });

  expect(await callsOf(app, "0321000111")).toHaveLength(4);
});

it.each([["0162 100 0111"], ["01621000111"], ["+84 162 100 0111"], ["+841621000111"]])(
  "a card takes four calls from the second on, where the CRM finds %s by that text alone",
  async (stored) => {
    const app = await testApp(withMatching("exact"));
    const another = stored.replace(/0111$/, "0222");
    app.antcrm.world.addCustomer({ name: "Lê Thu", phones: [stored] });
    addRedemption(app, app.antcrm.world.addCustomer({ name: "Lê Hạ", phones: [another] }));
    await app.lan.types("0321000111");

    expect(await callsOf(app, "0321000111")).toHaveLength(4);
    expect(await callsOf(app, "0321000222")).toHaveLength(4);
    expect(await app.lan.types("0321000222")).toContain("Tàu hoả đồ chơi");
  },
);

it.each(["lenient", "exact"] as const)(
  "the card of a customer found by number or name takes four calls and shows the points, when the CRM matches %s",
  async (phoneMatching) => {
    const app = await testApp(withMatching(phoneMatching));
    const { world } = app.antcrm;
    world.addCustomer({ name: "Lê Thu", customerId: 801, phones: ["0162 100 0111"] });
    addRedemption(app, world.addCustomer({ name: "Lê Hạ", customerId: 802, phones: ["+84981000222"] }));

    expect(await callsOf(app, "tìm Lê Thu")).toHaveLength(4);
    await app.lan.types("điểm của khách 801");
    expect(await callsWhile(app, () => app.lan.clicks("Khách hàng"))).toHaveLength(4);
    await app.lan.types("điểm của khách 802");
    expect(await callsWhile(app, () => app.lan.clicks("Khách hàng"))).toHaveLength(4);
    expect(await app.lan.types("tìm khách 802")).toContain("Tàu hoả đồ chơi");
  },
);

it("a number without its kind takes one call more, because a lead may have the same number", async () => {
  const app = await testApp();
  app.antcrm.world.addCustomer({ name: "Lê Thu", customerId: 801, phones: ["0981000111"] });

  expect(await callsOf(app, "khách 801")).toHaveLength(5);
  await app.lan.types("0900000001");
  expect(await callsOf(app, "khách 801")).toHaveLength(4);
});

it("the card of a customer with two phones takes four calls by either", async () => {
  const app = await testApp(withMatching("exact"));
  app.antcrm.world.addCustomer({ name: "Lê Thu", phones: ["0162 100 0111", "0981000222"] });

  expect(await callsOf(app, "0981000222")).toHaveLength(4);
  await app.lan.types("0321000111");
  expect(await callsOf(app, "0321000111")).toHaveLength(4);
});

it("the card of a customer with an e-mail alone takes four calls", async () => {
  const app = await testApp();
  app.antcrm.world.addCustomer({ name: "Lê Thu", emails: ["thu@example.com"] });

  expect(await callsOf(app, "thu@example.com")).toHaveLength(4);
});

it("two customers who share a number, stored differently, each show their own points", async () => {
  const app = await testApp(withMatching("exact"));
  const { world } = app.antcrm;
  world.addCustomer({ name: "Lê Thu", customerId: 801, phones: ["0981000111"] });
  addRedemption(app, world.addCustomer({ name: "Lê Hạ", customerId: 802, phones: ["+84981000111"] }));
  await app.lan.types("0981000111");

  expect(await app.lan.types("khách 801")).not.toContain("Tàu hoả đồ chơi");
  expect(await app.lan.types("khách 802")).toContain("Tàu hoả đồ chơi");
});

it("a card takes four calls from the first on, however its number is stored, once the index is full", async () => {
  const app = await testApp(withMatching("exact"));
  app.antcrm.world.addCustomer({ name: "Lê Thu", customerId: 801, phones: ["0162.100.0111"] });
  await app.fillsIndex();

  expect(await callsOf(app, "0321000111")).toHaveLength(4);
  expect(await callsOf(app, "khách 801")).toHaveLength(4);
});

it("a number that moved to another customer is searched in AntCRM, whatever the index knows", async () => {
  const app = await testApp();
  const { world } = app.antcrm;
  const former = world.addCustomer({ name: "Lê Thu", phones: ["0981000111"] });
  await app.fillsIndex();
  world.editCustomer(former, { phones: [] });
  world.addCustomer({ name: "Lê Hạ", phones: ["0981000111"] });

  expect(await app.lan.types("0981000111")).toContain("Lê Hạ");
});
