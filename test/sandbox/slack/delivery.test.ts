import { createHmac } from "node:crypto";
import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { type SlackOptions, type SlackSandbox, startSlack } from "../../../src/sandbox/slack/server.ts";
import { type Received, startStubApp } from "./stub-app.ts";

let slack: SlackSandbox;
let app: Awaited<ReturnType<typeof startStubApp>>;

afterEach(async () => {
  await app.stop();
  await slack.stop();
});

async function open(
  answer: (received: Received, response: ServerResponse) => void = (_received, response) => response.end(),
  options: SlackOptions = {},
) {
  slack = await startSlack(options);
  app = await startStubApp(answer);
  slack.deliverTo(app.url);
  const lan = slack.person(slack.addUser({ name: "lan" }));
  const channel = slack.addChannel({ name: "support", members: [lan.user] });
  return { lan, channel };
}

describe("what Slack sends over HTTP", () => {
  it("has a signature over its raw body", async () => {
    const { lan, channel } = await open();
    await lan.slashCommand("/crm", "Nguyễn & Bình", channel);
    await lan.directMessage("xin chào");
    expect(app.received).toHaveLength(2);
    for (const { headers, raw } of app.received) {
      const base = `v0:${headers["x-slack-request-timestamp"]}:${raw}`;
      const expected = createHmac("sha256", slack.signingSecret).update(base).digest("hex");
      expect(headers["x-slack-signature"]).toBe(`v0=${expected}`);
    }
  });

  it("sends a command as a form with all fields", async () => {
    const { lan, channel } = await open();
    await lan.slashCommand("/crm", "customer 0867 <b>", channel);
    expect(app.received[0]?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect(app.received[0]?.body).toMatchObject({
      command: "/crm",
      text: "customer 0867 &lt;b&gt;",
      user_id: lan.user.id,
      channel_id: channel.id,
      channel_name: "support",
      team_id: slack.workspace.team.id,
      trigger_id: expect.any(String),
      response_url: expect.stringContaining(`${slack.url}/commands/`),
    });
  });

  it("sends an event with its identity and authorizations", async () => {
    const { lan, channel } = await open();
    const { message } = await lan.mention(channel, "hello");
    expect(app.received).toHaveLength(1);
    expect(app.received[0]?.body).toMatchObject({
      type: "event_callback",
      event_id: expect.stringMatching(/^Ev/),
      team_id: slack.workspace.team.id,
      authorizations: [{ user_id: slack.workspace.bot.id, is_bot: true }],
      event: { type: "app_mention", user: lan.user.id, ts: message.ts, channel: channel.id },
    });
  });

  it("sends a mention also as a message to an app that is subscribed to channels", async () => {
    const { lan, channel } = await open(undefined, { subscriptions: ["app_mention", "message.channels"] });
    await lan.mention(channel, "hello");
    const types = app.received.map(({ body }) => (body.event as { type: string }).type);
    expect(types.sort()).toEqual(["app_mention", "message"]);
  });

  it("sends no mentions of channels that the bot is not in", async () => {
    const { lan } = await open();
    const elsewhere = slack.addChannel({ name: "elsewhere", members: [lan.user], botIsMember: false });
    expect(await lan.mention(elsewhere, "hello")).toMatchObject({ sent: false });
    expect(app.received).toEqual([]);
  });

  it("sends the app its own direct messages, as Slack does, but does not redeliver them as the last event", async () => {
    const { lan } = await open();
    const { eventId } = await lan.directMessage("hello");
    await fetch(`${slack.apiUrl}chat.postMessage`, {
      method: "POST",
      headers: { authorization: `Bearer ${slack.botToken}`, "content-type": "application/json" },
      body: JSON.stringify({ channel: slack.dm(lan.user.id).id, text: "mine" }),
    });
    await slack.settled();
    expect(app.received.at(-1)?.body.event).toMatchObject({
      bot_id: slack.workspace.bot.botId,
      text: "mine",
    });
    expect(await slack.redeliver()).toMatchObject({ eventId });
  });

  it("verifies a new request URL", async () => {
    await open(({ body }, response) => response.end(String(body.challenge)));
    expect(await slack.verifyUrl()).toMatchObject({ acked: true });
    slack.deliverTo(app.url.replace("/slack/events", "/other"));
    app.received.length = 0;
    await slack.verifyUrl();
    expect(app.received[0]?.body).toMatchObject({ type: "url_verification", challenge: expect.any(String) });
  });
});

describe("when the app does not acknowledge", () => {
  it("repeats a failed event at once, with number and reason", async () => {
    const { lan } = await open((_received, response) => {
      response.statusCode = app.received.length === 1 ? 500 : 200;
      response.end();
    });
    expect(await lan.directMessage("hello")).toMatchObject({ acked: true, attempts: 2 });
    expect(app.received[1]?.headers).toMatchObject({
      "x-slack-retry-num": "1",
      "x-slack-retry-reason": "http_error",
    });
    expect(app.received[1]?.raw).toBe(app.received[0]?.raw);
    await slack.redeliver();
    expect(app.received[2]?.headers["x-slack-retry-num"]).toBe("2");
  });

  it("does not repeat when the app asks for no retry", async () => {
    const { lan } = await open((_received, response) => {
      response.writeHead(500, { "x-slack-no-retry": "1" }).end();
    });
    expect(await lan.directMessage("hello")).toMatchObject({ acked: false, status: 500, attempts: 1 });
  });

  it("shows the person that a command failed", async () => {
    const { lan, channel } = await open((_received, response) => {
      response.statusCode = 500;
      response.end();
    });
    expect(await lan.slashCommand("/crm", "x", channel)).toMatchObject({
      acked: false,
      failure: "http_error",
    });
    expect(lan.sees(channel).map((message) => message.read)).toEqual([
      '/crm failed with the error "dispatch_failed"',
    ]);
    expect(slack.violations).toEqual(["the command /crm: not acknowledged within 3 s (500)"]);
  });

  it("waits for an acknowledgement exactly as long as configured", async () => {
    const { lan, channel } = await open(() => undefined, { ackMs: 40 });
    const delivery = await lan.slashCommand("/crm", "x", channel);
    expect(delivery).toMatchObject({ acked: false, failure: "http_timeout" });
    expect(delivery.ackMs).toBeGreaterThanOrEqual(39);
    expect(lan.sees(channel).at(-1)?.read).toContain("operation_timeout");
  });

  it("reports an app that cannot be reached", async () => {
    const { lan, channel } = await open();
    await app.stop();
    expect(await lan.slashCommand("/crm", "x", channel)).toMatchObject({ failure: "connection_failed" });
    app = await startStubApp((_received, response) => response.end());
    slack.deliverTo(app.url);
    await slack.redeliver().catch((error: Error) => expect(error.message).toContain("no event was sent yet"));
  });
});

describe("the acknowledgement of a form", () => {
  const shown = {
    type: "modal",
    title: { type: "plain_text", text: "T" },
    submit: { type: "plain_text", text: "OK" },
  };
  const field = (blockId: string) => ({
    type: "input",
    block_id: blockId,
    label: { type: "plain_text", text: blockId },
    element: { type: "plain_text_input", action_id: "a" },
  });

  async function submitted(ack: unknown) {
    const { lan } = await open((_received, response) => {
      if (ack === undefined) response.end();
      else response.setHeader("content-type", "application/json").end(JSON.stringify(ack));
    });
    await lan.globalShortcut("new");
    const response = await fetch(`${slack.apiUrl}views.open`, {
      method: "POST",
      headers: { authorization: `Bearer ${slack.botToken}`, "content-type": "application/json" },
      body: JSON.stringify({
        trigger_id: app.received[0]?.body.trigger_id,
        view: { ...shown, blocks: [field("name")] },
      }),
    });
    expect(await response.json()).toMatchObject({ ok: true });
    const modal = await lan.nextModal();
    await lan.submit(modal, { name: "An" });
    return lan;
  }

  it("closes the view without content, and all views with `clear`", async () => {
    expect((await submitted(undefined)).modal()).toBeUndefined();
    await app.stop();
    await slack.stop();
    expect((await submitted({ response_action: "clear" })).modal()).toBeUndefined();
  });

  it("replaces the view with the updated one", async () => {
    const updated = { ...shown, title: { type: "plain_text", text: "Again" }, blocks: [field("name")] };
    const lan = await submitted({ response_action: "update", view: updated });
    expect(lan.modal()).toMatchObject({ title: "Again", errors: {} });
  });

  it("shows the pushed view", async () => {
    const pushed = { ...shown, title: { type: "plain_text", text: "Second" }, blocks: [field("more")] };
    const lan = await submitted({ response_action: "push", view: pushed });
    expect(lan.modal()?.title).toBe("Second");
    await lan.closeView(lan.modal() ?? { viewId: "" });
    expect(lan.modal()?.title).toBe("T");
  });

  it("records an error for a missing field and an unknown action as violations", async () => {
    await submitted({ response_action: "errors", errors: { nme: "no" } });
    expect(slack.violations).toEqual(['an error for "nme", which is no input block of the view']);
    await app.stop();
    await slack.stop();
    await submitted({ response_action: "explode" });
    expect(slack.violations[0]).toContain("none Slack knows");
  });

  it("records a view that Slack would refuse as a violation", async () => {
    await submitted({ response_action: "update", view: { ...shown, blocks: [] } });
    expect(slack.violations[0]).toContain("must have at least 1 items [json-pointer:/view/blocks]");
  });
});
