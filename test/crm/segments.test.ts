import { describe, expect, it } from "vitest";
import { crmOnOddServer, crmOnSandbox, failureOf } from "./crm-at.ts";
import type { OddAnswer } from "./odd-server.ts";

const ID = "65f8faf6f829af63ddc831dc";

describe("putting customers into a segment", () => {
  it("puts in those who are known, and those who are new", async () => {
    const { antcrm, crm } = await crmOnSandbox();
    const [[segmentId, segment] = []] = antcrm.world.segments;
    const before = segment?.members.size ?? 0;

    await crm.segments.setContacts(segmentId ?? "", [
      { name: "Nguyễn Văn An", phones: ["+84900000001"] },
      { name: "Vũ Mai", emails: ["mai@example.com"], kind: "lead" },
    ]);
    await crm.segments.setContacts(segmentId ?? "", [{ name: "Vũ Mai", emails: ["mai@example.com"] }]);

    const an = await crm.contacts.byCustomerId("475");
    expect(segment?.members.has(an?.objectId ?? "")).toBe(true);
    expect(await crm.contacts.byEmail("mai@example.com")).toHaveLength(1);
    expect(segment?.members.size).toBeLessThanOrEqual(before + 2);
  });

  it("sends the fields of a customer, under the names of POST /contacts", async () => {
    const { crm, server } = await crmOnOddServer(() => ({ body: "Ok" }));

    await crm.segments.setContacts(` ${ID.toUpperCase()}`, [
      {
        name: " An ",
        phones: ["+84900000001", "máy lẻ 12"],
        emails: ["an@example.com"],
        kind: "account",
        customerIdApiRing: "C-1",
        birthday: "2000-03-05",
      },
      { name: "Mai" },
    ]);

    expect(server.calls[0]).toMatchObject({ method: "POST", path: "/segments/set-contact" });
    expect(JSON.parse(server.calls[0]?.body ?? "")).toEqual({
      segmentId: ID,
      contacts: [
        {
          name: "An",
          phones: [
            { type: "Work", value: "0900000001" },
            { type: "Work", value: "máy lẻ 12" },
          ],
          emails: [{ type: "Work", value: "an@example.com" }],
          contactType: "customer",
          type: "1",
          customerIdApiRing: "C-1",
          dateOfBirth: "March 5, 2000",
        },
        { name: "Mai" },
      ],
    });
  });

  it.each<[string, OddAnswer]>([
    ["Ok as text", { body: "Ok" }],
    ["Ok in JSON", { body: '"Ok"' }],
    ["OK with a blank", { body: "OK\n" }],
    ["success 1", { body: { success: 1 } }],
    ["the segment", { body: { segmentId: ID, contacts: [{ name: "An" }] } }],
    ["an empty object", { body: {} }],
    ["a list", { body: [] }],
  ])("is done after %s", async (_, answer) => {
    const { crm } = await crmOnOddServer(() => answer);

    await crm.segments.setContacts(ID, [{ name: "An" }]);
  });

  it.each<[string, OddAnswer, string]>([
    ["success 0", { body: { success: 0, message: "Không có" } }, "refused"],
    ["an error", { body: { error: "Không có" } }, "refused"],
    ["words that may mean anything", { body: { message: "Không có" } }, "unclear"],
    ["nothing", {}, "unclear"],
    ["null", { body: "null" }, "unclear"],
    ["another text", { body: "Segment" }, "unclear"],
  ])("is not done after %s", async (_, answer, fault) => {
    const { crm } = await crmOnOddServer(() => answer);

    expect((await failureOf(crm.segments.setContacts(ID, [{ name: "An" }]))).fault).toBe(fault);
  });

  it("refuses a bad segment, nobody, too many and nameless ones before any call", async () => {
    const { crm, server } = await crmOnOddServer(() => ({ body: "Ok" }));

    for (const call of [
      crm.segments.setContacts("VIP", [{ name: "An" }]),
      crm.segments.setContacts(ID, []),
      crm.segments.setContacts(ID, Array(101).fill({ name: "An" })),
      crm.segments.setContacts(ID, [{ name: " " }]),
    ]) {
      expect((await failureOf(call)).fault).toBe("invalid");
    }
    expect(server.calls).toEqual([]);
  });
});
