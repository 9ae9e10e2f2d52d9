import { describe, expect, it } from "vitest";
import { callSandbox } from "./caller.ts";

const NOW = Date.parse("2026-06-10T05:00:00.000Z");
const DAY_MS = 86_400_000;
const CAMPAIGN = "65f8faf6f829af63ddc831dc";

const iso = (ms: number) => new Date(ms).toISOString();

describe("GET /campaigns", () => {
  it("filters campaigns by creation time, and repeats a limit of at most 100 in the answer", async () => {
    const { crm, get } = await callSandbox({ size: "full", now: () => NOW });
    const { body } = await get("/campaigns", { limit: "300", page: "1" });
    expect(body).toMatchObject({ success: true, total: 13, limit: 100 });
    expect(body.data.map((one: { name: string }) => one.name)).toEqual(
      crm.world.outreach.campaigns.map(({ name }) => name).reverse(),
    );
    expect((await get("/campaigns")).body.limit).toBe(20);

    const range = { dateStart: iso(NOW - 30 * DAY_MS), dateEnd: iso(NOW) };
    const recent = (await get("/campaigns", range)).body;
    expect(recent.total).toBe(
      crm.world.outreach.campaigns.filter(({ createdAt }) => createdAt >= NOW - 30 * DAY_MS).length,
    );
    expect(recent.total).toBeLessThan(13);
    expect((await get("/campaigns", { dateStart: "hôm qua" })).status).toBe(400);
  });

  it("shows campaigns in two forms", async () => {
    const { get } = await callSandbox({ size: "full" });
    const { data } = (await get("/campaigns")).body;
    const keys = new Set(data.map((one: object) => Object.keys(one).sort().join()));
    expect(keys).toEqual(
      new Set(["_id,createdAt,endDate,name,startDate,status", "createdAt,dateEnd,dateStart,id,name,status"]),
    );
  });
});

describe("GET /telesales", () => {
  it("shows a campaign's members, and with survey=true those who answered", async () => {
    const { get } = await callSandbox();
    const { body } = await get("/telesales", { campaignId: CAMPAIGN });
    expect(body).toMatchObject({ success: true, total: 3, limit: 20 });
    const surveyed = (await get("/telesales", { campaignId: CAMPAIGN, survey: "true" })).body;
    expect(surveyed.total).toBe(1);
    expect(surveyed.data).toMatchObject([
      {
        campaign: CAMPAIGN,
        contact: { customerId: 475, name: "Nguyễn Văn An" },
        assignedTo: "lan.cskh@example.com",
        status: "DONE",
        survey: [{ question: expect.any(String), answer: "Hài lòng" }, { answer: "Không" }],
      },
    ]);
    expect((await get("/telesales", { campaignId: CAMPAIGN, survey: "false" })).body.total).toBe(3);
  });

  it("requires a campaign, and finds nobody in an unknown one", async () => {
    const { get } = await callSandbox();
    expect((await get("/telesales")).body).toEqual({
      success: 0,
      message: "Thiếu trường bắt buộc: campaignId",
    });
    expect((await get("/telesales", { campaignId: "000000000000000000000000" })).body).toEqual({
      success: true,
      data: [],
      total: 0,
      limit: 20,
    });
  });

  it("returns a campaign's members in pages of 100 without a gap or a repetition", async () => {
    const { crm, get } = await callSandbox({ size: "full", now: () => NOW });
    const { outreach } = crm.world;
    const sizes = outreach.campaigns.map(({ _id }) => outreach.telesalesOf(_id).length);
    const largest = outreach.campaigns[sizes.indexOf(Math.max(...sizes))]?._id ?? "";
    const walked: string[] = [];
    for (let page = 1; ; page += 1) {
      const query = { campaignId: largest, limit: "100", page: String(page) };
      const { data, total } = (await get("/telesales", query)).body;
      expect(total).toBe(Math.max(...sizes));
      walked.push(...data.map(({ _id }: { _id: string }) => _id));
      if (data.length < 100) break;
    }
    expect(walked).toEqual(
      outreach
        .telesalesOf(largest)
        .map(({ _id }) => _id)
        .reverse(),
    );
  });
});

describe("GET /telecalls", () => {
  it("shows the calls of a campaign in two forms, newest first", async () => {
    const { get } = await callSandbox({ now: () => NOW });
    const { body } = await get("/telecalls", { campaignId: CAMPAIGN });
    expect(body).toMatchObject({ success: true, total: 3, limit: 20 });
    const [aliased, busy, plain] = body.data;
    expect(aliased).toMatchObject({
      campaignId: CAMPAIGN,
      customer: { customerId: 476 },
      agent: "minh.cskh@example.com",
      callStatus: "SUCCESS",
      duration: 215,
    });
    expect(aliased).not.toHaveProperty("status_detail");
    expect(busy).toMatchObject({ status_detail: "BUSY", duration_seconds: 0, billing_seconds: 0 });
    expect(plain).toMatchObject({
      campaign: CAMPAIGN,
      contact: { customerId: 475 },
      caller: { username: "lan.cskh@example.com" },
      callee: { number: "0900000001" },
      direction: "from_ab",
      status_detail: "SUCCESS",
      duration_seconds: 95,
      billing_seconds: 84,
      createdAt: NOW - 4 * DAY_MS,
    });
  });

  it("filters by the time of the call", async () => {
    const { get } = await callSandbox({ now: () => NOW });
    const between = async (from: number, to: number) =>
      (
        await get("/telecalls", {
          campaignId: CAMPAIGN,
          dateStart: iso(NOW - from * DAY_MS),
          dateEnd: iso(NOW - to * DAY_MS),
        })
      ).body.total;
    expect(await between(5, 0)).toBe(3);
    expect(await between(3, 2)).toBe(2);
    expect(await between(1, 0)).toBe(0);
  });

  it("is an error without a campaign, although the documentation calls it the list of campaigns", async () => {
    const { get } = await callSandbox();
    expect((await get("/telecalls", { page: "1" })).status).toBe(400);
  });
});

describe("the generated campaigns", () => {
  it("are a dozen of the last 90 days, with 60 to 400 members, two fifths of whom answered a survey", async () => {
    const { crm } = await callSandbox({ size: "full", now: () => NOW });
    const { outreach } = crm.world;
    const campaigns = outreach.campaigns.filter(({ _id }) => _id !== CAMPAIGN);
    expect(campaigns).toHaveLength(12);
    for (const { _id, createdAt } of campaigns) {
      expect(createdAt).toBeGreaterThan(NOW - 90 * DAY_MS);
      expect(outreach.telesalesOf(_id).length).toBeGreaterThanOrEqual(50);
      expect(outreach.telesalesOf(_id).length).toBeLessThanOrEqual(400);
    }
    const members = campaigns.flatMap(({ _id }) => outreach.telesalesOf(_id));
    const surveyed = members.filter(({ survey }) => survey.length > 0);
    expect(surveyed.length / members.length).toBeGreaterThan(0.3);
    expect(surveyed.length / members.length).toBeLessThan(0.5);
  });

  it("have calls in working hours by six agents, with a duration only when somebody answered", async () => {
    const { crm } = await callSandbox({ size: "full", now: () => NOW });
    const { outreach } = crm.world;
    const campaigns = outreach.campaigns.filter(({ _id }) => _id !== CAMPAIGN);
    const calls = campaigns.flatMap(({ _id }) => outreach.telecallsOf(_id));
    const members = campaigns.flatMap(({ _id }) => outreach.telesalesOf(_id));
    expect(calls.length / members.length).toBeGreaterThan(1.2);
    expect(calls.length / members.length).toBeLessThan(1.6);
    expect(new Set(calls.map(({ agent }) => agent)).size).toBe(6);
    expect(new Set(calls.map(({ status }) => status)).size).toBe(5);

    const born = new Map(members.map(({ _id, createdAt }) => [_id, createdAt]));
    for (const { telesale, status, durationSeconds, billingSeconds, createdAt } of calls) {
      const hour = new Date(createdAt + 7 * 3_600_000).getUTCHours();
      expect(hour).toBeGreaterThanOrEqual(8);
      expect(hour).toBeLessThan(20);
      expect(createdAt).toBeLessThanOrEqual(NOW);
      expect(createdAt).toBeGreaterThanOrEqual(born.get(telesale) ?? Number.POSITIVE_INFINITY);
      expect(durationSeconds > 0).toBe(status === "SUCCESS");
      expect(billingSeconds).toBeLessThanOrEqual(durationSeconds);
    }
  });
});
