import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Person } from "../../../src/sandbox/slack/person/person.ts";
import { type SlackSandbox, startSlack } from "../../../src/sandbox/slack/server.ts";
import type { Channel } from "../../../src/sandbox/slack/workspace.ts";
import { createClock } from "./clock.ts";
import { startStubApp } from "./stub-app.ts";

let slack: SlackSandbox;
let app: Awaited<ReturnType<typeof startStubApp>>;
let clock: ReturnType<typeof createClock>;
let lan: Person;
let minh: Person;
let channel: Channel;

beforeEach(async () => {
  clock = createClock();
  slack = await startSlack({ now: clock.now });
  app = await startStubApp((_received, response) => response.end());
  slack.deliverTo(app.url);
  lan = slack.person(slack.addUser({ name: "lan" }));
  minh = slack.person(slack.addUser({ name: "minh" }));
  // The bot is not in this channel; a response_url works there anyway.
  channel = slack.addChannel({ name: "support", members: [lan.user, minh.user], botIsMember: false });
});
afterEach(async () => {
  await app.stop();
  await slack.stop();
});

async function respond(body: object, url = String(app.received.at(-1)?.body.response_url)) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

const reads = (person: Person) => person.sees(channel).map((message) => message.read);
const withButton = (text: string) => ({
  text,
  blocks: [
    { type: "section", text: { type: "mrkdwn", text } },
    {
      type: "actions",
      elements: [{ type: "button", action_id: "go", text: { type: "plain_text", text: "Go" } }],
    },
  ],
});

describe("the response_url of a command", () => {
  beforeEach(() => lan.slashCommand("/crm", "x", channel));

  it("answers only the person, or everybody on request", async () => {
    expect(await respond({ text: "for you" })).toEqual({ status: 200, text: "ok" });
    await respond({ text: "for all", response_type: "in_channel" });
    expect(reads(lan)).toEqual(["for you", "for all"]);
    expect(reads(minh)).toEqual(["for all"]);
  });

  it("works five times", async () => {
    for (const n of [1, 2, 3, 4, 5]) expect((await respond({ text: `${n}` })).status).toBe(200);
    expect(await respond({ text: "6" })).toMatchObject({
      status: 404,
      text: expect.stringContaining("used_url"),
    });
    expect(reads(lan)).toHaveLength(5);
    expect(slack.violations).toEqual(["response_url: used_url"]);
  });

  it("works for thirty minutes", async () => {
    clock.advance(30 * 60_000);
    expect((await respond({ text: "in time" })).status).toBe(200);
    clock.advance(1);
    expect(await respond({ text: "late" })).toMatchObject({
      status: 404,
      text: expect.stringContaining("expired_url"),
    });
  });

  it("cannot replace its earlier message: a command has no original", async () => {
    await respond({ text: "placeholder" });
    await respond({ text: "answer", replace_original: true });
    expect(reads(lan)).toEqual(["placeholder", "answer"]);
  });

  it("refuses an invalid message without counting it as a use", async () => {
    const wrong = await respond({ text: "x", blocks: [{ type: "sektion" }] });
    expect(wrong).toMatchObject({ status: 400, text: expect.stringContaining("invalid_blocks") });
    expect((await respond({})).text).toContain("no_text");
    expect((await respond({ text: "x", replace_original: "true" })).text).toContain("invalid_payload");
    expect(slack.violations).toHaveLength(3);
    expect(slack.requests.map((request) => request.method)).toEqual(Array(3).fill("response_url"));
  });
});

describe("the response_url of a click", () => {
  it("replaces and deletes the message that was clicked, even an ephemeral one", async () => {
    await lan.slashCommand("/crm", "x", channel);
    await respond(withButton("card"));
    const card = await lan.nextMessage(channel);
    await lan.click(card, "Go");
    const payload = app.received.at(-1)?.body;
    expect(payload).toMatchObject({
      type: "block_actions",
      container: { is_ephemeral: true, message_ts: card.ts },
    });
    expect(payload).not.toHaveProperty("message");

    await respond({ text: "done", replace_original: true });
    expect(await lan.nextMessage(channel)).toMatchObject({ read: "done", ts: card.ts, edited: true });
    await respond({ text: "beside it" });
    await respond({ delete_original: true });
    expect(reads(lan)).toEqual(["beside it"]);
    expect(slack.violations).toEqual([]);
  });
});

describe("the ack of a command", () => {
  it("may contain the answer", async () => {
    const talkative = await startStubApp((_received, response) => {
      response.setHeader("content-type", "application/json").end(JSON.stringify({ text: "*at once*" }));
    });
    slack.deliverTo(talkative.url);
    await lan.slashCommand("/crm", "x", channel);
    await talkative.stop();
    expect(reads(lan)).toEqual(["at once"]);
    expect(reads(minh)).toEqual([]);
  });
});
