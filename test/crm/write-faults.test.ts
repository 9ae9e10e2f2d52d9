import { describe, expect, it } from "vitest";
import type { Crm } from "../../src/crm/crm.ts";
import type { Fault } from "../../src/errors.ts";
import { methodsOf } from "../support/recorded-crm.ts";
import { crmAt, crmOnOddServer, failureOf } from "./crm-at.ts";
import type { OddAnswer } from "./odd-server.ts";

const ID = "65f8faf6f829af63ddc831dc";
const deal = { name: "Đơn hàng", receiverName: "An" };
const product = { name: "Tivi", code: "TIVI01", productIdApiRing: "op-1" };
const lead = { name: "An", customerIdApiRing: "op-1" };

/** Every write by the name of its method. A new one needs a line here. */
const WRITES: Readonly<Record<string, (crm: Crm) => Promise<unknown>>> = {
  "contacts.create": ({ contacts }) => contacts.create(lead),
  "contacts.update": ({ contacts }) => contacts.update({ leadId: "1" }, { note: "VIP" }),
  "contacts.remove": ({ contacts }) => contacts.remove({ leadId: "1" }),
  "contacts.createMany": ({ contacts }) => contacts.createMany([lead]),
  "deals.create": ({ deals }) => deals.create(deal),
  "deals.update": ({ deals }) => deals.update("1", { value: 5 }),
  "deals.remove": ({ deals }) => deals.remove("1"),
  "deals.createMany": ({ deals }) => deals.createMany([deal]),
  "deals.updateMany": ({ deals }) => deals.updateMany([{ number: "1", changes: { value: 5 } }]),
  "products.create": ({ products }) => products.create(product),
  "products.update": ({ products }) => products.update("op-1", { value: 5 }),
  "products.remove": ({ products }) => products.remove("op-1"),
  "tickets.create": ({ tickets }) => tickets.create({ title: "T", sla: "S", contact: { name: "An" } }),
  "tickets.update": ({ tickets }) => tickets.update("1", { status: "Closed" }),
  "tickets.remove": ({ tickets }) => tickets.remove("1"),
  "points.redeem": ({ points }) => points.redeem({ code: "DAUMAY01", phone: "+84900000001" }),
  "points.accumulate": ({ points }) => points.accumulate({ code: "X1", name: "An", phone: "+84900000001" }),
  "segments.setContacts": ({ segments }) => segments.setContacts(ID, [{ name: "An" }]),
};

/** Each answer and the fault that the caller sees. `cut` and `hang` are no answers. */
const ANSWERS: readonly [what: string, answer: OddAnswer | "cut" | "hang", fault: Fault][] = [
  ["a 500", { status: 500, body: { message: "lỗi" } }, "unclear"],
  ["a 503", { status: 503 }, "unclear"],
  ["a proxy's page", { status: 502, body: "<html><h1>Bad gateway</h1></html>" }, "unclear"],
  ["a page with 200", { body: "<html>maintenance</html>" }, "unclear"],
  ["half an answer", { body: '{"success": 1, "numb' }, "unclear"],
  ["an empty answer", {}, "unclear"],
  ["words without a yes", { body: { message: "Đã nhận" } }, "unclear"],
  ["a cut connection", "cut", "unclear"],
  ["no answer in time", "hang", "unclear"],
  ["a 429", { status: 429, headers: { "retry-after": "7" } }, "busy"],
  ["a 401", { status: 401 }, "misconfigured"],
  ["a 400", { status: 400, body: { message: "Không hợp lệ" } }, "refused"],
  ["a 404 in plain words", { status: 404, body: "Không tìm thấy" }, "refused"],
  ["success 0 with 200", { body: { success: 0, message: "Không hợp lệ" } }, "refused"],
  ["an error by name with 200", { body: { error: "Không hợp lệ" } }, "refused"],
];

describe.each(Object.entries(WRITES))("%s", (_, write) => {
  it("is sent once, and its fault follows the answer", async () => {
    let answer: OddAnswer | "cut" | "hang" = {};
    const { server } = await crmOnOddServer((_, response) => {
      if (answer === "cut") response.socket?.destroy();
      return typeof answer === "string" ? undefined : answer;
    });

    for (const [what, given, fault] of ANSWERS) {
      answer = given;
      server.calls.length = 0;
      // A new service for each case: ten failures in a row would open the breaker.
      const { crm, lines } = crmAt(server.url, given === "hang" ? { timeoutMs: 150 } : {});

      const failure = await failureOf(write(crm));

      expect({ what, fault: failure.fault, sent: server.calls.length, lines: lines.length }).toEqual({
        what,
        fault,
        sent: 1,
        lines: 1,
      });
      if (fault === "busy") expect(failure.retryAfterMs).toBe(7000);
      if (fault === "refused") expect(failure.quote).toMatch(/^Không (hợp lệ|tìm thấy)$/);
    }
  });

  it("was not sent where there is no connection", async () => {
    const { crm } = crmAt("http://crm.invalid");

    expect((await failureOf(write(crm))).fault).toBe("unavailable");
  });

  it("is not sent after this process was paused for longer than its lease", async () => {
    const { crm, server } = await crmOnOddServer(() => ({ body: { success: 1 } }));
    crm.fenceWrites(() => () => false);

    expect((await failureOf(write(crm))).fault).toBe("busy");
    expect(server.calls).toEqual([]);
  });

  it("is not sent after a pause of this process while the connection was opened", async () => {
    const { crm, server } = await crmOnOddServer(() => ({ body: { success: 1 } }));
    let asked = 0;
    crm.fenceWrites(() => () => {
      asked += 1;
      return asked === 1;
    });

    expect((await failureOf(write(crm))).fault).toBe("busy");
    expect(server.calls).toEqual([]);
  });

  it("is done when the CRM says so", async () => {
    const ids = { leadId: [9457], number: [9457], TicketId: 9457, code: 9457 };
    const { crm, server } = await crmOnOddServer(() => ({ body: { success: 1, ...ids } }));

    await write(crm);

    expect(server.calls).toHaveLength(1);
  });
});

describe("the table of writes", () => {
  it("holds every method that is not a read", () => {
    const reads = /^(by[A-Z]\w+|list\w*|newest|ofCustomer|history|gifts|each\w+|telesales|telecalls)$/;
    const { crm } = crmAt("http://crm.invalid");

    expect(
      methodsOf(crm)
        .filter((method) => !reads.test(method.split(".")[1] ?? ""))
        .sort(),
    ).toEqual(Object.keys(WRITES).sort());
  });
});
