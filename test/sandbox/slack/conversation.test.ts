import type { App } from "@slack/bolt";
import { afterEach, describe, expect, it } from "vitest";
import { type Connected, connectBolt } from "./bolt-app.ts";

const card = (text: string) => [
  { type: "section", text: { type: "mrkdwn", text } },
  {
    type: "actions",
    elements: [
      {
        type: "button",
        text: { type: "plain_text", text: "New ticket" },
        action_id: "new-ticket",
        value: "42",
      },
      {
        type: "button",
        text: { type: "plain_text", text: "Redeem" },
        action_id: "redeem",
        confirm: {
          title: { type: "plain_text", text: "Sure?" },
          text: { type: "plain_text", text: "For good." },
        },
      },
    ],
  },
];

const form = {
  type: "modal" as const,
  callback_id: "ticket",
  title: { type: "plain_text" as const, text: "New ticket" },
  submit: { type: "plain_text" as const, text: "Create" },
  private_metadata: "draft 7",
  blocks: [
    {
      type: "input",
      block_id: "title",
      label: { type: "plain_text", text: "Title" },
      element: { type: "plain_text_input", action_id: "text" },
    },
    {
      type: "input",
      block_id: "priority",
      optional: true,
      label: { type: "plain_text", text: "Priority" },
      element: {
        type: "static_select",
        action_id: "choice",
        options: [
          { text: { type: "plain_text", text: "Urgent" }, value: "1" },
          { text: { type: "plain_text", text: "Normal" }, value: "2" },
        ],
      },
    },
  ],
};

/** Adds the handlers of a small support bot that uses every entry point of Slack once. */
function supportBot(app: App): void {
  app.command("/crm", async ({ ack, respond, command }) => {
    await ack();
    await respond({ text: command.text, blocks: card(`*${command.text}*`) as never });
  });
  app.action("new-ticket", async ({ ack, body, client }) => {
    await ack();
    if (!("trigger_id" in body)) return;
    await client.views.open({ trigger_id: body.trigger_id, view: form as never });
  });
  app.action("redeem", async ({ ack, respond }) => {
    await ack();
    await respond({ text: "Gift redeemed", replace_original: true });
  });
  app.shortcut("create-ticket", async ({ ack, shortcut, client }) => {
    await ack();
    await client.views.open({ trigger_id: shortcut.trigger_id, view: form as never });
  });
  app.view("ticket", async ({ ack, view, client, body }) => {
    const title = view.state.values.title?.text?.value ?? "";
    if (title.length < 3) return ack({ response_action: "errors", errors: { title: "Too short" } });
    await ack();
    const priority = view.state.values.priority?.choice?.selected_option?.text.text ?? "none";
    await client.chat.postMessage({
      channel: body.user.id,
      text: `Ticket: ${title} (${priority}, ${view.private_metadata})`,
    });
  });
  app.event("app_mention", async ({ event, say }) => {
    await say({ text: `heard: ${event.text}`.replaceAll("<@", "&lt;@"), thread_ts: event.ts });
  });
  app.message(async ({ message, say, client }) => {
    if (message.subtype !== undefined || !("text" in message)) return;
    const posted = await say("working");
    await client.chat.update({ channel: message.channel, ts: posted.ts ?? "", text: `dm: ${message.text}` });
  });
}

const modes = ["http", "socket"] as const;

describe.each(modes)("a conversation with the real Bolt over %s", (mode) => {
  let connected: Connected;
  afterEach(() => connected.stop());

  async function open() {
    connected = await connectBolt(supportBot, { mode });
    const lan = connected.slack.person(connected.slack.addUser({ name: "lan" }));
    const minh = connected.slack.person(connected.slack.addUser({ name: "minh" }));
    const channel = connected.slack.addChannel({ name: "support", members: [lan.user, minh.user] });
    return { lan, minh, channel, slack: connected.slack };
  }

  it("answers a command privately, with buttons", async () => {
    const { lan, minh, channel, slack } = await open();
    const delivery = await lan.slashCommand("/crm", "An & Bình", channel);
    expect(delivery).toMatchObject({ sent: true, acked: true, body: "" });

    const answer = await lan.nextMessage(channel);
    expect(answer.read).toBe("An & Bình\n[New ticket] [Redeem]");
    expect(answer.ephemeral).toBe(true);
    expect(minh.sees(channel)).toEqual([]);
    expect(slack.violations).toEqual([]);
  });

  it("opens a form from a button, shows its errors, and accepts it when it is valid", async () => {
    const { lan, channel, slack } = await open();
    await lan.slashCommand("/crm", "An", channel);
    await lan.click(await lan.nextMessage(channel), "New ticket");

    const modal = await lan.nextModal();
    expect(modal.title).toBe("New ticket");
    expect(await lan.submit(modal)).toMatchObject({ sent: false });
    expect(lan.modal()?.errors).toEqual({ title: "Please complete this required field." });

    await lan.submit(modal, { Title: "ab" });
    expect(lan.modal()?.errors).toEqual({ title: "Too short" });
    await lan.submit(modal, { Title: "Máy in hỏng", Priority: "Urgent" });
    expect(lan.modal()).toBeUndefined();
    const receipt = await lan.nextMessage(slack.dm(lan.user.id));
    expect(receipt.read).toBe("Ticket: Máy in hỏng (Urgent, draft 7)");
    expect(slack.violations).toEqual([]);
  });

  it("shows the confirm dialog before a click, and lets the answer replace the card", async () => {
    const { lan, channel } = await open();
    await lan.slashCommand("/crm", "An", channel);
    const answer = await lan.nextMessage(channel);
    expect(await lan.click(answer, "redeem", { confirm: false })).toMatchObject({ sent: false });
    await lan.click(answer, "redeem");
    expect((await lan.nextMessage(channel)).read).toBe("Gift redeemed");
    expect(lan.sees(channel).map((message) => message.read)).toEqual(["Gift redeemed"]);
  });

  it("sends the message with the message shortcut and opens its modal", async () => {
    const { lan, minh, channel } = await open();
    const message = await minh.post(channel, "máy in hỏng, gọi 0867 123 456");
    expect(await lan.messageShortcut(message, "create-ticket")).toMatchObject({ acked: true });
    expect((await lan.nextModal()).callbackId).toBe("ticket");
  });

  it("delivers a mention in a channel, encoded as Slack encodes it", async () => {
    const { lan, channel, slack } = await open();
    const { message, acked } = await lan.mention(channel, "tìm an@example.com & +84 867 123 456");
    expect(acked).toBe(true);
    const answer = await lan.nextMessage(channel);
    expect(answer.threadTs).toBe(message.ts);
    expect(answer.text).toBe(
      `heard: &lt;@${slack.workspace.bot.id}> tìm <mailto:an@example.com|an@example.com> &amp; <tel:+84867123456|+84 867 123 456>`,
    );
  });

  it("shows an edit as one message, not two", async () => {
    const { lan, slack } = await open();
    await lan.directMessage("xin chào");
    const answer = await lan.nextMessage(slack.dm(lan.user.id), (message) => message.edited);
    expect(answer.read).toBe("dm: xin chào");
    expect(lan.sees(slack.dm(lan.user.id)).map((message) => message.read)).toEqual([
      "xin chào",
      "dm: xin chào",
    ]);
  });

  it("sends the app no event for a channel message without a mention", async () => {
    const { lan, channel, slack } = await open();
    await lan.post(channel, "just talking");
    await slack.settled();
    expect(slack.requests.filter((request) => request.method === "chat.postMessage")).toEqual([]);
  });

  it("sends an event again with its retry number", async () => {
    const retries: (number | undefined)[] = [];
    connected = await connectBolt(
      (app) => {
        app.use(async ({ context, next }) => {
          retries.push(context.retryNum);
          await next();
        });
        supportBot(app);
      },
      { mode, echo: false },
    );
    const lan = connected.slack.person(connected.slack.addUser({ name: "lan" }));
    await lan.directMessage("one");
    await lan.nextMessage(connected.slack.dm(lan.user.id), (message) => message.edited);
    await connected.slack.redeliver();
    await lan.nextMessage(connected.slack.dm(lan.user.id), (message) => message.edited);
    expect(retries.at(-1)).toBe(1);
  });
});
