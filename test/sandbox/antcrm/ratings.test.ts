import { describe, expect, it } from "vitest";
import { callSandbox } from "./caller.ts";

const NOW = Date.parse("2026-06-10T05:00:00.000Z");

describe("GET /rating", () => {
  it("repeats the limit, up to 100, in the answer, and sometimes omits the total", async () => {
    const { get } = await callSandbox({ size: "full" });
    const replies = [];
    for (let tries = 0; tries < 12; tries += 1) replies.push((await get("/rating", { limit: "300" })).body);
    for (const body of replies) {
      expect(body).toMatchObject({ success: true, limit: 100 });
      expect(body.data).toHaveLength(100);
    }
    expect(new Set(replies.map((body) => body.total))).toEqual(new Set([3002, undefined]));
    expect((await get("/rating")).body.data).toHaveLength(20);
  });

  it("returns a range page by page without a gap or a repetition, newest first", async () => {
    const { crm, get } = await callSandbox({ size: "full", now: () => NOW });
    const from = NOW - 7 * 86_400_000;
    const range = {
      dateStart: new Date(from).toISOString(),
      dateEnd: new Date(NOW).toISOString(),
      limit: "100",
    };
    const walked: { _id: string; rating_time: number }[] = [];
    for (let page = 1; ; page += 1) {
      const { data } = (await get("/rating", { ...range, page: String(page) })).body;
      walked.push(...data);
      if (data.length < 100) break;
    }
    const expected = crm.world.ratings.filter(({ createdAt }) => createdAt >= from).map(({ _id }) => _id);
    expect(walked.map(({ _id }) => _id)).toEqual(expected.reverse());
    expect(walked.length).toBeGreaterThan(150);
  });

  it("filters by source kind and by score", async () => {
    const { get } = await callSandbox();
    expect((await get("/rating", { type: "ticket" })).body.data).toMatchObject([
      {
        rating_score: 2,
        type: "ticket",
        source: "ZNS",
        comment: "Chờ lâu quá",
        contact: { customerId: 476 },
      },
    ]);
    expect((await get("/rating", { rating_score: "5" })).body.data).toMatchObject([
      { type: "call", rating_score: 5 },
    ]);
    expect((await get("/rating", { type: "ticket", rating_score: "5" })).body.data).toEqual([]);
  });

  it("shows the session of an omni rating, and the rated record of the other types", async () => {
    const { crm, get } = await callSandbox({ size: "full" });
    const [omni] = (await get("/rating", { type: "omni" })).body.data;
    expect(omni.session).toMatchObject({
      isDone: true,
      rating_value: expect.any(Number),
      conversationId: expect.any(String),
    });
    expect(omni.rating_time).toEqual(crm.world.ratings.findLast(({ type }) => type === "omni")?.createdAt);
    const [ticket] = (await get("/rating", { type: "ticket" })).body.data;
    expect(ticket).not.toHaveProperty("session");
    expect(ticket.ticket).toMatchObject({ TicketId: expect.any(Number) });
  });

  it("stays sorted when ratings are added out of order", async () => {
    const { crm, get } = await callSandbox({ now: () => NOW });
    for (const days of [3, 1, 2]) {
      crm.world.addRating({ rating_score: days, type: "other", createdAt: NOW - days * 3_600_000 });
    }
    const { data } = (await get("/rating", { type: "other" })).body;
    expect(data.map((rating: { rating_score: number }) => rating.rating_score)).toEqual([1, 2, 3]);
  });
});
