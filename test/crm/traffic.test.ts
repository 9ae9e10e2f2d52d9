import { type AddressInfo, createServer, type Socket } from "node:net";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { crmAt, crmOnOddServer, crmOnSandbox, failureOf } from "./crm-at.ts";
import type { OddAnswer } from "./odd-server.ts";

const NOBODY: OddAnswer = { body: [] };
const AN = "+84900000001";
const redeem = { code: "DAUMAY01", phone: AN } as const;
describe("an AntCRM that is down", () => {
  it("gets no calls after ten failures in a row, one after longer and longer pauses, and all once it answers", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    onTestFinished(() => void vi.useRealTimers());
    const { antcrm, crm, lines } = await crmOnSandbox();
    expect(crm.health().state).toBe("up");
    antcrm.fault({ kind: "500" });
    for (let look = 1; look <= 4; look += 1) await failureOf(crm.contacts.byPhone(`+8490000000${look}`));
    expect(antcrm.requests).toHaveLength(10);
    expect(crm.health().state).toBe("down");
    expect((await failureOf(crm.points.redeem(redeem))).fault).toBe("unavailable");
    expect(antcrm.requests).toHaveLength(10);

    // Each probe fails, and the last two pauses have the same length.
    const asked: number[] = [];
    for (let seconds = 1; seconds <= 38; seconds += 1) {
      vi.setSystemTime(Date.now() + 1_000);
      const before = antcrm.requests.length;
      expect((await failureOf(crm.contacts.byPhone(AN))).fault).toBe("unavailable");
      if (antcrm.requests.length > before) asked.push(seconds);
    }
    expect(asked).toEqual([1, 3, 7, 15, 25, 35]);

    antcrm.clearFaults();
    vi.setSystemTime(Date.now() + 6_000);
    expect((await failureOf(crm.contacts.byPhone(AN))).fault).toBe("unavailable");
    vi.setSystemTime(Date.now() + 1_000);
    expect((await crm.contacts.byPhone(AN)).customers).toHaveLength(1);
    expect(crm.health()).toEqual({ state: "up", since: new Date() });
    expect(lines.filter((line) => line.includes("AntCRM is"))).toHaveLength(2);
  });

  it("counts at most three failures of one request, until another one fails", async () => {
    const { antcrm, crm } = await crmOnSandbox();
    antcrm.fault({ kind: "500" });
    for (let look = 0; look < 4; look += 1) await failureOf(crm.contacts.byPhone(AN));
    for (let look = 0; look < 4; look += 1) await failureOf(crm.points.redeem(redeem));
    expect(crm.health().state).toBe("up");

    await failureOf(crm.contacts.byPhone(AN));
    expect(crm.health().state).toBe("up");
    await failureOf(crm.points.redeem(redeem));
    expect(crm.health().state).toBe("down");
  });

  it("counts each failure where it cannot be reached", async () => {
    const { crm } = crmAt("http://crm.invalid");
    for (let look = 0; look < 4; look += 1) await failureOf(crm.contacts.byPhone(AN));
    expect(crm.health().state).toBe("down");
  });

  it("counts no refusals as failures", async () => {
    let status = 500;
    const { crm } = await crmOnOddServer(() => ({ status, body: { message: "không" } }));

    for (let look = 0; look < 3; look += 1) await failureOf(crm.contacts.byPhone(AN));
    status = 400;
    for (let look = 0; look < 20; look += 1) await failureOf(crm.points.redeem(redeem));
    status = 500;
    for (let look = 0; look < 3; look += 1) await failureOf(crm.contacts.byPhone(AN));

    expect(crm.health().state).toBe("up");
  });
});

describe("the priorities", () => {
  it("let at most 32 calls through, 8 of them background work, and people first", async () => {
    const waiting: (() => void)[] = [];
    const { crm, server } = await crmOnOddServer(
      () => new Promise((answer) => waiting.push(() => answer(NOBODY))),
    );
    const background = crm.with({ priority: "background" });
    const work = Array.from({ length: 20 }, (_, n) => background.contacts.byEmail(`work@${n}.example.com`));
    await expect.poll(() => waiting).toHaveLength(8);
    const people = Array.from({ length: 40 }, (_, n) => crm.contacts.byEmail(`person@${n}.example.com`));
    await expect.poll(() => waiting).toHaveLength(32);

    for (let answered = 0; answered < 60; answered += 1) {
      await expect.poll(() => waiting[answered]).toBeDefined();
      waiting[answered]?.();
    }
    await Promise.all([...work, ...people]);

    const order = server.calls.map(({ query }) => query.get("email")?.split("@")[0]);
    expect(order.slice(0, 8)).toEqual(Array(8).fill("work"));
    expect(order.slice(8, 48)).toEqual(Array(40).fill("person"));
    expect(order.slice(48)).toEqual(Array(12).fill("work"));
  });

  it("hold the writes of an import to the same eight places, and let people's pass them", async () => {
    const waiting: (() => void)[] = [];
    const { crm, server } = await crmOnOddServer(
      () => new Promise((answer) => waiting.push(() => answer({ body: { success: 1, leadId: [1] } }))),
    );
    const lead = (name: string) => ({ name, customerIdApiRing: name });
    const background = crm.with({ priority: "background" });
    const work = Array.from({ length: 12 }, () => background.contacts.createMany([lead("work")]));
    await expect.poll(() => waiting).toHaveLength(8);
    const person = crm.contacts.create(lead("person"));
    await expect.poll(() => waiting).toHaveLength(9);

    for (let answered = 0; answered < 13; answered += 1) {
      await expect.poll(() => waiting[answered]).toBeDefined();
      waiting[answered]?.();
    }
    await Promise.all([...work, person]);

    expect(server.calls.map(({ path }) => path).indexOf("/contacts")).toBe(8);
  });

  it("give the place of a reader who gave up to the next at once", async () => {
    const { crm, server } = await crmOnOddServer(({ query }) => (query.has("email") ? undefined : NOBODY), {
      maxInFlight: 1,
    });
    const first = new AbortController();
    const second = new AbortController();
    const hanging = failureOf(crm.with({ signal: first.signal }).contacts.byEmail("an@example.com"));
    const queued = failureOf(crm.with({ signal: second.signal }).contacts.byEmail("binh@example.com"));
    const next = crm.contacts.byCustomerId("1");
    await expect.poll(() => server.calls).toHaveLength(1);

    second.abort();
    first.abort();

    expect(await next).toBeNull();
    expect([(await hanging).fault, (await queued).fault]).toEqual(["unavailable", "unavailable"]);
    expect(server.calls).toHaveLength(2);
  });
});

describe("a huge answer", () => {
  it("is not read to its end: 8 MB are far more than a hundred records", async () => {
    let sent = 0;
    const { crm } = await crmOnOddServer((_, response) => {
      const chunk = Buffer.alloc(1024 * 1024, " ");
      const pour = () => {
        while (!response.destroyed && sent < 64) {
          sent += 1;
          if (!response.write(chunk)) return void response.once("drain", pour);
        }
        response.end();
      };
      pour();
      return undefined;
    });

    expect((await failureOf(crm.contacts.create({ name: "An", customerIdApiRing: "1" }))).fault).toBe(
      "unclear",
    );
    expect(sent).toBeLessThan(40);
  });

  it("may hold a hundred large records", async () => {
    const data = Array.from({ length: 100 }, (_, n) => ({ _id: String(n), name: "x".repeat(60_000) }));
    const { crm } = await crmOnOddServer(() => ({ body: { success: true, data, total: 100 } }));

    expect((await crm.campaigns.list()).campaigns).toHaveLength(100);
  });
});

describe("the way out", () => {
  it("sends the key, and puts the path of the address before every call", async () => {
    const { server } = await crmOnOddServer(() => NOBODY);
    const { crm } = crmAt(`${server.url}/antcrm/`);

    await crm.contacts.byPhone("+84323456789");

    expect(server.calls[0]?.path).toBe("/antcrm/contacts");
    expect(server.calls[0]?.headers).toMatchObject({
      apikey: "sandbox-key",
      "content-type": "application/json",
    });
    expect(server.calls[2]?.query.get("phone")).toBe("+84323456789");
  });

  it("keeps no connection for later when a write got no answer in time", async () => {
    const open = new Set<Socket>();
    const server = createServer((socket) => {
      open.add(socket.resume().on("error", () => {}));
      socket.once("close", () => open.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      for (const socket of open) socket.destroy();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const { crm } = crmAt(`http://127.0.0.1:${port}`, { timeoutMs: 50 });

    expect((await failureOf(crm.points.redeem(redeem))).fault).toBe("unclear");
    // undici reconnects after an aborted call, and would keep that connection for 4 s.
    await expect.poll(() => open.size, { interval: 5, timeout: 3_000 }).toBe(0);
    expect(server.listening).toBe(true);
  });

  it("keeps connections for reads, and takes a fresh one for each write", async () => {
    const ports = { GET: new Set<number>(), POST: new Set<number>() };
    const { crm } = await crmOnOddServer(({ method }, response) => {
      ports[method as "GET" | "POST"].add(response.socket?.remotePort ?? 0);
      return { body: { success: 1 } };
    });

    for (let time = 0; time < 6; time += 1) {
      await crm.contacts.byCustomerId("1");
      await crm.points.redeem(redeem);
    }

    expect(ports.GET.size).toBeLessThanOrEqual(2);
    expect(ports.POST.size).toBe(6);
  });
});
