import { describe, expect, it } from "vitest";
import { crmOnOddServer, crmOnSandbox, failureOf } from "./crm-at.ts";

const DAY_MS = 86_400_000;
const range = { from: new Date("2026-11-01T00:00:00Z"), to: new Date("2026-11-02T00:00:00Z") };

describe("ratings", () => {
  it("are the newest first, each once, and within the range", async () => {
    const { antcrm, crm } = await crmOnSandbox({ size: "full" });
    const lastMonth = { from: new Date(Date.now() - 30 * DAY_MS), to: new Date() };

    const { ratings, complete } = await crm.ratings.list(lastMonth);

    const times = ratings.map(({ at }) => at?.getTime() ?? 0);
    expect(complete).toBe(true);
    expect(times.length).toBeGreaterThan(500);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(lastMonth.from.getTime());
    expect(new Set(ratings.map(({ id }) => id)).size).toBe(ratings.length);
    expect(antcrm.requests[0]?.query).toEqual({
      dateStart: lastMonth.from.toISOString(),
      dateEnd: lastMonth.to.toISOString(),
      page: "1",
      limit: "100",
    });
  });

  it("can be asked for by source, score and channel", async () => {
    const { crm } = await crmOnSandbox({ size: "full" });
    const quarter = { from: new Date(Date.now() - 90 * DAY_MS), to: new Date() };
    const all = (await crm.ratings.list(quarter)).ratings;

    for (const filter of [
      { type: "omni" },
      { score: 1 },
      { channel: "ZALO" },
      { type: "omni", channel: "zalo", score: 5 },
    ]) {
      const { ratings } = await crm.ratings.list(quarter, filter);
      const expected = all.filter(
        ({ type, score, source }) =>
          (!filter.type || type === filter.type) &&
          (!filter.score || score === filter.score) &&
          (!filter.channel || source === filter.channel.toUpperCase()),
      );
      expect(ratings.map(({ id }) => id).sort()).toEqual(expected.map(({ id }) => id).sort());
      expect(ratings.length).toBeGreaterThan(0);
    }
  });

  it("stream page by page and hold the same", async () => {
    const { crm } = await crmOnSandbox({ size: "full" });
    const month = { from: new Date(Date.now() - 30 * DAY_MS), to: new Date() };
    const streamed: string[] = [];

    for await (const page of crm.ratings.eachPage(month)) {
      expect(page.length).toBeLessThanOrEqual(100);
      streamed.push(...page.map(({ id }) => id));
    }

    const { ratings } = await crm.ratings.list(month);
    expect(streamed.sort()).toEqual(ratings.map(({ id }) => id).sort());
  });

  it("are cut to the range when the CRM widens it, and take `rating_score`, not the conversation's value", async () => {
    const rating = (id: string, rating_time: string) => ({
      _id: id,
      rating_time,
      rating_score: 5,
      session: { rating_value: 3 },
    });
    const { crm } = await crmOnOddServer(() => ({
      body: {
        success: true,
        limit: 20,
        data: [
          rating("a", "2026-10-31T23:59:59.999Z"),
          rating("b", "2026-11-01T00:00:00.000Z"),
          rating("c", "2026-11-02T00:00:00.000Z"),
          {
            _id: "6ae70da00000000000000000",
            rating_score: "4",
            contact: { leadId: 2964, name: "An", phones: ["0900000001"] },
          },
        ],
      },
    }));

    const { ratings } = await crm.ratings.list(range);

    expect(ratings).toMatchObject([
      {
        score: 4,
        at: new Date("2026-11-01T10:00:00Z"),
        customer: { leadId: "2964", phones: ["+84900000001"] },
      },
      { id: "b", score: 5, customer: null },
    ]);
  });

  it("are read eight pages at a time, so that a digest takes the time of its slowest pages", async () => {
    const waiting = new Map<number, () => void>();
    const page = (n: number) =>
      Array.from({ length: n > 9 ? 0 : 100 }, (_, i) => ({
        _id: `${n}-${i}`,
        rating_time: range.from.getTime(),
      }));
    let isOpen = false;
    const { crm } = await crmOnOddServer(async ({ query }) => {
      const n = Number(query.get("page"));
      if (!isOpen) await new Promise<void>((go) => waiting.set(n, go));
      return { body: { success: true, data: page(n) } };
    });
    const list = crm.with({ priority: "background" }).ratings.list(range);
    await expect.poll(() => [...waiting.keys()]).toEqual([1]);
    waiting.get(1)?.();
    await expect.poll(() => waiting.size).toBe(9);
    isOpen = true;
    for (const go of waiting.values()) go();

    expect((await list).ratings).toHaveLength(900);
  });

  it("ask for no page ahead that the CRM's total rules out, and trust a total no further than that", async () => {
    for (const total of [250, 100]) {
      const { crm, server } = await crmOnOddServer(({ query }) => {
        const n = Number(query.get("page"));
        const size = n < 3 ? 100 : n === 3 ? 50 : 0;
        const data = Array.from({ length: size }, (_, i) => ({
          _id: `${n}-${i}`,
          rating_time: range.from.getTime(),
        }));
        return { body: { success: true, data, total } };
      });

      expect((await crm.ratings.list(range)).ratings).toHaveLength(250);
      expect(server.calls).toHaveLength(3);
    }
  });

  it("refuse a range that ends before it begins", async () => {
    const { crm } = await crmOnOddServer(() => ({ body: [] }));

    expect((await failureOf(crm.ratings.list({ from: range.to, to: range.from }))).fault).toBe("invalid");
  });
});
