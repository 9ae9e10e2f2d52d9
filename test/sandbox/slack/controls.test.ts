import type { ServerResponse } from "node:http";
import { LogLevel, webApi } from "@slack/bolt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SeenView } from "../../../src/sandbox/slack/person/client-view.ts";
import type { Person } from "../../../src/sandbox/slack/person/person.ts";
import { type SlackSandbox, startSlack } from "../../../src/sandbox/slack/server.ts";
import { type Received, startStubApp } from "./stub-app.ts";

const plain = (text: string) => ({ type: "plain_text" as const, text });
const option = (label: string, value: string) => ({ text: plain(label), value });

let slack: SlackSandbox;
let app: Awaited<ReturnType<typeof startStubApp>>;
let client: webApi.WebClient;
let lan: Person;
let answer: (received: Received, response: ServerResponse) => void;

beforeEach(async () => {
  answer = (_received, response) => response.end();
  slack = await startSlack({ echo: false });
  app = await startStubApp((received, response) => answer(received, response));
  slack.deliverTo(app.url);
  client = new webApi.WebClient(slack.botToken, { slackApiUrl: slack.apiUrl, logLevel: LogLevel.ERROR });
  lan = slack.person(slack.addUser({ name: "lan" }));
});
afterEach(async () => {
  await app.stop();
  await slack.stop();
});

const lastAction = () => (app.received.at(-1)?.body.actions as Record<string, unknown>[] | undefined)?.[0];

async function show(...elements: object[]) {
  await client.chat.postMessage({
    channel: slack.dm(lan.user.id).id,
    text: "card",
    blocks: [{ type: "actions", block_id: "row", elements: elements as never }],
  });
  return lan.nextMessage(slack.dm(lan.user.id));
}

async function openForm(...blocks: object[]): Promise<SeenView> {
  await lan.globalShortcut("new");
  const view = {
    type: "modal",
    callback_id: "form",
    notify_on_close: true,
    title: plain("Form"),
    submit: plain("OK"),
    blocks,
  };
  await client.views.open({ trigger_id: String(app.received.at(-1)?.body.trigger_id), view: view as never });
  return lan.nextModal();
}

const field = (label: string, element: object, more: object = {}) => ({
  type: "input",
  block_id: label.toLowerCase(),
  label: plain(label),
  element: { action_id: "in", ...element },
  ...more,
});

const searched = { type: "external_select", action_id: "who", min_query_length: 2 };

/** Has the app answer with these options. */
function offers(options: object[]): void {
  answer = (_received, response) => {
    response.setHeader("content-type", "application/json").end(JSON.stringify({ options }));
  };
}

describe("controls of a message", () => {
  it("reports a button with its value and the whole message", async () => {
    const card = await show({ type: "button", text: plain("Deals"), action_id: "deals", value: "9457" });
    await lan.click(card, "Deals");
    expect(app.received.at(-1)?.body).toMatchObject({
      type: "block_actions",
      user: { id: lan.user.id },
      message: { ts: card.ts, text: "card" },
      channel: { id: card.channel },
      response_url: expect.stringContaining("/actions/"),
      trigger_id: expect.any(String),
    });
    expect(lastAction()).toMatchObject({
      type: "button",
      block_id: "row",
      action_id: "deals",
      value: "9457",
    });
  });

  it("generates ids when the app sets none", async () => {
    await lan.click(await show({ type: "button", text: plain("Deals") }), "Deals");
    expect(lastAction()).toMatchObject({ action_id: expect.stringMatching(/^b/) });
  });

  it("reports the chosen options of menus", async () => {
    const card = await show(
      {
        type: "static_select",
        action_id: "pick",
        placeholder: plain("Pick"),
        options: [option("Gold", "g")],
      },
      { type: "overflow", action_id: "more", options: [option("Delete", "del")] },
    );
    await lan.choose(card, "Pick", "Gold");
    expect(lastAction()).toMatchObject({ action_id: "pick", selected_option: { value: "g" } });
    await lan.choose(card, "more", "Delete");
    expect(lastAction()).toMatchObject({ action_id: "more", selected_option: { value: "del" } });
  });

  it("throws on a click on a missing control", async () => {
    const card = await show({ type: "button", text: plain("Deals"), action_id: "deals" });
    expect(() => lan.click(card, "Redeem")).toThrow(
      'there is no "Redeem" to click or choose; there are: Deals',
    );
    const minh = slack.person(slack.addUser({ name: "minh" }));
    const hers = await client.chat.postEphemeral({ channel: card.channel, user: lan.user.id, text: "psst" });
    const place = { channel: card.channel, ts: hers.message_ts ?? "" };
    expect(() => minh.click(place, "Deals")).toThrow("minh sees no message");
    await expect(lan.messageShortcut(place, "ticket")).rejects.toThrow("no shortcut on an ephemeral message");
  });
});

describe("fields of a form", () => {
  it("are sent with text, choices, dates and the app's initial values", async () => {
    const form = await openForm(
      field("Title", { type: "plain_text_input", initial_value: "Máy in" }),
      field("Priority", { type: "radio_buttons", options: [option("Urgent", "1"), option("Normal", "2")] }),
      field("Tags", { type: "multi_static_select", options: [option("A", "a"), option("B", "b")] }),
      field("Due", { type: "datepicker" }),
      field("Note", { type: "plain_text_input" }, { optional: true }),
    );
    await lan.submit(form, { Priority: "Urgent", Tags: ["A", "b"], Due: "2026-11-30" });
    const view = app.received.at(-1)?.body.view as { state: { values: object }; callback_id: string };
    expect(view.callback_id).toBe("form");
    expect(view.state.values).toEqual({
      title: { in: { type: "plain_text_input", value: "Máy in" } },
      priority: { in: { type: "radio_buttons", selected_option: option("Urgent", "1") } },
      tags: { in: { type: "multi_static_select", selected_options: [option("A", "a"), option("B", "b")] } },
      due: { in: { type: "datepicker", selected_date: "2026-11-30" } },
      note: { in: { type: "plain_text_input", value: null } },
    });
  });

  it("are not sent when the client finds errors", async () => {
    const form = await openForm(
      field("Title", { type: "plain_text_input", min_length: 3, max_length: 5 }),
      field("Mail", { type: "email_text_input" }),
      field("Points", { type: "number_input", is_decimal_allowed: false }),
    );
    const before = app.received.length;
    expect(await lan.submit(form, { Title: "ab", Mail: "no", Points: "many" })).toMatchObject({
      sent: false,
    });
    expect(Object.keys(lan.modal()?.errors ?? {})).toEqual(["title", "mail", "points"]);
    await lan.submit(form, { Title: "abcdef", Mail: "a@b.vn", Points: "7" });
    expect(lan.modal()?.errors).toEqual({ title: "This is too long." });
    expect(app.received).toHaveLength(before);
  });

  it("keep their values when the app updates the view", async () => {
    const block = field("Title", { type: "plain_text_input", min_length: 3 });
    const form = await openForm(block);
    await lan.submit(form, { Title: "ab" });
    const view = {
      type: "modal" as const,
      title: plain("Form 2"),
      submit: plain("OK"),
      blocks: [block] as never,
    };
    await client.views.update({ view_id: form.viewId, view });
    expect(await lan.nextModal((shown) => shown.title === "Form 2")).toMatchObject({ errors: {} });
    expect(await lan.submit(form)).toMatchObject({ sent: false });
    expect(lan.modal()?.errors).toEqual({ title: "This is too short." });
  });

  it("throw when a field or an option is missing", async () => {
    const form = await openForm(field("Tags", { type: "multi_static_select", options: [option("A", "a")] }));
    await expect(lan.submit(form, { Colour: "red" })).rejects.toThrow('no field "Colour"; there are: Tags');
    await expect(lan.submit(form, { Tags: ["Z"] })).rejects.toThrow('"Tags" has no option "Z"; there are: A');
  });

  it("notify an app with `notify_on_close` when the form is closed", async () => {
    const form = await openForm(field("Title", { type: "plain_text_input" }));
    expect(await lan.closeView(form)).toMatchObject({ acked: true });
    expect(app.received.at(-1)?.body).toMatchObject({ type: "view_closed", is_cleared: false });
    expect(lan.modal()).toBeUndefined();
    await expect(lan.submit(form)).rejects.toThrow("does not see the view");
  });

  it("search an external list, and record an answer without a list as a violation", async () => {
    const form = await openForm(field("Customer", searched));
    offers([option("An", "9457")]);
    const { body } = await lan.search(form, "Customer", "an");
    expect(app.received.at(-1)?.body).toMatchObject({
      type: "block_suggestion",
      action_id: "who",
      value: "an",
    });
    expect(body).toEqual({ options: [option("An", "9457")] });
    answer = (_received, response) => response.end();
    await lan.search(form, "Customer", "xy");
    expect(slack.violations).toEqual([expect.stringContaining("neither options nor option_groups")]);
  });

  it("ask the app for options from `min_query_length` letters on, three by default", async () => {
    const form = await openForm(
      field("Customer", searched),
      field("Product", { type: "external_select", action_id: "what" }),
    );
    offers([option("An", "9457")]);
    expect(await lan.search(form, "Customer", "a")).toMatchObject({ sent: false });
    expect(await lan.search(form, "Customer", "an")).toMatchObject({ sent: true });
    expect(await lan.search(form, "Product", "an")).toMatchObject({ sent: false });
  });

  it("submit only an option that the app has offered last, as the app gave it", async () => {
    const form = await openForm(field("Customer", searched));
    offers([option("An", "9457")]);
    await lan.search(form, "Customer", "an");
    offers([option("Bình", "476")]);
    await expect(lan.submit(form, { Customer: "Lan" })).rejects.toThrow('no option "Lan"; there are: Bình');
    await expect(lan.submit(form, { Customer: "An" })).rejects.toThrow('no option "An"; there are: Bình');
    answer = (_received, response) => response.end();
    await lan.submit(form, { Customer: "Bình" });
    const view = app.received.at(-1)?.body.view as { state: { values: object } };
    expect(view.state.values).toEqual({
      customer: { who: { type: "external_select", selected_option: option("Bình", "476") } },
    });
  });

  it.each([
    ["a text of 76 characters", [{ text: "x".repeat(76), value: "1" }]],
    ["a value of 76 characters", [{ text: "x", value: "1".repeat(76) }]],
    ["101 options", Array.from({ length: 101 }, (_, number) => ({ text: "x", value: String(number) }))],
  ])("do not show an answer with %s", async (_what, options) => {
    const form = await openForm(field("Customer", searched));
    offers(options.map(({ text, value }) => option(text, value)));
    await lan.search(form, "Customer", "an");
    expect(slack.violations).toEqual([expect.stringContaining("is not as Slack accepts it")]);
    await expect(lan.submit(form, { Customer: options[0]?.text ?? "" })).rejects.toThrow("has no option");
  });
});

describe("waiting", () => {
  it("rejects after the time-out with the visible messages", async () => {
    await show({ type: "button", text: plain("Deals") });
    await expect(lan.nextMessage(slack.dm(lan.user.id), undefined, { timeoutMs: 10 })).rejects.toThrow(
      "waited 10 ms for a message to lan, who sees:\n[Deals]",
    );
    await expect(lan.nextModal(undefined, { timeoutMs: 10 })).rejects.toThrow(
      "waited 10 ms for a modal for lan",
    );
  });

  it("ends when the sandbox stops", async () => {
    const other = await startSlack();
    const minh = other.person(other.addUser({ name: "minh" }));
    const waiting = expect(minh.nextModal()).rejects.toThrow("the sandbox was stopped");
    await other.stop();
    await waiting;
  });

  it("counts only messages after the person's last action", async () => {
    const card = await show({ type: "button", text: plain("Deals"), action_id: "deals" });
    await client.chat.postMessage({ channel: card.channel, text: "before" });
    await lan.click(card, "Deals");
    await client.chat.postMessage({ channel: card.channel, text: "after" });
    expect((await lan.nextMessage(card.channel)).read).toBe("after");
  });
});

describe("the Home tab", () => {
  it("sends the app an event when it is opened", async () => {
    await lan.openHome();
    expect(app.received.at(-1)?.body.event).toMatchObject({
      type: "app_home_opened",
      user: lan.user.id,
      tab: "home",
    });
  });
});
