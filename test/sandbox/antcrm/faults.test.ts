import { describe, expect, it } from "vitest";
import type { FaultRule } from "../../../src/sandbox/antcrm/faults.ts";
import { type Caller, callSandbox } from "./caller.ts";

const redeem = ({ send }: Caller, headers: Record<string, string> = {}) =>
  send("POST", "/redeem", { code: "DAUMAY01", data: { phone: "0900000001" } }, headers);

const pointsOfAn = ({ crm }: Caller) => crm.world.customersByPhone("0900000001")[0]?.scoreAvailable;

describe("faults on demand", () => {
  it.each([
    [{ kind: "429", retryAfter: 7 }, 429, "7", 120],
    [{ kind: "429" }, 429, "1", 120],
    [{ kind: "503" }, 503, null, 120],
    [{ kind: "503", retryAfter: 3, commit: "after" }, 503, "3", 110],
    [{ kind: "500" }, 500, null, 120],
    [{ kind: "500", commit: "after" }, 500, null, 110],
    [{ kind: "html" }, 502, null, 120],
    [{ kind: "html", commit: "after" }, 502, null, 110],
  ] as const)(
    "%j answers %i, Retry-After %s, and leaves %i points",
    async (rule, status, retryAfter, points) => {
      const caller = await callSandbox();
      caller.crm.fault(rule);
      const reply = await redeem(caller);
      expect([reply.status, reply.headers.get("retry-after")]).toEqual([status, retryAfter]);
      expect(reply.headers.get("content-type")).toContain(
        rule.kind === "html" ? "text/html" : "application/json",
      );
      expect(pointsOfAn(caller)).toBe(points);
    },
  );

  it.each([
    [{ kind: "cut" }, 120],
    [{ kind: "cut", commit: "before" }, 120],
    [{ kind: "cut", commit: "after" }, 110],
  ] as const)("%j breaks the connection and leaves %i points", async (rule, points) => {
    const caller = await callSandbox();
    caller.crm.fault(rule);
    await expect(redeem(caller)).rejects.toThrow("fetch failed");
    expect(pointsOfAn(caller)).toBe(points);
    expect(caller.crm.requests[0]).toMatchObject({ path: "/redeem", status: null });
  });

  it.each([
    ["before", 120],
    ["after", 110],
  ] as const)("a hang %s the commit never answers and leaves %i points", async (commit, points) => {
    const caller = await callSandbox();
    caller.crm.fault({ kind: "hang", commit });
    const giveUp = new AbortController();
    const hanging = fetch(`${caller.crm.url}/redeem`, {
      method: "POST",
      headers: { apikey: caller.crm.apiKey },
      body: JSON.stringify({ code: "DAUMAY01", data: { phone: "0900000001" } }),
      signal: giveUp.signal,
    });
    const broken = expect(hanging).rejects.toThrow("aborted");
    await expect.poll(() => caller.crm.requests.length).toBe(1);
    await expect.poll(() => pointsOfAn(caller)).toBe(points);
    giveUp.abort();
    await broken;
    expect(caller.crm.requests[0]?.status).toBeNull();
  });

  it("take effect before a truncated or an unreadable answer", async () => {
    const caller = await callSandbox();
    caller.crm.fault({ kind: "truncated", times: 1 });
    caller.crm.fault({ kind: "unreadable", times: 1 });
    expect(await redeem(caller)).toMatchObject({ status: 200, text: '{"succe', body: undefined });
    expect(await redeem(caller)).toMatchObject({ status: 200, text: "not json" });
    expect(pointsOfAn(caller)).toBe(100);
  });

  it("delay the right answer, before or after the call takes effect", async () => {
    const caller = await callSandbox();
    const begun = performance.now();
    caller.crm.fault({ kind: "delay", ms: 20, times: 1 });
    caller.crm.fault({ kind: "delay", ms: 20, commit: "after", times: 1 });
    expect((await redeem(caller)).body).toEqual({ success: 1 });
    expect((await redeem(caller)).body).toEqual({ success: 1 });
    // Timers may fire a millisecond early.
    expect(performance.now() - begun).toBeGreaterThan(38);
    expect(pointsOfAn(caller)).toBe(100);
  });

  it("apply only to matching calls, as often as the rule says, until cleared", async () => {
    const caller = await callSandbox();
    const rule: FaultRule = {
      kind: "500",
      method: "get",
      path: "/contacts",
      phone: "+84 900 000 001",
      times: 2,
    };
    caller.crm.fault(rule);
    const statuses = async () => [
      (await caller.get("/contacts", { phone: "0867123456" })).status,
      (await caller.get("/history-point", { phone: "0900000001" })).status,
      (await caller.get("/contacts", { phone: "0900000001" })).status,
    ];
    expect(await statuses()).toEqual([200, 200, 500]);
    expect(await statuses()).toEqual([200, 200, 500]);
    expect(await statuses()).toEqual([200, 200, 200]);

    caller.crm.fault({ kind: "500", phone: "0900000001" });
    expect((await redeem(caller)).status).toBe(500);
    expect((await redeem(caller)).status).toBe(500);
    caller.crm.clearFaults();
    expect((await redeem(caller)).status).toBe(200);
  });

  it("can be set by a header of the call, and an invalid header is reported", async () => {
    const caller = await callSandbox();
    const slow = await redeem(caller, { "x-sandbox-fault": "429; retryAfter=2" });
    expect([slow.status, slow.headers.get("retry-after")]).toEqual([429, "2"]);
    await expect(redeem(caller, { "x-sandbox-fault": "cut; commit=after" })).rejects.toThrow();
    expect(pointsOfAn(caller)).toBe(110);
    expect((await redeem(caller, { "x-sandbox-fault": "429; again" })).status).toBe(400);
    expect((await redeem(caller)).status).toBe(200);
  });

  it("apply to edits and deletions as to creations, before or after they take effect", async () => {
    const { crm, send } = await callSandbox();
    const printer = () => crm.world.products.byKey("MAYIN01");
    const edit = (fault: string) =>
      send("PUT", "/products", { productIdApiRing: "MAYIN01", value: "1" }, { "x-sandbox-fault": fault });
    expect((await edit("500")).status).toBe(500);
    expect(printer()?.value).toBe("4520000");
    expect((await edit("500; commit=after")).status).toBe(500);
    expect(printer()?.value).toBe("1");

    const remove = () => send("DELETE", "/products", { productIdApiRing: "MAYIN01" });
    crm.fault({ kind: "cut", method: "DELETE", path: "/products", times: 1 });
    crm.fault({ kind: "cut", method: "DELETE", path: "/products", commit: "after", times: 1 });
    await expect(remove()).rejects.toThrow();
    expect(printer()).toBeDefined();
    await expect(remove()).rejects.toThrow();
    expect(printer()).toBeUndefined();
  });
});
