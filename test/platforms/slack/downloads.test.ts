import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import type { FileError } from "../../../src/bot/files.ts";
import { createFileSource } from "../../../src/platforms/slack/files.ts";
import { createWeb } from "../../../src/platforms/slack/web.ts";
import { silentLogger } from "../../support/silent-logger.ts";

const FILE = { id: "F1", name: "a.csv", sizeBytes: null, mime: null };
const TOKEN = "xoxb-for-slack-alone";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Starts a server that records the URL and the token of each request. */
async function listening(answer: Answer) {
  const visits: { url: string; token: string | undefined }[] = [];
  const server = createServer((request, response) => {
    visits.push({ url: request.url ?? "", token: request.headers.authorization });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { visits, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Starts a Slack server whose file has this address. Returns it with our file source, which reads from there. */
async function slackWith(address: (own: string) => string, answer: Answer) {
  const slack = await listening((request, response) => {
    if (!request.url?.startsWith("/api/")) return answer(request, response);
    const file = { id: "F1", mode: "hosted", url_private_download: address(slack.url) };
    response.setHeader("content-type", "application/json").end(JSON.stringify({ ok: true, file }));
  });
  const log = silentLogger();
  const apiUrl = `${slack.url}/api/`;
  const web = createWeb({ botToken: TOKEN, apiUrl, log });
  return { slack, source: createFileSource({ web, botToken: TOKEN, apiUrl }) };
}

const trouble = (opening: Promise<unknown>) =>
  opening.then(
    () => "none",
    (error: FileError) => error.trouble,
  );

const redirectTo = (response: ServerResponse, location: string) =>
  response.writeHead(302, { location }).end("Found");

it("follows Slack to another of its own addresses, with the token", async () => {
  const { slack, source } = await slackWith(
    (own) => `${own}/files-pri/a.csv`,
    (request, response) =>
      request.url === "/cdn/a.csv" ? response.end("a;b") : redirectTo(response, "/cdn/a.csv"),
  );
  let text = "";
  for await (const chunk of await source.open(FILE)) text += Buffer.from(chunk).toString();
  expect(text).toBe("a;b");
  expect(slack.visits.at(-1)).toEqual({ url: "/cdn/a.csv", token: `Bearer ${TOKEN}` });
});

it("goes to no other host, neither by an address nor by a redirect", async () => {
  const other = await listening((_request, response) => response.end("a;b"));
  const byAddress = await slackWith(
    () => `${other.url}/a.csv`,
    (_request, response) => response.end(),
  );
  const byRedirect = await slackWith(
    (own) => `${own}/files-pri/a.csv`,
    (_request, response) => redirectTo(response, `${other.url}/a.csv`),
  );
  expect(await trouble(byAddress.source.open(FILE))).toBe("elsewhere");
  expect(await trouble(byRedirect.source.open(FILE))).toBe("elsewhere");
  expect(other.visits).toEqual([]);
});

it("does not run in circles", async () => {
  const { slack, source } = await slackWith(
    (own) => `${own}/files-pri/a.csv`,
    (request, response) => redirectTo(response, request.url ?? "/"),
  );
  expect(await trouble(source.open(FILE))).toBe("not-loaded");
  expect(slack.visits.filter(({ url }) => url.startsWith("/files-pri/"))).toHaveLength(4);
});

it("knows a login page from a file", async () => {
  const { source } = await slackWith(
    (own) => `${own}/files-pri/a.csv`,
    (_request, response) => response.setHeader("content-type", "text/html; charset=utf-8").end("<html>"),
  );
  expect(await trouble(source.open(FILE))).toBe("gone");
});
