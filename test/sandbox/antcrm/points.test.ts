import { describe, expect, it } from "vitest";
import { type Caller, callSandbox, type Reply } from "./caller.ts";

const redeem = ({ send }: Caller, data: object, code = "DAUMAY01"): Promise<Reply> =>
  send("POST", "/redeem", { code, data });

const pointsOfAn = ({ crm }: Caller) => crm.world.customersByPhone("0900000001")[0]?.scoreAvailable;

describe("POST /redeem", () => {
  it("takes the gift's price and adds a row of type 2 to the history", async () => {
    const caller = await callSandbox();
    expect((await redeem(caller, { phone: "0900000001", email: "" })).body).toEqual({ success: 1 });
    expect(pointsOfAn(caller)).toBe(110);
    const [newest] = (await caller.get("/history-point", { phone: "0900000001" })).body;
    expect(newest).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      type: 2,
      status: 1,
      score: 10,
      gift: { code: "DAUMAY01", name: "Tàu hoả đồ chơi", score: 10 },
      contact: { customerId: 475 },
    });
  });

  it("redeems twice when called twice: there is no idempotency key", async () => {
    const caller = await callSandbox();
    await Promise.all([
      redeem(caller, { email: "an@example.com" }),
      redeem(caller, { phones: [{ type: "Work", value: "+84900000001" }] }),
    ]);
    expect(pointsOfAn(caller)).toBe(100);
    expect(caller.crm.world.points.filter(({ gift }) => gift?.code === "DAUMAY01")).toHaveLength(4);
  });

  it.each([
    ["success-0", 200, '{"success":0,"message":"Số điểm không đủ"}'],
    ["json-400", 400, '{"success":false,"error":{"message":"Số điểm không đủ"}}'],
    ["text-400", 400, "Số điểm không đủ"],
  ] as const)("refuses as %s without taking points or writing history", async (shape, status, text) => {
    const caller = await callSandbox();
    caller.crm.world.refusalShape = shape;
    const lines = caller.crm.world.points.length;
    expect(await redeem(caller, { phone: "0900000001" }, "NOICOM01")).toMatchObject({ status, text });
    expect(pointsOfAn(caller)).toBe(120);
    expect(caller.crm.world.points).toHaveLength(lines);
  });

  it("refuses as failed-row: a normal success, whose failure only the history shows", async () => {
    const caller = await callSandbox();
    caller.crm.world.refusalShape = "failed-row";
    expect((await redeem(caller, { phone: "0900000001" }, "NOICOM01")).body).toEqual({ success: 1 });
    expect(pointsOfAn(caller)).toBe(120);
    const history = await caller.get("/history-point", { phone: "0900000001" });
    expect(history.body[0]).toMatchObject({ type: 2, status: 0, gift: { code: "NOICOM01" } });

    await redeem(caller, { phone: "0911999888" });
    const stranger = await caller.get("/history-point", { phone: "84911999888" });
    expect(stranger.body).toMatchObject([{ status: 0, contact: { phones: [{ value: "0911999888" }] } }]);
    expect(stranger.body[0].contact).not.toHaveProperty("customerId");
  });

  it("uses all four shapes of refusal, in the order of the seed", async () => {
    const answers = async () => {
      const caller = await callSandbox({ now: () => 1_795_000_000_000 });
      const seen: string[] = [];
      for (let tries = 0; tries < 24; tries += 1) {
        const { status, text } = await redeem(caller, { phone: "0900000001" }, "KHONGCO");
        seen.push(`${status} ${text}`);
      }
      return seen;
    };
    const first = await answers();
    expect(new Set(first).size).toBe(4);
    expect(await answers()).toEqual(first);
  });

  it("rejects a call without code, data or customer", async () => {
    const { send } = await callSandbox();
    for (const body of [
      { data: { phone: "0900000001" } },
      { code: "DAUMAY01" },
      { code: "DAUMAY01", data: {} },
    ]) {
      expect((await send("POST", "/redeem", body)).status, JSON.stringify(body)).toBe(400);
    }
  });

  it("redeems for the customer, not for the older lead, when both have the phone", async () => {
    const caller = await callSandbox();
    caller.crm.world.addCustomer({ name: "Lead", contactType: "lead", phones: ["0900000001"], createdAt: 0 });
    await redeem(caller, { phone: "0900000001" });
    expect(caller.crm.world.customersById("customerId", "475")[0]?.scoreAvailable).toBe(110);
  });
});

describe("POST /accumulate", () => {
  const data = { name: "An", phones: [{ type: "Work", value: "0900000001" }], emails: [] };

  it("adds a code's points once, to balance and rank, and adds a row of type 1", async () => {
    const caller = await callSandbox();
    const accumulate = () => caller.send("POST", "/accumulate", { code: "TIVInpmx8b98pfg", data });
    expect((await accumulate()).body).toEqual({ success: 1 });
    expect(pointsOfAn(caller)).toBe(220);
    const { body } = await caller.get("/history-point", { type: "point", phone: "0900000001" });
    expect(body[0]).toMatchObject({
      type: 1,
      status: 1,
      score: 100,
      code: "TIVInpmx8b98pfg",
      product: { code: "TIVI01" },
    });
    expect(body[0].serialNumber).toBe("npmx8b98pfg");

    caller.crm.world.refusalShape = "success-0";
    expect((await accumulate()).body).toEqual({ success: 0, message: "Mã tích điểm đã được sử dụng" });
    expect(pointsOfAn(caller)).toBe(220);
  });

  it("raises the rank when the rank points suffice", async () => {
    const caller = await callSandbox();
    caller.crm.world.addCode({ code: "TIVIlon", score: 700 });
    await caller.send("POST", "/accumulate", { code: "TIVIlon", data });
    expect((await caller.get("/contacts", { phone: "0900000001" })).body).toMatchObject([
      { scoreRank: 1000, rankName: "Gold" },
    ]);
  });

  it("creates a customer for an unknown person with a name, and refuses one without", async () => {
    const caller = await callSandbox();
    caller.crm.world.refusalShape = "text-400";
    const give = (name: string) =>
      caller.send("POST", "/accumulate", { code: "TIVInpmx8b98pfg", data: { name, phone: "0911777666" } });
    expect((await give("")).text).toBe("Không tìm thấy khách hàng");
    expect((await give("Người mới")).body).toEqual({ success: 1 });
    expect((await caller.get("/contacts", { phone: "0911777666" })).body).toMatchObject([
      { name: "Người mới", scoreAvailable: 100 },
    ]);
    const unknown = await caller.send("POST", "/accumulate", { code: "KHONGCO", data });
    expect(unknown.text).toBe("Mã tích điểm không tồn tại");
  });
});

describe("GET /history-point", () => {
  it("contains both kinds, or only earnings with type=point, newest first", async () => {
    const { get } = await callSandbox();
    const both = (await get("/history-point", { email: "an@example.com" })).body;
    expect(both.map(({ type }: { type: number }) => type)).toEqual([2, 2, 1, 2, 1, 1]);
    const earned = (await get("/history-point", { email: "an@example.com", type: "point" })).body;
    expect(earned.map(({ score }: { score: number }) => score)).toEqual([100, 100, 100]);
  });

  it("filters by a range of epoch milliseconds, and returns 20 per page with any limit", async () => {
    const now = 1_795_000_000_000;
    const { get } = await callSandbox({ now: () => now, size: "full" });
    const month = { createdAtRangeFrom: String(now - 30 * 86_400_000), createdAtRangeTo: String(now) };
    const first = (await get("/history-point", { ...month, limit: "5" })).body;
    expect(first).toHaveLength(20);
    const all: { id: string; createdAt: number }[] = [];
    for (let page = 1; ; page += 1) {
      const { body } = await get("/history-point", { ...month, page: String(page) });
      if (body.length === 0) break;
      all.push(...body);
    }
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(all.every(({ createdAt }) => createdAt >= now - 30 * 86_400_000)).toBe(true);
  });

  it("compares phones according to the matching option", async () => {
    const { crm, get } = await callSandbox({ phoneMatching: "exact" });
    expect((await get("/history-point", { phone: "+84900000001" })).body).toEqual([]);
    crm.world.phoneMatching = "lenient";
    expect((await get("/history-point", { phone: "+84900000001" })).body).toHaveLength(6);
  });
});
