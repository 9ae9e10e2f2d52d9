import { describe, expect, it } from "vitest";
import { CallBudget } from "../../src/crm/calls.ts";
import type { Crm } from "../../src/crm/crm.ts";
import { crmOnOddServer, failureOf } from "./crm-at.ts";

const customer = (n: number) => ({ customerId: n, name: `An ${n}` });
const pageOf = (page: number, size = 20) =>
  Array.from({ length: size }, (_, n) => customer((page - 1) * 20 + n + 1));

/** Reads the customers, and says how many they are. */
async function walked({ contacts }: Crm, options?: { maxPages: number }) {
  const { customers, complete } = await contacts.newest(options);
  return { searched: customers.length, complete };
}

describe("walking a list", () => {
  it("ends at a short page, and asks for no second one when the first is short", async () => {
    const { crm, server } = await crmOnOddServer(() => ({ body: pageOf(1, 7) }));

    expect(await walked(crm)).toEqual({ searched: 7, complete: true });
    expect(server.calls).toHaveLength(1);
    expect(Object.fromEntries(server.calls[0]?.query ?? [])).toEqual({ page: "1", limit: "20" });
  });

  it("ends at an empty page", async () => {
    const { crm } = await crmOnOddServer(({ query }) => ({
      body: Number(query.get("page")) <= 2 ? pageOf(Number(query.get("page"))) : [],
    }));

    expect(await walked(crm)).toEqual({ searched: 40, complete: true });
  });

  it("ends when a page brings nothing new, and does not claim to have seen everything", async () => {
    const { crm, server } = await crmOnOddServer(() => ({ body: pageOf(1) }));

    expect(await walked(crm)).toEqual({ searched: 20, complete: false });
    expect(server.calls.length).toBeLessThan(10);
  });

  it("ends at the cap", async () => {
    const { crm, server } = await crmOnOddServer(({ query }) => ({
      body: pageOf(Number(query.get("page"))),
    }));

    expect(await walked(crm, { maxPages: 6 })).toEqual({
      searched: 120,
      complete: false,
    });
    expect(server.calls).toHaveLength(6);
  });

  it("counts a record once that moved to the next page meanwhile", async () => {
    const { crm } = await crmOnOddServer(({ query }) => ({
      body: query.get("page") === "1" ? pageOf(1) : [customer(20), customer(21)],
    }));

    expect(await walked(crm)).toEqual({ searched: 21, complete: true });
  });

  it("is not spoiled by a last page of which nothing can be read", async () => {
    const { crm } = await crmOnOddServer(({ query }) => ({
      body: query.get("page") === "1" ? pageOf(1) : [null],
    }));

    expect(await walked(crm)).toEqual({ searched: 20, complete: true });
  });

  it("fails when one page cannot be had: a list with a hole is no list", async () => {
    const { crm } = await crmOnOddServer(({ query }) =>
      query.get("page") === "3" ? { status: 500 } : { body: pageOf(Number(query.get("page"))) },
    );

    await expect(crm.contacts.newest()).rejects.toMatchObject({ fault: "unavailable" });
  });

  it("goes on where the CRM gives less than was asked for, and says so", async () => {
    const { crm, server } = await crmOnOddServer(({ query }) => {
      const n = Number(query.get("page"));
      const data = Array.from({ length: n < 3 ? 20 : 5 }, (_, i) => ({ _id: `${n}-${i}` }));
      return { body: { success: true, data, total: 45, limit: 20 } };
    });

    const { campaigns, complete } = await crm.campaigns.list();

    expect([campaigns.length, complete, server.calls.length]).toEqual([45, true, 3]);
  });
});

describe("a list with more pages than calls are left", () => {
  it.each([
    { what: "one long list", total: 5_000, calls: 20, pages: 50 },
    { what: "the last of many short lists", total: 150, calls: 1, pages: null },
  ])(
    "says how many pages it takes where the list alone is the reason: $what",
    async ({ total, calls, pages }) => {
      const { crm } = await crmOnOddServer(() => ({
        body: { data: Array.from({ length: 100 }, (_, n) => ({ _id: `c${n}` })), total, limit: 100 },
      }));

      const read = crm.with({ budget: new CallBudget(calls) }).campaigns.list();
      expect(await failureOf(read)).toMatchObject({ fault: "costly", pages });
    },
  );
});
