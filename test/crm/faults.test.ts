import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { crmAt, crmOnOddServer, crmOnSandbox, failureOf } from "./crm-at.ts";
import type { OddAnswer } from "./odd-server.ts";

const NOBODY: OddAnswer = { body: [] };
const AN = "+84900000001";
const redeem = { code: "DAUMAY01", phone: AN } as const;

describe("what goes wrong with a write", () => {
  it.each([
    ["500", "unclear"],
    ["503", "unclear"],
    ["cut", "unclear"],
    ["html", "unclear"],
    ["truncated", "unclear"],
    ["unreadable", "unclear"],
    ["429", "busy"],
  ] as const)("is told as it is after %s: %s, and the write was sent once", async (kind, fault) => {
    const { antcrm, crm, lines } = await crmOnSandbox();
    antcrm.fault({ kind, method: "POST", path: "/redeem" });

    const failure = await failureOf(crm.points.redeem(redeem));

    expect(failure).toMatchObject({ name: "AppError", fault });
    expect(antcrm.requests.filter(({ path }) => path === "/redeem")).toHaveLength(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/AntCRM POST \/redeem: [^"]+ in \d+ ms/);
  });

  it("is unclear when no answer comes in time, whether the work was done or not", async () => {
    const { antcrm } = await crmOnSandbox();
    antcrm.fault({ kind: "hang", commit: "after", path: "/redeem" });
    const { crm } = crmAt(antcrm.url, { timeoutMs: 400 });

    expect((await failureOf(crm.points.redeem(redeem))).fault).toBe("unclear");
    expect(antcrm.requests).toHaveLength(1);
  });

  it("is certain to have changed nothing when there was no connection", async () => {
    const url = await addressWhereNobodyListens();

    expect((await failureOf(crmAt(url).crm.points.redeem(redeem))).fault).toBe("unavailable");
    expect((await failureOf(crmAt("http://crm.invalid").crm.points.redeem(redeem))).fault).toBe(
      "unavailable",
    );
  });

  it("tells how long AntCRM asked to wait", async () => {
    const { antcrm, crm } = await crmOnSandbox();
    antcrm.fault({ kind: "429", retryAfter: 7 });

    expect(await failureOf(crm.points.redeem(redeem))).toMatchObject({ fault: "busy", retryAfterMs: 7000 });
  });

  it("understands a Retry-After that is a date", async () => {
    const now = Date.parse("2026-11-25T00:00:00Z");
    const headers = { "retry-after": "Wed, 25 Nov 2026 00:00:09 GMT" };
    const { crm } = await crmOnOddServer(() => ({ status: 429, headers }), { now: () => now });

    expect((await failureOf(crm.points.redeem(redeem))).retryAfterMs).toBe(9000);
  });

  it.each<[string, OddAnswer, string | undefined]>([
    ["200 with success 0", { body: { success: 0, message: "Số điểm không đủ" } }, "Số điểm không đủ"],
    ["200 with success false and no words", { body: { success: false } }, undefined],
    ["200 with an error and no success", { body: { error: { message: "Mã đã dùng" } } }, "Mã đã dùng"],
    [
      "400 with JSON",
      { status: 400, body: { errors: { phone: ["Sai số", "Thiếu số"] } } },
      "Sai số; Thiếu số",
    ],
    [
      "400 with text",
      { status: 400, body: "Mã quà không tồn tại\n    at redeem.js:3" },
      "Mã quà không tồn tại",
    ],
    ["422 with HTML inside", { status: 422, body: { message: "<b>Không</b> &amp; không" } }, "Không & không"],
    ["413 with a page", { status: 413, body: "<html><h1>Too large</h1></html>" }, undefined],
  ])("is refused in the CRM's own words: %s", async (_, answer, quote) => {
    const { crm, server } = await crmOnOddServer(() => answer);

    expect(await failureOf(crm.points.redeem(redeem))).toMatchObject({ fault: "refused", quote });
    expect(server.calls).toHaveLength(1);
  });

  it("quotes at most 200 characters", async () => {
    const { crm } = await crmOnOddServer(() => ({ status: 400, body: "ố".repeat(5000) }));

    expect((await failureOf(crm.points.redeem(redeem))).quote).toBe(`${"ố".repeat(199)}…`);
  });

  it.each<[string, OddAnswer]>([
    ["an empty body", {}],
    ["an empty object", { body: {} }],
    ["a list", { body: [] }],
    ["a list of records", { body: [{ customerId: 475, name: "Nguyễn Văn An" }] }],
    ["words that may mean anything", { body: { message: "Đổi quà thành công" } }],
    ["a record", { body: { data: { name: "Tàu hoả đồ chơi" } } }],
    ["a success of no known value", { body: { success: "thành công" } }],
    ["a number for success that is neither", { body: { success: 200, message: "OK" } }],
    ["a redirect", { status: 302, headers: { location: "/login" } }],
  ])("is unclear after %s: nobody said yes, and nobody said no", async (_, answer) => {
    const { crm } = await crmOnOddServer(() => answer);

    expect((await failureOf(crm.points.redeem(redeem))).fault).toBe("unclear");
  });

  it.each<[string, unknown]>([
    ["1", { success: 1 }],
    ["true", { success: true }],
    ['"1"', { success: "1" }],
    ["Ok as text", "Ok"],
    ["Ok as JSON", '"Ok"'],
  ])("is nothing when success is %s", async (_, body) => {
    const { crm } = await crmOnOddServer(() => ({ body }));

    await crm.points.redeem(redeem);
  });

  it("is not begun by somebody who has given up, and not cut short once it is sent", async () => {
    const stop = new AbortController();
    const { crm, server } = await crmOnOddServer(() => {
      stop.abort();
      return { body: { success: 1 } };
    });
    const scoped = crm.with({ signal: stop.signal });

    await scoped.points.redeem(redeem);
    expect((await failureOf(scoped.points.redeem(redeem))).fault).toBe("unavailable");
    expect(server.calls).toHaveLength(1);
  });
});

describe("what goes wrong with a read", () => {
  it.each(["500", "503", "cut", "html", "truncated", "unreadable", "429"] as const)(
    "is mended by another try after %s",
    async (kind) => {
      const { antcrm, crm, lines, waits } = await crmOnSandbox();
      antcrm.fault({ kind, path: "/contacts", times: 2 });

      expect((await crm.contacts.byPhone(AN)).customers).toHaveLength(1);
      expect(antcrm.requests).toHaveLength(3);
      expect(waits).toHaveLength(2);
      expect(lines).toEqual([]);
    },
  );

  it.each([
    ["500", "unavailable"],
    ["cut", "unavailable"],
    ["unreadable", "unavailable"],
    ["429", "busy"],
  ] as const)("ends after three tries with one line in the log: %s is %s", async (kind, fault) => {
    const { antcrm, crm, lines } = await crmOnSandbox();
    antcrm.fault({ kind });

    expect((await failureOf(crm.contacts.byPhone(AN))).fault).toBe(fault);
    expect(antcrm.requests).toHaveLength(3);
    expect(lines).toHaveLength(1);
  });

  it("waits as long as the CRM asks, on 429 and on 503", async () => {
    const { antcrm, crm, waits } = await crmOnSandbox();
    antcrm.fault({ kind: "429", retryAfter: 3, times: 1 });
    antcrm.fault({ kind: "503", retryAfter: 4, times: 1 });

    await crm.contacts.byPhone(AN);

    expect(waits.sort()).toEqual([3000, 4000]);
  });

  it("does not keep a person waiting for a minute, but lets background work wait", async () => {
    const { antcrm, crm, waits } = await crmOnSandbox();
    antcrm.fault({ kind: "429", retryAfter: 40, times: 2 });

    expect(await failureOf(crm.contacts.byPhone(AN))).toMatchObject({ fault: "busy", retryAfterMs: 40_000 });
    await crm.with({ priority: "background" }).contacts.byPhone(AN);

    expect(waits).toEqual([40_000]);
  });

  it("is not repeated after a time-out", async () => {
    const { antcrm } = await crmOnSandbox();
    antcrm.fault({ kind: "hang" });
    const { crm, lines } = crmAt(antcrm.url, { timeoutMs: 400 });

    expect((await failureOf(crm.contacts.byPhone(AN))).fault).toBe("unavailable");
    expect(antcrm.requests).toHaveLength(1);
    expect(lines[0]).toContain("no answer in time");
  });

  it("is refused, not repeated, after a clear no", async () => {
    const { crm, server } = await crmOnOddServer(() => ({
      status: 400,
      body: { message: "phone is invalid" },
    }));

    expect(await failureOf(crm.contacts.byPhone(AN))).toMatchObject({
      fault: "refused",
      quote: "phone is invalid",
    });
    expect(server.calls).toHaveLength(1);
  });

  it("gives up at once when the reader does", async () => {
    const stop = new AbortController();
    const { crm, lines } = await crmOnOddServer(() => {
      stop.abort();
      return undefined;
    });

    const failure = await failureOf(crm.with({ signal: stop.signal }).contacts.byPhone(AN));

    expect(failure.fault).toBe("unavailable");
    expect(lines).toEqual([]);
  });
});

describe("a scope", () => {
  it("ends the wait before another try when its reader gives up", async () => {
    const stop = new AbortController();
    const { crm, server } = await crmOnOddServer(() => ({ status: 500 }), {
      wait: async (_, signal) => {
        stop.abort();
        signal?.throwIfAborted();
      },
    });

    expect((await failureOf(crm.with({ signal: stop.signal }).contacts.byPhone(AN))).fault).toBe(
      "unavailable",
    );
    expect(server.calls).toHaveLength(1);
  });

  it("inside another is ended by either", async () => {
    for (const which of ["outer", "inner"] as const) {
      const stops = { outer: new AbortController(), inner: new AbortController() };
      const { crm, server } = await crmOnOddServer(() => NOBODY);
      const scoped = crm.with({ signal: stops.outer.signal }).with({ signal: stops.inner.signal });

      await scoped.contacts.byCustomerId("1");
      stops[which].abort();

      expect((await failureOf(scoped.contacts.byCustomerId("1"))).fault).toBe("unavailable");
      expect(server.calls).toHaveLength(1);
    }
  });

  it("may have many calls under way without a warning of a leak", async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on("warning", note);
    onTestFinished(() => void process.off("warning", note));
    const { crm } = await crmOnOddServer(() => NOBODY);
    const scoped = crm.with({ signal: new AbortController().signal });

    await Promise.all(Array.from({ length: 60 }, (_, n) => scoped.contacts.byCustomerId(String(n))));

    expect(warnings).toEqual([]);
  });
});

describe("a key that AntCRM does not accept", () => {
  it("makes one call and one line of a storm of look-ups, and is tried again later", async () => {
    const { antcrm } = await crmOnSandbox();
    let now = Date.now();
    const { crm, lines } = crmAt(antcrm.url, { apiKey: "wrong-key", now: () => now });

    expect((await failureOf(crm.contacts.byPhone(AN))).fault).toBe("misconfigured");
    const storm = Array.from({ length: 50 }, (_, n) => failureOf(crm.contacts.byCustomerId(String(n))));
    expect(new Set((await Promise.all(storm)).map(({ fault }) => fault))).toEqual(new Set(["misconfigured"]));
    expect((await failureOf(crm.points.redeem(redeem))).fault).toBe("misconfigured");
    expect(antcrm.requests).toHaveLength(1);
    expect(lines).toHaveLength(1);

    now += 11_000;
    await failureOf(crm.contacts.byPhone(AN));
    expect(antcrm.requests).toHaveLength(2);
  });

  it("is logged once even when all look-ups are under way together", async () => {
    const { antcrm } = await crmOnSandbox();
    const { crm, lines } = crmAt(antcrm.url, { apiKey: "wrong-key" });

    await Promise.all(Array.from({ length: 50 }, (_, n) => failureOf(crm.contacts.byCustomerId(String(n)))));

    expect(lines).toHaveLength(1);
  });
});

describe("the log", () => {
  it("never holds the key, a phone number, an e-mail or the CRM's answer", async () => {
    const { antcrm, crm, lines } = await crmOnSandbox();
    for (const kind of ["500", "cut", "html", "truncated", "429"] as const) {
      antcrm.fault({ kind, times: 4 });
      const failures = [
        await failureOf(crm.contacts.byPhone(AN)),
        await failureOf(crm.points.accumulate({ ...redeem, name: "Nguyễn Văn An", email: "an@example.com" })),
      ];
      lines.push(...failures.map(({ message }) => message));
    }
    await failureOf(crm.points.redeem({ code: "NOPE", phone: AN }));

    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) expect(line).not.toMatch(/sandbox-key|900000001|example\.com|Nguyễn|NOPE/);
  });
});

async function addressWhereNobodyListens(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}
