import { describe, expect, it, onTestFinished } from "vitest";
import { createAntcrmRoute } from "../../src/features/alerts/webhook.ts";
import { createRequestGuard } from "../../src/http/request-guard.ts";
import { createHttpServer } from "../../src/http/server.ts";
import { createTelegramRoute } from "../../src/platforms/telegram/webhook.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { falselySigned, head, type RawRequest, sends, signed } from "./support/raw-post.ts";
import { directMessage, servedSlack } from "./support/served-slack.ts";

const EVENTS = "/slack/events";
const MEGABYTE = 1024 * 1024;

describe("a post of more than a megabyte", () => {
  it("is refused by its declared length, before any of it is read", async () => {
    const { port, nowMs } = await servedSlack();
    const post = sends(port, head(EVENTS, { "content-length": 5 * MEGABYTE, ...falselySigned(nowMs()) }));
    expect(await post.status()).toBe(413);
    await post.closed;
  });

  it("is cut off when it declares no length", async () => {
    const { port, nowMs } = await servedSlack();
    const post = sends(port, head(EVENTS, { "transfer-encoding": "chunked", ...falselySigned(nowMs()) }));
    const piece = Buffer.alloc(64 * 1024, "x");
    for (let sent = 0; sent <= MEGABYTE; sent += piece.length) {
      post.socket.write(Buffer.concat([Buffer.from("10000\r\n"), piece, Buffer.from("\r\n")]));
    }
    expect(await post.status()).toBe(413);
    await post.closed;
  });

  it("is refused even to Slack itself", async () => {
    const { port, nowMs, slack, stored } = await servedSlack();
    const body = directMessage("Ev1", "x".repeat(MEGABYTE));
    const headers = signed(body, slack.signingSecret, nowMs());
    const answer = await fetch(`http://127.0.0.1:${port}${EVENTS}`, { method: "POST", body, headers });
    expect([answer.status, stored]).toEqual([413, []]);
  });
});

describe("forged bodies in progress", () => {
  const LIMIT_BYTES = 200_000;

  it("are dropped, the largest first, when all together use too much memory; a signed event is stored meanwhile", async () => {
    const { port, nowMs, slack, stored } = await servedSlack({ guard: { unverifiedBytes: LIMIT_BYTES } });
    const begin = (bytes: number): RawRequest =>
      sends(
        port,
        head(EVENTS, { "content-length": MEGABYTE, ...falselySigned(nowMs()) }) + "x".repeat(bytes),
      );
    const large = Array.from({ length: 4 }, () => begin(90_000));
    const refused = () => large.filter((post) => post.received().startsWith("HTTP/1.1 503"));
    await expect.poll(() => refused().length).toBeGreaterThanOrEqual(2);

    const body = directMessage("Ev1");
    const headers = { "content-type": "application/json", ...signed(body, slack.signingSecret, nowMs()) };
    const small = await fetch(`http://127.0.0.1:${port}${EVENTS}`, { method: "POST", body, headers });
    expect([small.status, stored]).toEqual([200, ["slack:T1:Ev1"]]);
    for (const { socket } of large) socket.destroy();
  });

  it("count as more than their bytes when they are sent byte by byte", async () => {
    const { port, nowMs } = await servedSlack({ guard: { unverifiedBytes: 3_000 } });
    const post = sends(
      port,
      head(EVENTS, { "transfer-encoding": "chunked", ...falselySigned(nowMs()) }) + "1\r\nx\r\n".repeat(100),
    );
    expect(await post.status()).toBe(503);
    await post.closed;
  });
});

describe("a post without the secret whose body is still to come", () => {
  async function served() {
    let received = 0;
    const guard = createRequestGuard({ log: silentLogger(), now: () => new Date(0) });
    const countReceived = () => {
      received += 1;
    };
    const telegram = createTelegramRoute({
      secret: "s3cret_of-the-test",
      receive: async () => countReceived(),
      isUp: () => true,
      guard,
      log: silentLogger(),
    });
    const antcrm = createAntcrmRoute({ secret: "0123456789abcdef", wake: countReceived, guard });
    const server = createHttpServer({
      events: new Map([["/telegram/webhook", telegram]]),
      below: new Map([["/antcrm/webhook/", antcrm]]),
      ready: async () => true,
      metrics: async () => ({ contentType: "text/plain", text: "" }),
      token: undefined,
    });
    const port = await server.listen("127.0.0.1", 0);
    onTestFinished(() => server.close());
    return { port, received: () => received };
  }
  const unfinished = { "content-length": MEGABYTE };
  const ours = { "x-telegram-bot-api-secret-token": "s3cret_of-the-test" };

  it("is refused at once and closed, whatever replaces the secret", async () => {
    const { port, received } = await served();
    const posts = [
      sends(port, head("/telegram/webhook", unfinished)),
      sends(
        port,
        head("/telegram/webhook", { ...unfinished, "x-telegram-bot-api-secret-token": "s3cret_of-the-tesu" }),
      ),
      sends(port, head("/antcrm/webhook/0123456789abcdee", unfinished)),
      sends(port, head("/antcrm/webhook/", unfinished)),
    ];
    expect(await Promise.all(posts.map((post) => post.status()))).toEqual([401, 401, 404, 404]);
    await Promise.all(posts.map((post) => post.closed));
    expect(received()).toBe(0);
  });

  it("is distinguished from one that has it and is too large", async () => {
    const { port } = await served();
    const tooLarge = { "content-length": MEGABYTE + 1 };
    const posts = [
      sends(port, head("/telegram/webhook", { ...ours, ...tooLarge })),
      sends(port, head("/antcrm/webhook/0123456789abcdef", tooLarge)),
    ];
    expect(await Promise.all(posts.map((post) => post.status()))).toEqual([413, 413]);
  });
});
