import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { htmlToPlain, isReadWhole, plainToHtml } from "../../src/crm/html.ts";
import {
  decodeAmount,
  decodeBirthday,
  decodeDate,
  decodeNumberId,
  decodeTags,
} from "../../src/crm/shapes.ts";
import { AppError } from "../../src/errors.ts";
import { crmOnOddServer } from "./crm-at.ts";

const ID = "65f8faf6f829af63ddc831dc";

describe("a date", () => {
  it.each<[unknown, string]>([
    [1747391436702, "2025-05-16T10:30:36.702Z"],
    [1747391436, "2025-05-16T10:30:36.000Z"],
    ["1747391436702", "2025-05-16T10:30:36.702Z"],
    ["2024-03-13T06:24:20.673Z", "2024-03-13T06:24:20.673Z"],
    ["2024-03-13T13:24:20+07:00", "2024-03-13T06:24:20.000Z"],
    ["2024-03-13", "2024-03-13T00:00:00.000Z"],
    ["March 15, 2000", "2000-03-15T00:00:00.000Z"],
  ])("is understood as %j", (value, iso) => {
    expect(decodeDate(value)?.toISOString()).toBe(iso);
  });

  it.each([[""], [null], [undefined], [0], ["soon"], ["2024-13-45"], [{}], [Number.NaN], [1e300], ["12"]])(
    "is none as %j",
    (value) => {
      expect(decodeDate(value)).toBeNull();
    },
  );

  it("is a birthday in Vietnam, where it was entered", () => {
    expect(decodeBirthday("2000-03-15")).toBe("2000-03-15");
    expect(decodeBirthday("March 15, 2000")).toBe("2000-03-15");
    expect(decodeBirthday("2000-03-14T17:00:00.000Z")).toBe("2000-03-15");
    expect(decodeBirthday(953053200000)).toBe("2000-03-15");
    expect(decodeBirthday(Date.parse("1971-08-01T17:00:00Z"))).toBe("1971-08-02");
    expect(decodeBirthday(Date.parse("1968-08-01T17:00:00Z"))).toBe("1968-08-02");
    expect(decodeBirthday(Date.parse("1950-08-01T17:00:00Z"))).toBe("1950-08-02");
    expect(decodeBirthday("15/3")).toBe("15/3");
    expect(decodeBirthday("")).toBeNull();
  });
});

describe("an id, a number, a tag", () => {
  it("is the same as text and as number", () => {
    expect([17464, "17464", " 17464 "].map(decodeNumberId)).toEqual(["17464", "17464", "17464"]);
    expect(["", null, -1, 1.5, {}, "abc", Number.NaN].map(decodeNumberId)).toEqual(Array(7).fill(null));
    expect(["150000", 150000, "", "x", null].map(decodeAmount)).toEqual([150000, 150000, null, null, null]);
  });

  it("comes as a list or as one text with commas", () => {
    expect(decodeTags(["VIP", " ", "Đã gọi"])).toEqual(["VIP", "Đã gọi"]);
    expect(decodeTags("VIP, Đã gọi,")).toEqual(["VIP", "Đã gọi"]);
    expect(decodeTags(null)).toEqual([]);
  });
});

describe("a summary", () => {
  it("is plain text inside and HTML outside", () => {
    expect(htmlToPlain("<p>Máy in <b>hỏng</b></p><p>gấp &amp; cần</p><script>x()</script>")).toBe(
      "Máy in hỏng\n\ngấp & cần",
    );
    expect(plainToHtml('a < b & "c"\nd')).toBe("<p>a &lt; b &amp; &quot;c&quot;<br>d</p>");
  });

  it("is read up to 32,000 characters of its HTML, and so is whatever is typed", () => {
    expect(htmlToPlain(`<p>${"a".repeat(40_000)}</p>`)).toBe(`${"a".repeat(31_997)}…`);
    expect(htmlToPlain(plainToHtml('"'.repeat(5_000)))).toBe('"'.repeat(5_000));
  });

  it("is read to a depth of 50 elements, and is then known to be cut", () => {
    const deep = `<p>Máy in</p>${"<div>".repeat(60)}hỏng${"</div>".repeat(60)}`;
    expect(htmlToPlain(deep)).toBe("Máy in\n\n…");
    expect(isReadWhole(deep)).toBe(false);
    expect(isReadWhole("<div><p>Máy in hỏng ...</p></div>")).toBe(true);
    expect(isReadWhole(`<p>${"a".repeat(40_000)}</p>`)).toBe(false);
  });

  it("comes back as it was typed", () => {
    const lines = fc.array(fc.stringMatching(/^[a-zà-ɏạ-ỹ0-9<>&"';]{1,20}$/), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(lines, (typed) => {
        expect(htmlToPlain(plainToHtml(typed.join("\n")))).toBe(typed.join("\n"));
      }),
    );
  });
});

describe("whatever a CRM may answer", () => {
  const keys = fc.constantFrom(
    `name phones emails tags stage customerId leadId number TicketId _id id type contact gift product createdAt data
      value code deal dealWith groupPackage cusFields files survey caller callee status assignTo dueAt sessions messages
      sessionId attachments`.split(/\s+/),
  );
  const record = fc.dictionary(
    keys.chain((names) => fc.constantFrom(...names)),
    fc.jsonValue({ maxDepth: 3 }),
  );

  it("never throws anything but an AppError", async () => {
    let body: unknown;
    const { crm } = await crmOnOddServer(() => ({
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    }));
    const range = { from: new Date(0), to: new Date("2030-01-01") };

    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.array(record, { maxLength: 5 }), record, fc.jsonValue()),
        async (answer) => {
          body = answer;
          const calls = [
            crm.contacts.byPhone("+84900000001"),
            crm.contacts.newest(),
            crm.deals.ofCustomer("1"),
            crm.deals.byNumber("1"),
            crm.tickets.byId("1"),
            crm.tickets.list({}),
            crm.points.history({ email: "an@example.com" }),
            crm.points.gifts(),
            crm.ratings.list(range),
            crm.contacts.list({ kind: "lead", updatedFrom: range.from }),
            crm.deals.list(),
            crm.products.list(),
            crm.products.byCode("1"),
            crm.campaigns.list(),
            crm.campaigns.telesales(ID),
            crm.campaigns.telecalls(ID, range),
            crm.tasks.list({ status: ["DONE"], dueTo: range.to }),
            crm.messages.list(range),
            crm.deals.createMany([{ name: "x", receiverName: "An" }]),
            crm.products.create({ name: "x", code: "X", productIdApiRing: "op-1" }),
            crm.segments.setContacts(ID, [{ name: "An" }]),
            crm.tickets.create({ title: "x", sla: "Standard", contact: { name: "An" } }),
            crm.points.redeem({ code: "X", phone: "+84900000001" }),
          ];
          for (const outcome of await Promise.allSettled(calls)) {
            if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(AppError);
            if (outcome.status === "rejected") expect(outcome.reason.fault).not.toBe("bug");
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it("spoils no list by one record, counts it, and says so once", async () => {
    const good = { customerId: 1, name: "An", emails: ["an@example.com"] };
    const { crm, lines } = await crmOnOddServer(() => ({ body: [null, good, "x", {}, 5] }));

    expect(await crm.contacts.byEmail("an@example.com")).toHaveLength(1);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ unreadable: 4, of: 5 }]);
  });

  it("is a failure to look, not nobody, when no record can be read", async () => {
    const { crm } = await crmOnOddServer(() => ({ body: [{ hello: 1 }] }));

    await expect(crm.contacts.byEmail("an@example.com")).rejects.toMatchObject({ fault: "unavailable" });
  });

  it("is a list in any wrapping", async () => {
    const an = { customerId: "1", name: "An", emails: [{ value: "an@example.com" }] };
    for (const [answer, count] of [
      [[an], 1],
      [{ success: true, data: [an], total: 1, limit: 20 }, 1],
      [{ success: 1, data: [an] }, 1],
      [an, 1],
      [{ data: an }, 1],
      [[], 0],
      [null, 0],
      [{ success: true, data: null }, 0],
      [{ success: true }, 0],
      ["", 0],
    ] as const) {
      const { crm } = await crmOnOddServer(() => ({ body: answer }));
      expect(await crm.contacts.byEmail("an@example.com")).toHaveLength(count);
    }
  });
});
