import { describe, expect, it } from "vitest";
import { type AntcrmSandbox, startAntcrm } from "../../../src/sandbox/antcrm/server.ts";

const NOW = Date.parse("2026-06-10T05:00:00.000Z");
const DAY_MS = 86_400_000;

async function fullWorld(seed = 1): Promise<AntcrmSandbox["world"]> {
  const crm = await startAntcrm({ seed, now: () => NOW });
  await crm.stop();
  return crm.world;
}

describe("the generated shop", () => {
  it("is the same for the same seed and start, and different for another seed", async () => {
    const records = ({ customers, deals, tickets, points, ratings }: AntcrmSandbox["world"]) =>
      JSON.stringify([customers, deals, tickets, points, ratings]);
    const first = records(await fullWorld());
    expect(records(await fullWorld())).toBe(first);
    expect(records(await fullWorld(2))).not.toBe(first);
  });

  it("does not depend on the order in which its parts are used, or on earlier calls", async () => {
    const campaigns = ({ outreach }: AntcrmSandbox["world"]) =>
      outreach.campaigns.map((one) => [one, outreach.telesalesOf(one._id), outreach.telecallsOf(one._id)]);
    const early = await fullWorld();
    const first = [campaigns(early), early.tasks.list, early.conversations.sessions];

    const late = await fullWorld();
    late.addCustomer({ name: "Người đến sau", phones: ["0911222333"] });
    late.addRating({ rating_score: 1 });
    const [sessions, tasks] = [late.conversations.sessions, late.tasks.list];
    expect(JSON.stringify([campaigns(late), tasks, sessions])).toBe(JSON.stringify(first));
    expect(JSON.stringify(campaigns(await fullWorld(2)))).not.toBe(JSON.stringify(first[0]));
  });

  it("has deals with products of its catalogue, at the catalogue's prices", async () => {
    const { deals, products } = await fullWorld();
    const sold = new Map(products.list.map(({ code, ...product }) => [code, product]));
    expect(sold.size).toBe(products.list.length);
    for (const { code, name, productIdApiRing, value } of deals.flatMap((deal) => deal.products)) {
      expect(sold.get(code)).toMatchObject({ name, productIdApiRing, value: String(value) });
    }
  });

  it("has the requested number of ratings, within the same 90 days", async () => {
    const crm = await startAntcrm({ now: () => NOW, ratings: 20_000 });
    await crm.stop();
    const { ratings } = crm.world;
    // Two ratings belong to the named customers.
    expect(ratings).toHaveLength(20_002);
    expect(ratings[0]?.createdAt).toBeGreaterThanOrEqual(NOW - 90 * DAY_MS);
    expect(ratings.at(-1)?.createdAt).toBeLessThanOrEqual(NOW);
  });

  it("has the size of a medium shop", async () => {
    const world = await fullWorld();
    expect(world.customers.length).toBeGreaterThanOrEqual(400);
    expect(world.tickets.length).toBeGreaterThanOrEqual(600);
    expect(world.deals.length).toBeGreaterThanOrEqual(500);
    expect(world.ratings.length).toBeGreaterThanOrEqual(3000);
    expect(new Set(world.points.map(({ type, status }) => `${type}/${status}`)).size).toBe(4);
  });

  it("has phones in every form that people type, customers with none, several or shared ones, and equal names", async () => {
    const { customers } = await fullWorld();
    const phones = customers.flatMap((customer) => customer.phones.map(({ value }) => value));
    const forms = [
      /^0\d{9}$/,
      /^84\d{9}$/,
      /^\+84\d{9}$/,
      /^0\d+ \d+ \d+$/,
      /^0\d+\.\d+\.\d+$/,
      /^0\d+-\d+-\d+$/,
      /^01[26]\d{8}$/,
    ];
    for (const form of forms)
      expect(
        phones.some((phone) => form.test(phone)),
        String(form),
      ).toBe(true);
    expect(new Set(customers.map((customer) => Math.min(customer.phones.length, 2)))).toEqual(
      new Set([0, 1, 2]),
    );
    expect(new Set(phones).size).toBeLessThan(phones.length);
    expect(new Set(customers.map(({ name }) => name)).size).toBeLessThan(customers.length);
    expect(new Set(customers.map(({ contactType, type }) => `${contactType}/${type}`))).toEqual(
      new Set(["customer/0", "customer/1", "lead/0"]),
    );
  });

  it("has balances that are the sums of their histories", async () => {
    const world = await fullWorld();
    for (const customer of world.customers) {
      const sum = world
        .movementsOf(customer)
        .reduce((total, { type, status, score }) => total + (type === 1 ? 1 : -1) * status * score, 0);
      expect(sum, customer.name).toBe(customer.scoreAvailable);
    }
  });

  it("has only times in the past, and ObjectIds that contain them", async () => {
    const world = await fullWorld();
    const born = (id: string) => Number.parseInt(id.slice(0, 8), 16);
    const { campaigns } = world.outreach;
    const records = [
      ...[world.customers, world.deals, world.tickets, world.ratings, world.products.list, campaigns],
      ...campaigns.map(({ _id }) => world.outreach.telesalesOf(_id)),
      ...campaigns.map(({ _id }) => world.outreach.telecallsOf(_id)),
      ...world.conversations.sessions.map(({ messages }) => messages),
    ].flat();
    // The ids of the named records are the same in every world, so they contain no time of creation.
    for (const record of records.filter(({ _id }) => _id !== "65f8faf6f829af63ddc831dc")) {
      expect(born(record._id)).toBe(Math.floor(record.createdAt / 1000));
      expect(record.createdAt).toBeLessThanOrEqual(NOW);
    }
    for (const { id, createdAt } of world.points) expect(born(id)).toBe(Math.floor(createdAt / 1000));
    expect(world.ratings[0]?.createdAt).toBeGreaterThanOrEqual(NOW - 90 * DAY_MS);
    expect(world.points[0]?.createdAt).toBeGreaterThanOrEqual(NOW - 366 * DAY_MS);
  });

  it("has the named customers in every size", async () => {
    for (const size of ["full", "empty"] as const) {
      const crm = await startAntcrm({ size });
      await crm.stop();
      expect(crm.world.customersByPhone("0900000001")).toMatchObject([
        { name: "Nguyễn Văn An", scoreAvailable: 120, rankName: "Silver", contactType: "customer", type: 0 },
      ]);
      expect(crm.world.customersByPhone("0867123456")).toMatchObject([{ name: "Trần Thị Bình" }]);
      expect(crm.world.gifts.get("DAUMAY01")).toMatchObject({ name: "Tàu hoả đồ chơi", score: 10 });
      expect(crm.world.codes.get("TIVInpmx8b98pfg")).toMatchObject({ score: 100, usedAt: null });
    }
  });
});
