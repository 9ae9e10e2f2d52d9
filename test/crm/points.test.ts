import { describe, expect, it } from "vitest";
import { crmAt, crmOnOddServer, crmOnSandbox, failureOf } from "./crm-at.ts";

const AN = "+84900000001";

describe("the history of points", () => {
  it("holds what was earned and what was redeemed, the newest first", async () => {
    const { crm } = await crmOnSandbox();

    const { movements, complete } = await crm.points.history({ phone: AN });

    expect(complete).toBe(true);
    expect(movements.map(({ kind, score, code }) => [kind, score, code])).toEqual([
      ["redeemed", 10, "DAUMAY01"],
      ["redeemed", 20, "BINHNUOC01"],
      ["earned", 100, expect.stringContaining("c7t2y4w9r1e")],
      ["redeemed", 150, "NOICOM01"],
      ["earned", 100, expect.stringContaining("b3z8c5v1n6h")],
      ["earned", 100, expect.stringContaining("a1k9x2m4p7q")],
    ]);
    expect(movements[0]).toMatchObject({ succeeded: true, giftName: "Tàu hoả đồ chơi", customerId: "475" });
  });

  it("can be asked for by e-mail, by kind, by time and by number", async () => {
    const { crm } = await crmOnSandbox();
    const who = { email: "an@example.com" };

    expect((await crm.points.history(who, { kind: "earned" })).movements).toHaveLength(3);
    expect((await crm.points.history(who, { kind: "redeemed" })).movements).toHaveLength(3);
    expect((await crm.points.history(who, { limit: 2 })).movements).toHaveLength(2);
    const lately = {
      from: new Date(Date.now() - 70 * 86_400_000),
      to: new Date(Date.now() - 20 * 86_400_000),
    };
    expect((await crm.points.history(who, lately)).movements.map(({ code }) => code)).toEqual(["BINHNUOC01"]);
  });

  it("is read for everybody page by page, cut to its kind and to the window", async () => {
    const { antcrm, crm } = await crmOnSandbox({ size: "full" });
    const window = { from: new Date(Date.now() - 30 * 86_400_000), to: new Date(Date.now() - 86_400_000) };

    for (const [kind, type] of [
      ["earned", 1],
      ["redeemed", 2],
    ] as const) {
      const pages = crm.points.eachPage(kind, window);
      const ids: string[] = [];
      for await (const page of pages) ids.push(...page.map(({ id }) => id));
      const held = antcrm.world.points.filter(
        (row) => row.type === type && row.createdAt >= +window.from && row.createdAt < +window.to,
      );
      expect(pages.complete).toBe(true);
      expect(ids.length).toBeGreaterThan(20);
      expect(ids.sort()).toEqual(held.map(({ id }) => id).sort());
    }
  });

  it("is whole whether the plain list holds both kinds or redemptions alone", async () => {
    const earned = {
      type: 1,
      score: 5,
      status: 1,
      createdAt: 1_700_000_000_000,
      id: "64db290a7796fe24bfe876b4",
    };
    const spent = {
      type: 2,
      score: 3,
      status: 0,
      createdAt: 1_700_000_001_000,
      id: "64db2c11cbad5f4fdd254567",
    };
    for (const plain of [[earned, spent], [spent]]) {
      const { crm, server } = await crmOnOddServer(({ query }) => ({
        body: query.get("type") === "point" ? [earned] : plain,
      }));

      const { movements } = await crm.points.history({ email: "an@example.com" });

      expect(movements.map(({ kind, succeeded }) => [kind, succeeded])).toEqual([
        ["redeemed", false],
        ["earned", true],
      ]);
      expect(server.calls.some(({ query }) => query.has("limit"))).toBe(false);
    }
  });

  it("shows nobody else's movements", async () => {
    const row = { type: 2, createdAt: 1_700_000_001_000, id: "64db2c11cbad5f4fdd254567" };
    const stranger = {
      ...row,
      contact: { phones: [{ value: "0911111111" }], emails: [{ value: "x@example.com" }] },
    };
    const { crm } = await crmOnOddServer(() => ({ body: [stranger] }));

    expect((await crm.points.history({ phone: AN })).movements).toEqual([]);
    expect((await crm.points.history({ email: "an@example.com" })).movements).toEqual([]);
  });

  it("takes the time of a row from its id when it names none", async () => {
    const { crm } = await crmOnOddServer(() => ({
      body: [{ type: 2, id: "64db2c11cbad5f4fdd254567", gift: { code: "A" } }],
    }));

    const { movements } = await crm.points.history({ phone: AN });
    expect(movements[0]?.at.toISOString()).toBe("2023-08-15T07:41:05.000Z");
  });

  it("shows the gifts and their newest price", async () => {
    const { crm } = await crmOnSandbox();

    const gifts = await crm.points.gifts();

    expect(gifts.map(({ code, points }) => [code, points])).toEqual([
      ["DAUMAY01", 10],
      ["BINHNUOC01", 20],
      ["VOUCHER50", 50],
      ["NOICOM01", 150],
    ]);
    expect(gifts[0]?.name).toBe("Tàu hoả đồ chơi");
  });
});

describe("redeeming and accumulating", () => {
  it("changes the balance, and the history shows it", async () => {
    const { crm } = await crmOnSandbox();
    const balance = async () => (await crm.contacts.byPhone(AN)).customers[0]?.points;

    await crm.points.redeem({ code: "DAUMAY01", phone: AN });
    expect(await balance()).toBe(110);
    await crm.points.accumulate({ code: "TIVInpmx8b98pfg", name: "Nguyễn Văn An", phone: AN });
    expect(await balance()).toBe(210);

    expect(
      (await crm.points.history({ phone: AN }, { limit: 2 })).movements.map(({ code }) => code).sort(),
    ).toEqual(["DAUMAY01", "TIVInpmx8b98pfg"]);
  });

  it("uses the form under which the CRM knows the number", async () => {
    const { antcrm } = await crmOnSandbox({ phoneMatching: "exact" });
    antcrm.world.addCustomer({ name: "Lê Thu", phones: ["+84981000111"], scoreAvailable: 30 });
    const { crm } = crmAt(antcrm.url);
    await crm.contacts.byPhone("+84981000111");

    await crm.points.redeem({ code: "DAUMAY01", phone: "+84981000111" });

    expect((await crm.contacts.byPhone("+84981000111")).customers[0]?.points).toBe(20);
  });

  it("sends single texts to redeem and lists to accumulate", async () => {
    const { crm, server } = await crmOnOddServer(() => ({ body: { success: 1 } }));

    await crm.points.redeem({ code: " DAUMAY01 ", phone: AN, email: "an@example.com" });
    await crm.points.redeem({ code: "DAUMAY01", email: "an@example.com" });
    await crm.points.accumulate({ code: "TIVI1", name: "An", phone: AN });

    expect(server.calls.map(({ path, body }) => [path, JSON.parse(body)])).toEqual([
      ["/redeem", { code: "DAUMAY01", data: { email: "an@example.com", phone: "0900000001" } }],
      ["/redeem", { code: "DAUMAY01", data: { email: "an@example.com" } }],
      [
        "/accumulate",
        { code: "TIVI1", data: { name: "An", phones: [{ type: "Work", value: "0900000001" }], emails: [] } },
      ],
    ]);
  });

  it("refuses an empty code or nobody before any call", async () => {
    const { crm, server } = await crmOnOddServer(() => ({ body: { success: 1 } }));

    for (const call of [
      crm.points.redeem({ code: " ", phone: AN }),
      crm.points.redeem({ code: "A B", phone: AN }),
      crm.points.redeem({ code: "A" }),
      crm.points.redeem({ code: "A", phone: "+84" }),
      crm.points.accumulate({ code: "A", name: "", phone: AN }),
      crm.points.history({}),
    ]) {
      expect((await failureOf(call)).fault).toBe("invalid");
    }
    expect(server.calls).toEqual([]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "gives nothing for an unknown code, in every shape of refusal (%i)",
    async (seed) => {
      const { crm } = await crmOnSandbox({ seed });

      const fault = await crm.points
        .redeem({ code: `NOSUCH${seed}`, phone: AN })
        .catch((error) => error.fault);

      // One form of refusal is a successful answer with a failed row. Only the history shows it.
      if (fault === undefined) {
        expect((await crm.points.history({ phone: AN })).movements[0]).toMatchObject({ succeeded: false });
      } else {
        expect(fault).toBe("refused");
      }
      expect((await crm.contacts.byPhone(AN)).customers[0]?.points).toBe(120);
    },
  );
});
