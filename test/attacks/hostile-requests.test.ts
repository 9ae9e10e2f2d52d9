import { describe, expect, it } from "vitest";
import { head, sends } from "./support/raw-post.ts";
import { servedSlack } from "./support/served-slack.ts";

const LONG = "a".repeat(20_000);

describe("a request that no platform sends", () => {
  it.each([
    [
      "two forms of length",
      head("/slack/events", { "content-length": 5, "transfer-encoding": "chunked" }),
      400,
    ],
    [
      "two lengths",
      "POST /slack/events HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
      400,
    ],
    ["an invalid length", head("/slack/events", { "content-length": "-1" }), 400],
    ["a header folded over two lines", "GET /healthz HTTP/1.1\r\nhost: a\r\nx-a: 1\r\n\tb\r\n\r\n", 400],
    ["bare line feeds in a chunk", `${head("/slack/events", { "transfer-encoding": "chunked" })}0\n\n`, 401],
    ["no host", "GET /healthz HTTP/1.1\r\n\r\n", 400],
    ["a very long address", `GET /${LONG} HTTP/1.1\r\nhost: a\r\n\r\n`, 431],
    ["very long headers", `GET /healthz HTTP/1.1\r\nhost: a\r\nx-a: ${LONG}\r\n\r\n`, 431],
    ["an expectation", "GET /healthz HTTP/1.1\r\nhost: a\r\nexpect: tea\r\n\r\n", 417],
    ["no HTTP", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400],
  ])("with %s gets a plain answer, and the next request is served", async (_what, bytes, status) => {
    const { port, health } = await servedSlack();
    const request = sends(port, bytes);
    expect(await request.status()).toBe(status);
    request.socket.destroy();
    expect(await health()).toBe(200);
  });

  it.each([
    ["for a tunnel", "CONNECT example.com:443 HTTP/1.1\r\nhost: example.com\r\n\r\n"],
    ["for another protocol version", "GET /healthz HTTP/1.0\r\n\r\n"],
  ])("that asks %s has its connection closed", async (_what, bytes) => {
    const { port, health } = await servedSlack();
    await sends(port, bytes).closed;
    expect(await health()).toBe(200);
  });

  it("does not reveal the bot's software", async () => {
    const { port, slack } = await servedSlack();
    const requests = [
      "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
      "GET /slack/events HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
      "POST /slack/events HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}",
      "BREW / HTTP/1.1\r\n\r\n",
    ];
    for (const bytes of requests) {
      const request = sends(port, bytes);
      await request.closed;
      expect(request.received()).toMatch(/^HTTP\/1\.1 4\d\d /);
      expect(request.received()).not.toMatch(/server:|powered|node|bolt|at .*\.ts|\/src\//i);
      expect(request.received()).not.toContain(slack.signingSecret);
    }
  });
});
