import { describe, expect, it } from "vitest";
import { crmOnOddServer, crmOnSandbox, failureOf } from "./crm-at.ts";

const ID = "65f8faf6f829af63ddc831dc";
const from = new Date("2026-11-01T00:00:00Z");
const to = new Date("2026-11-02T00:00:00Z");
const enveloped = (data: unknown[]) => ({ body: { success: true, data, total: data.length, limit: 100 } });

describe("campaigns", () => {
  it("are the newest first, whatever their records call their fields", async () => {
    const { antcrm, crm } = await crmOnSandbox({ size: "full" });

    const { campaigns, complete, unreadable } = await crm.campaigns.list();

    const known = antcrm.world.outreach.campaigns;
    expect([campaigns.length, complete, unreadable]).toEqual([known.length, true, 0]);
    for (const { id, ...campaign } of campaigns) {
      const { name, startDate, endDate } = known.find(({ _id }) => _id === id) ?? {};
      expect(campaign).toMatchObject({
        name,
        startAt: new Date(startDate ?? 0),
        endAt: new Date(endDate ?? 0),
      });
      expect(campaign.status).toBeTruthy();
    }
    const times = campaigns.map(({ createdAt }) => createdAt?.getTime() ?? 0);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(antcrm.requests[0]).toMatchObject({ path: "/campaigns", query: { page: "1", limit: "100" } });
  });

  it("are asked for in a window and cut to it, the end not included", async () => {
    const { crm, server } = await crmOnOddServer(() =>
      enveloped([
        { _id: "a", createdAt: from.getTime() - 1 },
        { _id: "b", createdAt: from.getTime() },
        { _id: "c", createdAt: to.toISOString() },
        { _id: "d", name: "timeless" },
      ]),
    );

    expect((await crm.campaigns.list({ from, to })).campaigns.map(({ id }) => id)).toEqual(["b", "d"]);
    expect(Object.fromEntries(server.calls[0]?.query ?? [])).toEqual({
      dateStart: from.toISOString(),
      dateEnd: to.toISOString(),
      page: "1",
      limit: "100",
    });
  });

  it("count what cannot be read, even where it is all there is", async () => {
    const { crm } = await crmOnOddServer(() => enveloped([null, "x", { name: "without an id" }, 5, null]));

    expect(await crm.campaigns.list()).toEqual({ campaigns: [], complete: true, unreadable: 5 });
  });
});

describe("a campaign's telesales", () => {
  it("are all of them, or those with a survey", async () => {
    const { antcrm, crm } = await crmOnSandbox({ size: "full" });
    const { outreach } = antcrm.world;
    const { _id = "" } = outreach.campaigns.find((one) => outreach.telesalesOf(one._id).length > 0) ?? {};
    const known = outreach.telesalesOf(_id);

    const { telesales, complete, unreadable } = await crm.campaigns.telesales(_id);
    const answered = await crm.campaigns.telesales(_id, { survey: true });

    expect([telesales.length, complete, unreadable]).toEqual([known.length, true, 0]);
    for (const { id, assignedTo, status, survey, customer, createdAt } of telesales) {
      const own = known.find((one) => one._id === id);
      expect({ assignedTo, status, survey }).toEqual({
        assignedTo: own?.assignedTo || null,
        status: own?.status,
        survey: own?.survey,
      });
      expect(customer?.name).toBe(own?.contact.name);
      expect(createdAt?.getTime()).toBe(own?.createdAt);
    }
    expect(answered.telesales.map(({ id }) => id).sort()).toEqual(
      known
        .filter(({ survey }) => survey.length > 0)
        .map((one) => one._id)
        .sort(),
    );
    expect(antcrm.requests.at(-1)?.query).toMatchObject({ campaignId: _id, survey: "true" });
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    [
      "a contact with numbers for ids",
      {
        contact: {
          name: "An",
          customerId: 475,
          phones: [{ value: "0900000001" }],
          emails: ["an@example.com"],
        },
      },
      {
        customer: {
          name: "An",
          customerId: "475",
          leadId: null,
          phones: ["+84900000001"],
          emails: ["an@example.com"],
        },
      },
    ],
    [
      "a customer in its own fields",
      { customerName: "An", phone: "84900000001", leadId: "2964" },
      { customer: { name: "An", customerId: null, leadId: "2964", phones: ["+84900000001"], emails: [] } },
    ],
    ["nobody", { contact: {} }, { customer: null }],
    ["a bare id for a contact", { contact: ID }, { customer: null }],
    [
      "a user object",
      { assignTo: { firstname: "An", lastname: "Le", email: "an@example.com" } },
      { assignedTo: "an@example.com" },
    ],
    [
      "a bare id for a user",
      { agent: ID, user: { firstname: "An", lastname: "Le" } },
      { assignedTo: "Le An" },
    ],
    [
      "labels as objects",
      { status: { name: "Mới" }, result: { title: "Hẹn lại" } },
      { status: "Mới", result: "Hẹn lại" },
    ],
    ["a raw id for a status", { status: ID }, { status: null }],
    ["times in seconds", { created_at: 1_730_865_915 }, { createdAt: new Date(1_730_865_915_000) }],
    [
      "no time but an id that tells it",
      { _id: "6ae70da00000000000000000" },
      { createdAt: new Date("2026-11-01T10:00:00Z") },
    ],
    [
      "a survey as a list",
      { survey: [{ question: "Hài lòng?", answer: "Có" }, { question: "Góp ý", answer: "" }, null] },
      { survey: [{ question: "Hài lòng?", answer: "Có" }] },
    ],
    [
      "a survey as a table",
      { survey: { _id: ID, "Hài lòng?": true, Màu: ["Đỏ", "Xanh"], createdAt: 1 } },
      {
        survey: [
          { question: "Hài lòng?", answer: "✓" },
          { question: "Màu", answer: "Đỏ, Xanh" },
        ],
      },
    ],
    [
      "a survey in a survey",
      { surveyForm: { name: "Mẫu 1", answers: [{ label: "Điểm", value: 9 }] } },
      { survey: [{ question: "Điểm", answer: "9" }] },
    ],
    ["a survey that is a word", { survey: "Có" }, { survey: [] }],
  ])("are read with %s", async (_, fields, expected) => {
    const { crm } = await crmOnOddServer(() => enveloped([{ _id: "t1", odd: { deep: [1] }, ...fields }]));

    expect((await crm.campaigns.telesales(ID)).telesales).toEqual([expect.objectContaining(expected)]);
  });
});

describe("a campaign's telecalls", () => {
  it("tell who called whom, for how long, and who was reached, in both spellings", async () => {
    const { antcrm, crm } = await crmOnSandbox({ size: "full" });
    const { outreach } = antcrm.world;
    const { _id = "" } = outreach.campaigns.find((one) => outreach.telecallsOf(one._id).length > 50) ?? {};
    const known = outreach.telecallsOf(_id);

    const { telecalls, complete } = await crm.campaigns.telecalls(_id);

    expect([telecalls.length, complete]).toEqual([known.length, true]);
    for (const call of telecalls) {
      const own = known.find((one) => one._id === call.id);
      expect(call).toMatchObject({
        agent: own?.agent,
        direction: own?.direction,
        result: own?.status,
        reached: own?.status === "SUCCESS",
        durationSeconds: own?.durationSeconds,
        at: new Date(own?.createdAt ?? 0),
      });
      expect(call.phone).toMatch(/^\+84\d{9,10}$/);
    }
    expect(antcrm.requests[0]).toMatchObject({ path: "/telecalls", query: { campaignId: _id } });
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["SUCCESS", { status_detail: "SUCCESS" }, { result: "SUCCESS", reached: true }],
    ["UNSUCCESS", { status_detail: "UNSUCCESS" }, { reached: false }],
    ["no answer", { callStatus: "NO_ANSWER" }, { result: "NO_ANSWER", reached: false }],
    ["a Vietnamese yes", { result: "Đã nghe máy" }, { reached: true }],
    ["a Vietnamese no", { result: "Không nghe máy" }, { reached: false }],
    ["talk time alone", { billing_seconds: "12" }, { result: null, reached: true, talkSeconds: 12 }],
    ["no talk time", { billsec: 0, result: "Hẹn gọi lại" }, { reached: false, talkSeconds: 0 }],
    ["a word nobody knows", { result: "Hẹn gọi lại" }, { result: "Hẹn gọi lại", reached: null }],
    ["a word nobody knows, and talk", { result: "Hẹn gọi lại", talkTime: 30 }, { reached: true }],
    ["nothing", {}, { result: null, reached: null, durationSeconds: null, talkSeconds: null }],
    ["a negative time", { duration: -1 }, { durationSeconds: null }],
    [
      "a call out",
      { direction: "from_ab", caller: { number: "101", username: "lan" }, callee: { number: "84900000001" } },
      { agent: "lan", phone: "+84900000001" },
    ],
    [
      "a call in",
      { direction: "to_ab", caller: "0900000001", callee: { number: "101", type: "internal" } },
      { agent: "101", phone: "+84900000001" },
    ],
    [
      "a call in that does not say so",
      { caller: { number: "0900000001", type: "external" }, callee: { number: "101", username: "lan" } },
      { agent: "lan", phone: "+84900000001", direction: null },
    ],
    [
      "a number of the customer's alone",
      { contact: { name: "An", phones: ["0900000001"] } },
      { phone: "+84900000001" },
    ],
    [
      "seconds for a time",
      { unix_timestamp: 1_730_865_915, createdAt: 1 },
      { at: new Date(1_730_865_915_000) },
    ],
  ])("are read with %s", async (_, fields, expected) => {
    const { crm } = await crmOnOddServer(() => enveloped([{ _id: "c1", ...fields }]));

    expect((await crm.campaigns.telecalls(ID)).telecalls).toEqual([expect.objectContaining(expected)]);
  });

  it("come page by page, eight pages at a time, and tell at the end what was not read", async () => {
    const waiting = new Map<number, () => void>();
    let isOpen = false;
    const { crm } = await crmOnOddServer(async ({ query }) => {
      const n = Number(query.get("page"));
      if (!isOpen) await new Promise<void>((go) => waiting.set(n, go));
      const size = n > 9 ? 30 : 99;
      const calls = Array.from({ length: size }, (_, i) => ({ _id: `${n}-${i}`, createdAt: from.getTime() }));
      return { body: { success: true, data: [...calls, { odd: n }] } };
    });
    const pages = crm.with({ priority: "background" }).campaigns.eachTelecallPage(ID, { from, to });
    const sizes: number[] = [];
    const walk = (async () => {
      for await (const page of pages) sizes.push(page.length);
    })();
    await expect.poll(() => [...waiting.keys()]).toEqual([1]);
    waiting.get(1)?.();
    await expect.poll(() => waiting.size).toBe(9);
    isOpen = true;
    for (const go of waiting.values()) go();

    await walk;

    expect(sizes).toEqual([...Array(9).fill(99), 30]);
    expect([pages.complete, pages.unreadable]).toEqual([true, 10]);
  });
});

describe("a stream of pages", () => {
  const page = (n: number) => Array.from({ length: 100 }, (_, i) => ({ _id: `${n}-${i}`, createdAt: 0 }));

  it("leaves out what is not asked for, and counts each record once", async () => {
    const { crm } = await crmOnOddServer(({ query }) => ({
      body: {
        success: true,
        data: query.get("page") === "1" ? page(1) : [...page(1).slice(90), { _id: "new" }],
      },
    }));
    const ids: string[] = [];

    const pages = crm.campaigns.eachTelesalePage(ID, { to });
    for await (const telesales of pages) ids.push(...telesales.map(({ id }) => id));

    expect(ids).toHaveLength(101);
    expect(pages.complete).toBe(true);
  });

  it("goes on after a page of which nothing can be read, and ends where a page repeats itself", async () => {
    const odd = (n: number) => Array.from({ length: 100 }, (_, i) => ({ n, i }));
    const { crm, server } = await crmOnOddServer(({ query }) => {
      const n = Math.min(Number(query.get("page")), 3);
      return { body: { success: true, data: n === 2 ? page(2) : odd(n) } };
    });
    const pages = crm.campaigns.eachTelesalePage(ID);
    let count = 0;

    for await (const telesales of pages) count += telesales.length;

    expect([count, pages.unreadable, pages.complete]).toEqual([100, 200, false]);
    expect(server.calls.length).toBeLessThan(15);
  });

  it("fails in the middle when a page cannot be had", async () => {
    const { crm } = await crmOnOddServer(({ query }) =>
      query.get("page") === "2" ? { status: 400 } : { body: { success: true, data: page(1) } },
    );

    const walk = async () => {
      for await (const _ of crm.campaigns.eachTelesalePage(ID));
    };

    await expect(walk()).rejects.toMatchObject({ fault: "refused" });
  });

  it("asks for no page more once its reader has left", async () => {
    const { crm, server } = await crmOnOddServer(({ query }) => ({
      body: { success: true, data: page(Number(query.get("page"))) },
    }));
    const pages = crm.campaigns.eachTelesalePage(ID);

    for await (const _ of pages) break;
    const asked = server.calls.length;

    expect(pages.complete).toBe(false);
    expect(asked).toBe(1);
  });
});

it("refuses a campaign that is no ObjectId, and a window that ends before it begins, before any call", async () => {
  const { crm, server } = await crmOnOddServer(() => enveloped([]));

  for (const call of [
    crm.campaigns.telesales("Tết"),
    crm.campaigns.telecalls(""),
    crm.campaigns.list({ from: to, to: from }),
    crm.campaigns.telecalls(ID, { from: to, to: from }),
  ]) {
    expect((await failureOf(call)).fault).toBe("invalid");
  }
  expect(() => crm.campaigns.eachTelecallPage("Tết")).toThrow(expect.objectContaining({ fault: "invalid" }));
  expect(server.calls).toEqual([]);
});
