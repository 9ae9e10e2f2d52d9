import { BlockList } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { falselySigned, head, sends, signed } from "./support/raw-post.ts";
import { directMessage, servedSlack } from "./support/served-slack.ts";

const EVENTS = "/slack/events";
const ENDLESS = { "content-length": 1_000_000 };

describe("a post to Slack's route that is never finished", () => {
  it("is refused before its body is read when its signature is missing, partial, empty, old or from the future", async () => {
    const { port, nowMs } = await servedSlack();
    const posts = [
      {},
      { "x-slack-request-timestamp": "1764032400" },
      { ...falselySigned(nowMs()), "x-slack-signature": "v0=x" },
      falselySigned(nowMs() - 6 * 60_000),
      falselySigned(nowMs() + 6 * 60_000),
    ].map((headers) => sends(port, head(EVENTS, { ...ENDLESS, ...headers })));
    expect(await Promise.all(posts.map((post) => post.status()))).toEqual([401, 401, 401, 401, 401]);
    await Promise.all(posts.map((post) => post.closed));
  });

  it("is closed when the time for its body is over, although its headers look valid", async () => {
    const { port, nowMs } = await servedSlack({ guard: { bodyTimeoutMs: 100 } });
    const post = sends(port, `${head(EVENTS, { ...ENDLESS, ...falselySigned(nowMs()) })}{`);
    expect(await post.status()).toBe(408);
    await post.closed;
  });

  it("is closed when the time for the request is over, although its path is unknown", async () => {
    const { port } = await servedSlack({
      server: { headersTimeoutMs: 50, requestTimeoutMs: 100, checkEveryMs: 20 },
    });
    const post = sends(port, `${head("/nowhere", ENDLESS)}{`);
    expect(await post.status()).toBe(404);
    await post.closed;
  });

  it("is closed for a newer one when too many are open, the oldest first", async () => {
    const { port, nowMs } = await servedSlack({ guard: { unverifiedBodies: 2 } });
    const begin = () => sends(port, `${head(EVENTS, { ...ENDLESS, ...falselySigned(nowMs()) })}{`);
    const first = begin();
    const second = begin();
    const rest = Array.from({ length: 4 }, begin);
    expect(await Promise.all([first.status(), second.status()])).toEqual([503, 503]);
    for (const { socket } of rest) socket.destroy();
  });

  it("does not delay the bot's stop", async () => {
    const { port, nowMs, server } = await servedSlack({ server: { closeWithinMs: 50 } });
    const post = sends(port, `${head(EVENTS, { ...ENDLESS, ...falselySigned(nowMs()) })}{`);
    const other = sends(port, "GET /healthz HTTP/1.1\r\nhost: bot\r\n\r\n");
    expect(await other.status()).toBe(200);
    await server.close();
    await post.closed;
  });
});

describe("a connection", () => {
  it.each([
    ["says nothing", ""],
    ["never ends its headers", "POST /slack/events HTTP/1.1\r\nhost: bot\r\nx-a: "],
  ])("that %s is closed when the time for headers is over", async (_what, bytes) => {
    const { port } = await servedSlack({
      server: { headersTimeoutMs: 100, requestTimeoutMs: 100, checkEveryMs: 20 },
    });
    const request = sends(port, bytes);
    expect(await request.status()).toBe(408);
    await request.closed;
  });

  it("is refused to a source with too many, and to no other", async () => {
    const { port } = await servedSlack({ server: { unlimited: new BlockList(), connectionsPerSource: 3 } });
    const health = "GET /healthz HTTP/1.1\r\nhost: bot\r\n\r\n";
    const mine = Array.from({ length: 3 }, () => sends(port, health));
    expect(await Promise.all(mine.map((one) => one.status()))).toEqual([200, 200, 200]);
    const fourth = sends(port, health);
    await fourth.closed;
    expect(fourth.received()).toBe("");
    const other = sends(port, health, "127.0.0.2");
    expect(await other.status()).toBe(200);
    // A closed connection frees its slot.
    mine[0]?.socket.destroy();
    await mine[0]?.closed;
    await expect.poll(() => sends(port, health).status()).toBe(200);
  });

  it("from a new source closes the oldest one when all sources together have too many", async () => {
    const { port } = await servedSlack({ server: { unlimited: new BlockList(), publicConnections: 2 } });
    const health = "GET /healthz HTTP/1.1\r\nhost: bot\r\n\r\n";
    const first = sends(port, health);
    expect(await first.status()).toBe(200);
    const others = [sends(port, health, "127.0.0.2"), sends(port, health, "127.0.0.3")];
    expect(await Promise.all(others.map((one) => one.status()))).toEqual([200, 200]);
    await first.closed;
  });
});

it("300 unfinished posts through a local proxy do not block events, health and metrics", async () => {
  const { port, nowMs, slack, stored, health } = await servedSlack();
  const posts = Array.from({ length: 300 }, () =>
    sends(port, head(EVENTS, { ...ENDLESS, ...falselySigned(nowMs()) }) + "x".repeat(1_000)),
  );
  onTestFinished(() => {
    for (const { socket } of posts) socket.destroy();
  });
  const at = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).status;
  expect([await health(), await at("/readyz"), await at("/metrics")]).toEqual([200, 200, 200]);
  const body = directMessage("Ev1");
  const headers = { "content-type": "application/json", ...signed(body, slack.signingSecret, nowMs()) };
  const answer = await fetch(`http://127.0.0.1:${port}${EVENTS}`, { method: "POST", body, headers });
  expect([answer.status, stored]).toEqual([200, ["slack:T1:Ev1"]]);
  // At most 256 are kept open, from all senders together.
  await expect
    .poll(() => posts.filter((post) => post.received().startsWith("HTTP/1.1 503")).length)
    .toBeGreaterThan(40);
});
