import { describe, expect, it } from "vitest";
import type { E164 } from "../../src/crm/phone.ts";
import { crmOnOddServer, failureOf } from "./crm-at.ts";
import type { OddAnswer } from "./odd-server.ts";

const THU: E164 = "+84981000111";
const ROW = {
  type: 2,
  createdAt: 1_700_000_001_000,
  id: "64db2c11cbad5f4fdd254567",
  contact: { customerId: 801, phones: [{ value: "+84 981 000 111" }] },
};

/** A history that answers with `ROW` for one text of the phone, and with nothing or a refusal for others. */
const historyOf = (known: string, other: OddAnswer = { body: [] }) =>
  crmOnOddServer(({ query }) => (query.get("phone") === known ? { body: [ROW] } : other));

const formsIn = (calls: readonly { query: URLSearchParams }[]) => [
  ...new Set(calls.map(({ query }) => query.get("phone"))),
];

describe("the history of a customer whose stored phone is known", () => {
  const stored = { phone: THU, storedAs: "+84 981 000 111" };

  it("is searched by that text alone", async () => {
    const { crm, server } = await historyOf("nothing");

    expect((await crm.points.history(stored)).movements).toEqual([]);
    expect(formsIn(server.calls)).toEqual(["+84 981 000 111"]);
    expect(server.calls).toHaveLength(2);
  });

  it("is searched by the form to which the history answered for a number stored alike", async () => {
    const { crm, server } = await historyOf("0981000111");
    const expected = { otherForms: "until-learned" } as const;
    expect((await crm.points.history(stored, expected)).movements).toHaveLength(1);
    server.calls.length = 0;

    await crm.points.history({ phone: "+84981000222", storedAs: "+84 981 000 222" }, expected);

    expect(formsIn(server.calls)).toEqual(["0981000222"]);
  });

  it("is searched by the form that found the record", async () => {
    const contact = { customerId: 801, name: "Lê Thu", phones: [{ value: "+84 981 000 111" }] };
    const { crm, server } = await crmOnOddServer(({ path, query }) => ({
      body: path === "/contacts" && query.get("phone") === "84981000111" ? [contact] : [],
    }));
    await crm.contacts.byPhone(THU);
    server.calls.length = 0;

    await crm.points.history(stored);
    await crm.points.history({ phone: "+84981000222", storedAs: "+84 981 000 222" });

    expect(formsIn(server.calls)).toEqual(["84981000111", "84981000222"]);
  });

  it("is searched by every form for evidence, whatever was learned", async () => {
    const { crm } = await historyOf("84981000111");

    expect((await crm.points.history(stored)).movements).toEqual([]);
    expect((await crm.points.history(stored, { otherForms: "always" })).movements).toHaveLength(1);
  });

  it("goes on until it finds the rows of this customer, for evidence", async () => {
    const others = { ...ROW, contact: { ...ROW.contact, customerId: 802 } };
    const { crm } = await crmOnOddServer(({ query }) => ({
      body: query.get("phone") === "0981000111" ? [ROW] : [others],
    }));
    const options = { otherForms: "always", customerId: "801" } as const;

    expect((await crm.points.history(stored, options)).movements).toMatchObject([{ customerId: "801" }]);
  });

  it("is searched by another form where the CRM refuses the stored one", async () => {
    const { crm } = await historyOf("0981000111", { status: 400, body: "invalid phone" });

    expect((await crm.points.history(stored)).movements).toHaveLength(1);
  });

  it.each(["never", "always"] as const)(
    "is not taken for empty where the CRM refuses every form (%s)",
    async (otherForms) => {
      const { crm } = await historyOf("nothing", { status: 400, body: "invalid phone" });

      expect((await failureOf(crm.points.history(stored, { otherForms }))).fault).toBe("refused");
    },
  );
});
