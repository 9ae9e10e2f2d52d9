import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { expect, it, onTestFinished } from "vitest";
import type { PlatformInbox } from "../../../src/inbox/inbox.ts";
import { createSlack } from "../../../src/platforms/slack/app.ts";
import { createWeb } from "../../../src/platforms/slack/web.ts";
import { silentLogger } from "../../support/silent-logger.ts";
import { ready } from "../telegram/fixture.ts";

async function serve(answer: (request: IncomingMessage, response: ServerResponse, count: number) => void) {
  let count = 0;
  const texts: string[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    texts.push(decodeURIComponent(body.replaceAll("+", " ")));
    answer(request, response, ++count);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`, texts };
}
const tell = (apiUrl: string) =>
  createSlack({
    bot: { async *answer() {}, checkForm: async () => null, menu: () => [] },
    inbox: {} as PlatformInbox,
    log: silentLogger(),
    defaultLocale: "vi",
    botToken: "xoxb-1",
    signingSecret: "secret",
    apiUrl,
  }).tell(
    { person: "slack:U1", place: { platform: "slack", chat: "D1", shared: false } },
    ready("Đã đổi quà"),
  );
const OK = '{"ok":true,"ts":"1.0"}';

it.each([
  ["a redirect", (r: ServerResponse) => r.writeHead(302, { location: "https://login.example/" }).end()],
  [
    "a page with 200",
    (r: ServerResponse) => r.writeHead(200, { "content-type": "text/html" }).end("<html>Maintenance</html>"),
  ],
  ["an empty 200", (r: ServerResponse) => r.end()],
  ["a 408 of a proxy", (r: ServerResponse) => r.writeHead(408).end()],
  [
    "half a JSON",
    (r: ServerResponse) => r.socket?.end('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{"ok":true,"ts":"1.'),
  ],
] as const)("%s instead of Slack's answer does not end an alert for good", async (_, answer) => {
  const { url } = await serve((_request, response) => void answer(response));
  // `refused` ends a digest, an alert or an answer: it is never sent again (src/delivery/outbox.ts handleFailure).
  await expect(tell(url)).rejects.not.toMatchObject({ fault: "refused" });
});

it("an answer in gzip is read", async () => {
  const { url } = await serve(
    (_, response) =>
      void response
        .writeHead(200, { "content-encoding": "gzip", "content-type": "application/json" })
        .end(gzipSync(OK)),
  );
  await expect(tell(url)).resolves.toBeUndefined();
});

it("a 429 without Retry-After is waited for, and the message is not called perhaps sent", async () => {
  const { url, texts } = await serve(
    (_, response, count) => void (count === 1 ? response.writeHead(429).end() : response.end(OK)),
  );
  await tell(url);
  expect(texts).toHaveLength(2);
  expect(texts[1]).not.toContain("ó thể đã gửi");
});

it("a message that waits for one of the client's 100 places is not sent after a pause", async () => {
  let isHeld = true;
  const waiting: ServerResponse[] = [];
  const { url, texts } = await serve((_, response) => void waiting.push(response));
  const web = createWeb({
    botToken: "xoxb-1",
    apiUrl: url,
    log: silentLogger(),
    watchLease: () => () => isHeld,
  });
  const sent = Array.from({ length: 101 }, (_, i) =>
    web
      .post(`C${i}`, (client) => client.chat.postMessage({ channel: `C${i}`, text: `n${i}` }))
      .catch((error: Error) => error),
  );
  await expect.poll(() => waiting.length, { timeout: 8_000 }).toBe(100);
  isHeld = false; // frozen here; the connections are open
  for (const response of waiting) response.end(OK);
  await expect
    .poll(() => waiting.length, { timeout: 1_000 })
    .toBe(101)
    .catch(() => {});
  for (const response of waiting.slice(100)) response.end(OK);
  await Promise.all(sent);
  expect(texts).toHaveLength(100);
}, 20_000);
