import { EventEmitter, once } from "node:events";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { describe, expect, it, onTestFinished } from "vitest";
import { createHttpServer, type ServerOptions } from "../../src/http/server.ts";

/** Starts the bot's server without platforms, on a free port of this machine. */
async function served(options: Partial<ServerOptions> = {}, host = "127.0.0.1") {
  const server = createHttpServer({
    events: new Map(),
    ready: async () => true,
    metrics: async () => ({ contentType: "text/plain; version=0.0.4", text: "calls_total 1\n" }),
    token: undefined,
    ...options,
  });
  const port = await server.listen(host, 0);
  onTestFinished(() => server.close());
  return {
    server,
    port,
    get: (path: string, headers = {}) => fetch(`http://${host}:${port}${path}`, { headers }),
  };
}

/** Sends raw bytes, for requests that no client would write, and returns the answer. */
async function saying(port: number, bytes: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.setEncoding("utf8").write(bytes);
  let heard = "";
  socket.on("data", (text) => {
    heard += text;
  });
  await once(socket, "close");
  return heard;
}

describe("a health request", () => {
  it("gets 200 while the process lives, from anybody", async () => {
    const { get } = await served({ ready: async () => false });
    const answer = await get("/healthz", { "x-forwarded-for": "203.0.113.7" });
    expect([answer.status, await answer.text()]).toEqual([200, "ok\n"]);
  });

  it("gets 503 until the bot is ready, and 200 from then on", async () => {
    let ready = false;
    const { get } = await served({ ready: async () => ready });
    expect((await get("/readyz")).status).toBe(503);
    ready = true;
    expect((await get("/readyz")).status).toBe(200);
  });

  it("gets 500 when the check fails, and the next one is answered", async () => {
    const { get } = await served({ ready: () => Promise.reject(new Error("the disk is missing")) });
    const answer = await get("/readyz");
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain("disk");
    expect((await get("/healthz")).status).toBe(200);
  });

  it("gets the metrics in the Prometheus format", async () => {
    const { get } = await served();
    const answer = await get("/metrics");
    expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4");
    expect(await answer.text()).toBe("calls_total 1\n");
  });

  it("gets 404 at any other path", async () => {
    const { get } = await served();
    expect((await get("/")).status).toBe(404);
    expect((await get("/healthz/x")).status).toBe(404);
  });
});

describe("the metrics and the readiness", () => {
  const forwarded = [
    { "x-forwarded-for": "203.0.113.7" },
    { "x-forwarded-for": "127.0.0.1" },
    { forwarded: "for=203.0.113.7" },
    { "x-real-ip": "203.0.113.7" },
    { via: "1.1 caddy" },
    { "x-forwarded-proto": "https" },
  ];

  it.each(forwarded)("are refused to requests from behind a proxy: %j", async (headers) => {
    const { get } = await served();
    expect((await get("/metrics", headers)).status).toBe(401);
    expect((await get("/readyz", headers)).status).toBe(401);
  });

  it("are served for the token, and for no other token", async () => {
    const { get } = await served({ token: "s3cret" });
    const ask = async (authorization: string) =>
      (await get("/metrics", { "x-forwarded-for": "203.0.113.7", authorization })).status;
    expect(await ask("Bearer s3cret")).toBe(200);
    expect(await ask("Bearer s3cre")).toBe(401);
    expect(await ask("Bearer s3cret2")).toBe(401);
    expect(await ask("s3cret")).toBe(401);
    expect(await ask("Bearer ")).toBe(401);
  });

  it("are not served for a missing token", async () => {
    const { get } = await served({ token: undefined });
    const headers = { "x-forwarded-for": "203.0.113.7", authorization: "Bearer undefined" };
    expect((await get("/metrics", headers)).status).toBe(401);
  });

  const address = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .find(({ family, internal }) => family === "IPv4" && !internal)?.address;

  it.skipIf(address === undefined)("are refused to another machine", async () => {
    // A request of this machine to its own network address counts as a request of another machine.
    const { get } = await served({ token: "s3cret" }, address);
    expect((await get("/metrics")).status).toBe(401);
    expect((await get("/metrics", { authorization: "Bearer s3cret" })).status).toBe(200);
  });
});

describe("an event", () => {
  it("goes to the platform at its path, with or without a query", async () => {
    const { get } = await served({
      events: new Map([["/slack/events", (_, response) => response.writeHead(202).end()]]),
    });
    expect((await get("/slack/events")).status).toBe(202);
    expect((await get("/slack/events?x=1")).status).toBe(202);
  });
});

describe("an invalid request", () => {
  it.each(["//", "///", "http://[", "/\\", "*", "/%"])(
    "is answered and breaks nothing: GET %s",
    async (target) => {
      const { get, port } = await served();
      const heard = await saying(port, `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect(heard).toMatch(/^HTTP\/1\.1 4\d\d /);
      expect((await get("/healthz")).status).toBe(200);
    },
  );
});

describe("the server", () => {
  it.each([
    ["its port is in use", "127.0.0.1", { fault: /unavailable/, message: /^PORT: .* in use .*set another/ }],
    [
      "its host has no address",
      "host.invalid",
      // Without a name server it is not known whether the name exists.
      { fault: /misconfigured|unavailable/, message: /^HOST: host\.invalid .*set/ },
    ],
    [
      "its host is another machine",
      "192.0.2.1",
      { fault: /misconfigured/, message: /^HOST: 192\.0\.2\.1 .*set/ },
    ],
  ])("says what to change when %s", async (_, host, { fault, message }) => {
    const { port } = await served();
    const second = createHttpServer({
      events: new Map(),
      ready: async () => true,
      metrics: async () => ({ contentType: "text/plain", text: "" }),
      token: undefined,
    });
    await expect(second.listen(host, port)).rejects.toMatchObject({
      fault: expect.stringMatching(fault),
      message: expect.stringMatching(message),
    });
  });

  it("finishes an answer before it closes", async () => {
    const arrivals = new EventEmitter();
    const { server, get } = await served({
      events: new Map([["/slack/events", (_, response) => arrivals.emit("one", response)]]),
    });
    const arrival = once(arrivals, "one");
    const answer = get("/slack/events");
    const [response] = await arrival;
    const closed = server.close();
    response.end("answered");
    expect(await (await answer).text()).toBe("answered");
    await closed;
    await expect(get("/healthz")).rejects.toThrow();
  });
});
