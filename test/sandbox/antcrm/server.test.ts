import { describe, expect, it } from "vitest";
import { startAntcrm } from "../../../src/sandbox/antcrm/server.ts";
import { callSandbox } from "./caller.ts";

describe("the sandbox CRM's server", () => {
  it("refuses a missing or wrong key with 401 in JSON", async () => {
    const { crm, get } = await callSandbox();
    const missing = await fetch(`${crm.url}/contacts`);
    expect([missing.status, await missing.json()]).toEqual([401, { success: 0, message: "Invalid apikey" }]);
    expect((await get("/contacts", {}, { apikey: "other" })).status).toBe(401);
  });

  it("answers 404 to an unknown path", async () => {
    const { get, send } = await callSandbox();
    expect((await get("/nothing")).status).toBe(404);
    expect((await send("PUT", "/rating", {})).status).toBe(404);
  });

  it("answers 400 to a body that is not JSON", async () => {
    const { crm } = await callSandbox();
    const response = await fetch(`${crm.url}/contacts`, {
      method: "POST",
      headers: { apikey: crm.apiKey },
      body: "{",
    });
    expect(response.status).toBe(400);
  });

  it("records every call with its status, and never the key", async () => {
    const { crm, get, send } = await callSandbox({ now: () => 1_795_000_000_000 });
    await get("/contacts", { phone: "+84900000001" });
    await send("POST", "/redeem", { code: "DAUMAY01" });
    expect(crm.requests).toEqual([
      {
        method: "GET",
        path: "/contacts",
        query: { phone: "+84900000001" },
        body: undefined,
        at: 1_795_000_000_000,
        status: 200,
      },
      {
        method: "POST",
        path: "/redeem",
        query: {},
        body: { code: "DAUMAY01" },
        at: 1_795_000_000_000,
        status: 400,
      },
    ]);
    expect(JSON.stringify(crm.requests)).not.toContain(crm.apiKey);
  });

  it("shows its calls and accepts fault rules without a key", async () => {
    const { crm, get } = await callSandbox();
    await get("/tickets");
    const told = await (await fetch(`${crm.url}/__sandbox/requests`)).json();
    expect(told).toMatchObject([{ method: "GET", path: "/tickets", status: 200 }]);

    const order = (body: unknown) =>
      fetch(`${crm.url}/__sandbox/faults`, { method: "POST", body: JSON.stringify(body) });
    expect((await order({ kind: "500" })).status).toBe(200);
    expect((await get("/tickets")).status).toBe(500);
    await fetch(`${crm.url}/__sandbox/faults`, { method: "DELETE" });
    expect((await get("/tickets")).status).toBe(200);
    expect((await order({ kind: "earthquake" })).status).toBe(400);
    expect((await fetch(`${crm.url}/__sandbox/elsewhere`)).status).toBe(404);
  });

  it("answers no sooner than the configured latency", async () => {
    const { get } = await callSandbox({ latencyMs: 30 });
    const begun = performance.now();
    await get("/contacts");
    // Timers may fire a millisecond early.
    expect(performance.now() - begun).toBeGreaterThan(28);
  });

  it("stops while a call still hangs", async () => {
    const crm = await startAntcrm({ size: "empty" });
    crm.fault({ kind: "hang" });
    const hanging = fetch(`${crm.url}/contacts`, { headers: { apikey: crm.apiKey } });
    const broken = expect(hanging).rejects.toThrow();
    await expect.poll(() => crm.requests.length).toBe(1);
    await crm.stop();
    await broken;
  });

  it("reports that its port is taken", async () => {
    const { crm } = await callSandbox();
    await expect(startAntcrm({ port: Number(new URL(crm.url).port), size: "empty" })).rejects.toThrow(
      "EADDRINUSE",
    );
  });
});
