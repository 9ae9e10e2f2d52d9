import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { expect, it, onTestFinished } from "vitest";
import { createSlack } from "../../../src/platforms/slack/app.ts";
import { noticeOptions } from "../notice-options.ts";
import { ready } from "../telegram/fixture.ts";

const OK = '{"ok":true,"ts":"1.0"}';

/** Sends a notice through a server. @param answer  answers each call; `count` is 1 for the first one */
async function tellThrough(answer: (response: ServerResponse, count: number) => void) {
  const texts: string[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    texts.push(decodeURIComponent(body.replaceAll("+", " ")));
    answer(response, texts.length);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const slack = createSlack({
    ...noticeOptions,
    botToken: "xoxb-1",
    signingSecret: "secret",
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
  });
  const to = { person: "slack:U1", place: { platform: "slack", chat: "D1", shared: false } } as const;
  return { told: slack.tell(to, ready("Đã đổi quà")), texts };
}

it.each<[string, (response: ServerResponse) => void]>([
  ["a redirect", (response) => void response.writeHead(302, { location: "https://login.example/" }).end()],
  ["a page", (response) => void response.end("<html>Maintenance</html>")],
  ["nothing", (response) => void response.end()],
  ["a 408 of a proxy", (response) => void response.writeHead(408).end()],
  ["a half answer", (response) => void response.end(OK.slice(0, -4))],
  ["more than any answer has", (response) => void response.end("x".repeat(9 * 1024 * 1024))],
])("takes %s in place of Slack's answer for no answer, and not for a refusal", async (_, answer) => {
  const { told } = await tellThrough(answer);
  await expect(told).rejects.toMatchObject({ fault: "unclear" });
});

it("reads a packed answer", async () => {
  const headers = { "content-encoding": "gzip", "content-type": "application/json" };
  const { told, texts } = await tellThrough((response) => response.writeHead(200, headers).end(gzipSync(OK)));
  await told;
  expect(texts).toHaveLength(1);
});

it("waits after a 429 that does not say how long, and does not call the message perhaps sent", async () => {
  const { told, texts } = await tellThrough((response, count) =>
    count === 1 ? response.writeHead(429).end() : response.end(OK),
  );
  await told;
  expect(texts).toHaveLength(2);
  expect(texts[1]).not.toContain("có thể đã gửi");
});
