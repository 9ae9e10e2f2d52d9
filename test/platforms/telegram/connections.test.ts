import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { Telegraf } from "telegraf";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemRateLimiterClock } from "../../../src/platforms/rate-limiter.ts";
import { createCalls } from "../../../src/platforms/telegram/calls.ts";
import { setConnections } from "../../../src/platforms/telegram/connections.ts";
import { silentLogger } from "../../support/silent-logger.ts";

describe("an API that points to another host", () => {
  async function listening(answer: (url: string) => { status: number; location?: string; body?: string }) {
    const visits: string[] = [];
    const server = createServer((request, response) => {
      visits.push(request.url ?? "");
      const { status, location, body } = answer(request.url ?? "");
      response.writeHead(status, location === undefined ? {} : { location }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return { visits, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  }

  it.each([301, 302, 307, 308])(
    "is not followed by a call (%i), and the other host gets nothing",
    async (status) => {
      const other = await listening(() => ({ status: 200, body: '{"ok":true,"result":true}' }));
      const api = await listening((url) => ({ status, location: `${other.url}${url}` }));
      const { telegram } = new Telegraf("7000000001:AAtoken", { telegram: { apiRoot: api.url } });
      setConnections(telegram, api.url);
      const thrown = await telegram.sendMessage(1, "0900 000 001").catch((error: Error) => error);
      expect(thrown).toMatchObject({ code: "EREDIRECT" });
      expect(String(thrown)).not.toContain("AAtoken");
      expect(api.visits).toHaveLength(1);
      expect(other.visits).toEqual([]);
    },
  );

  it("is followed where it stays at home", async () => {
    const api = await listening((url) =>
      url.includes("/moved")
        ? { status: 200, body: '{"ok":true,"result":{"id":7}}' }
        : { status: 307, location: `/moved${url}` },
    );
    const { telegram } = new Telegraf("7000000001:AAtoken", { telegram: { apiRoot: api.url } });
    setConnections(telegram, api.url);
    expect(await telegram.getMe()).toEqual({ id: 7 });
  });
});

it("uses new connections after a call without an answer, and not what else is dead", async () => {
  const answered = new WeakSet<Socket>();
  const server = createServer((request, response) => {
    if (answered.has(request.socket)) return;
    answered.add(request.socket);
    // The answers to all first calls are held until each has a connection of its own.
    setTimeout(() => response.end('{"ok":true,"result":{"id":7}}'), 50);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { telegram } = new Telegraf("7000000001:AAtoken", { telegram: { apiRoot } });
  const connections = setConnections(telegram, apiRoot);
  const calls = createCalls(telegram, {
    ...{ log: silentLogger(), clock: systemRateLimiterClock, connections },
    onSend() {},
  });
  await Promise.all([1, 2, 3].map(() => calls.once("getMe", {})));
  await expect(calls.once("getMe", {}, AbortSignal.timeout(100))).rejects.toThrow();
  expect(await calls.once("getMe", {}, AbortSignal.timeout(10_000))).toEqual({ id: 7 });
});

it("gives up a connection that is not opened in time, and closes it", async () => {
  const silent = createTcpServer().listen(0, "127.0.0.1");
  onTestFinished(() => void silent.close());
  await once(silent, "listening");
  const connected = once(silent, "connection") as Promise<[Socket]>;
  const apiRoot = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const { telegram } = new Telegraf("7000000001:AAtoken", { telegram: { apiRoot } });
  setConnections(telegram, apiRoot, { openWithinMs: 50 });
  const sent = telegram.sendMessage(1, "0900 000 001").catch((error: Error) => error);
  const [socket] = await connected;
  const closed = once(socket.resume(), "close");
  expect(await sent).toMatchObject({ code: "CONNECT_TIMEOUT" });
  await closed;
});
