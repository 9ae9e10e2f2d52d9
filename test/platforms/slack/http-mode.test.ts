import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { isSlackAddress } from "../../../src/platforms/slack/web.ts";
import { openSlackFixture, ready, type SlackFixture, say } from "./fixture.ts";

const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";

describe("Slack's request URL", () => {
  it("proves itself when Slack asks", async () => {
    await using fixture = await openSlackFixture("http", () => say(ready("?")));
    expect(await fixture.slack.verifyUrl()).toMatchObject({ acked: true });
  });

  it.each([
    ["no signature", () => ({})],
    ["a signature with another secret", (body: string) => signed(body, "another-secret")],
    [
      "a signature of another body",
      (_body: string, fixture: SlackFixture) => signed("{}", fixture.slack.signingSecret),
    ],
    [
      "a signature older than five minutes",
      (body: string, fixture: SlackFixture) =>
        signed(body, fixture.slack.signingSecret, Date.now() - 301_000),
    ],
  ])("answers %s with 401 and does nothing", async (_what, headers) => {
    await using fixture = await openSlackFixture("http", () => say(ready("?")));
    const body = JSON.stringify(directMessage("0867 123 456"));
    const answer = await post(fixture, body, JSON_TYPE, headers(body, fixture));
    expect(answer.status).toBe(401);
    expect(await answer.text()).toBe("");
    expect(fixture.inbox.payloads.size).toBe(0);
    expect(fixture.calls).toEqual([]);
  });

  it.each([
    ["half a JSON", '{"type":', JSON_TYPE],
    ["a form whose payload is no JSON", "payload=%7Bnope", FORM_TYPE],
    ["nothing at all", "", JSON_TYPE],
  ])("answers %s with 400", async (_what, body, type) => {
    await using fixture = await openSlackFixture("http", () => say(ready("?")));
    expect((await post(fixture, body, type)).status).toBe(400);
  });

  it.each([
    ["null", "null"],
    ["a number", "7"],
    ["a list", "[]"],
    ["an object of no kind", "{}"],
    ["a type nobody documented", '{"type":"greeting"}'],
    ["an event without an event", '{"type":"event_callback","event_id":"Ev1"}'],
    ["an event that is no object", '{"type":"event_callback","event_id":"Ev1","event":"hello"}'],
    ["a press without actions", '{"type":"block_actions","user":{"id":"U1"},"trigger_id":"1","actions":[]}'],
    ["a command without a person", '{"command":"/crm"}'],
  ])("logs %s once, answers 200 and drops it", async (_what, body) => {
    await using fixture = await openSlackFixture("http", () => say(ready("?")));
    expect((await post(fixture, body, JSON_TYPE)).status).toBe(200);
    expect(fixture.inbox.payloads.size).toBe(0);
    expect(fixture.lines).toHaveLength(1);
  });

  it("refuses more than a megabyte with 413", async () => {
    await using fixture = await openSlackFixture("http", () => say(ready("?")));
    const body = JSON.stringify({ type: "event_callback", filler: "x".repeat(1_100_000) });
    expect((await post(fixture, body, JSON_TYPE)).status).toBe(413);
  });

  it("answers 500 when the event could not be stored, and takes the same event later", async () => {
    await using fixture = await openSlackFixture("http", () => say(ready("?")));
    fixture.inbox.failing = 1;
    const body = JSON.stringify(directMessage("0867 123 456"));
    expect((await post(fixture, body, JSON_TYPE)).status).toBe(500);
    expect((await post(fixture, body, JSON_TYPE)).status).toBe(200);
    expect(fixture.inbox.payloads.size).toBe(1);
  });

  it("drops what other apps post and what people change, before the store", async () => {
    await using fixture = await openSlackFixture("http", () => say(ready("?")));
    const { event } = directMessage("0867 123 456");
    const unheard = [
      { ...event, bot_id: "B1" },
      { ...event, subtype: "message_changed", user: undefined },
      { ...event, subtype: "channel_join" },
      { ...event, channel: "C1", channel_type: "channel" },
      { ...event, channel: "G1", channel_type: "mpim" },
      { type: "reaction_added", user: "U1" },
    ];
    for (const [index, one] of unheard.entries()) {
      const body = JSON.stringify({ ...directMessage(""), event_id: `Ev${index}`, event: one });
      expect((await post(fixture, body, JSON_TYPE)).status).toBe(200);
    }
    expect(fixture.inbox.payloads.size).toBe(0);
    expect(fixture.lines).toEqual([]);
  });

  it("asks Slack, without a word in the log, to come again with what arrives before the bot is up", async () => {
    await using fixture = await openSlackFixture("http", () => say(ready("?")), { starts: false });
    const body = JSON.stringify(directMessage("0867 123 456"));
    expect((await post(fixture, body, JSON_TYPE)).status).toBe(503);
    expect(fixture.inbox.payloads.size).toBe(0);
    expect(fixture.lines).toEqual([]);

    await fixture.platform.start();
    expect((await post(fixture, body, JSON_TYPE)).status).toBe(200);
    expect(fixture.inbox.payloads.size).toBe(1);
  });

  it("takes nothing more once it was stopped", async () => {
    await using fixture = await openSlackFixture("http", () => say(ready("?")));
    await fixture.platform.stop();
    expect(fixture.platform.connected()).toBe(false);
    expect((await post(fixture, JSON.stringify(directMessage("0867")), JSON_TYPE)).status).toBe(503);
    expect(fixture.inbox.payloads.size).toBe(0);
    expect(fixture.lines).toEqual([]);
  });

  it("answers a command whose response_url is not Slack's another way, and nothing leaves for that host", async () => {
    const heard: string[] = [];
    const stranger = createServer((request, response) => {
      heard.push(request.url ?? "");
      response.end("ok");
    });
    await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      stranger.close();
    });
    await using fixture = await openSlackFixture("http", () => say(ready("Nguyễn Văn An")));
    const { lan, support } = fixture;
    const body = new URLSearchParams({
      command: "/crm",
      text: "0867 123 456",
      team_id: fixture.slack.workspace.team.id,
      channel_id: support.id,
      channel_name: support.name,
      user_id: lan.user.id,
      trigger_id: "1.2.3",
      response_url: `http://127.0.0.1:${(stranger.address() as AddressInfo).port}/commands/1`,
    }).toString();
    expect((await post(fixture, body, FORM_TYPE)).status).toBe(200);
    expect(await lan.nextMessage(support)).toMatchObject({ read: "Nguyễn Văn An", ephemeral: true });
    expect(heard).toEqual([]);
    expect(fixture.lines.join("\n")).toContain("not Slack's");
  });
});

describe("an address", () => {
  const api = "https://slack.com/api/";

  it.each([
    ["https://hooks.slack.com/commands/T1/2/3", api],
    ["https://hooks.slack-gov.com/actions/T1/2/3", "https://slack-gov.com/api/"],
    ["https://hooks.slack.com/commands/T1/2/3", "https://proxy.shop.vn/slack/"],
    ["http://127.0.0.1:4000/commands/1", "http://127.0.0.1:4000/api/"],
  ])("%s is Slack's where the API is at %s", (url, apiUrl) => {
    expect(isSlackAddress(url, apiUrl)).toBe(true);
  });

  it.each([
    "http://hooks.slack.com/commands/1",
    "https://hooks.slack.com.evil.example/1",
    "https://evilslack.com/1",
    "https://hooks.slack.com@evil.example/1",
    "http://169.254.169.254/latest",
    "file:///etc/passwd",
    "/commands/1",
    "",
  ])("%j is not Slack's", (url) => {
    expect(isSlackAddress(url, "https://proxy.shop.vn/api/")).toBe(false);
  });
});

function directMessage(text: string) {
  const event = {
    type: "message",
    user: "U1",
    text,
    ts: "1700000000.000100",
    channel: "D1",
    channel_type: "im",
  };
  return { type: "event_callback", team_id: "T1", event_id: "Ev1", event };
}

function post(
  fixture: SlackFixture,
  body: string,
  type: string,
  headers = signed(body, fixture.slack.signingSecret),
) {
  return fetch(fixture.eventsUrl, { method: "POST", body, headers: { "content-type": type, ...headers } });
}

function signed(body: string, secret: string, atMs = Date.now()): Record<string, string> {
  const timestamp = String(Math.floor(atMs / 1000));
  const signature = createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex");
  return { "x-slack-request-timestamp": timestamp, "x-slack-signature": `v0=${signature}` };
}
