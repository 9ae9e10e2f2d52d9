import { LogLevel, webApi } from "@slack/bolt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type SlackSandbox, startSlack } from "../../../src/sandbox/slack/server.ts";
import { createClock } from "./clock.ts";
import { startStubApp } from "./stub-app.ts";

const retryConfig = { retries: 0 };
const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } });
const modal = (title: string, more: object = {}) => ({
  type: "modal" as const,
  title: { type: "plain_text" as const, text: title },
  blocks: [section("hello")],
  ...more,
});

let slack: SlackSandbox;
let client: webApi.WebClient;
let clock: ReturnType<typeof createClock>;

beforeEach(async () => {
  clock = createClock();
  slack = await startSlack({ now: clock.now });
  client = new webApi.WebClient(slack.botToken, {
    slackApiUrl: slack.apiUrl,
    retryConfig,
    logLevel: LogLevel.ERROR,
  });
});
afterEach(() => slack.stop());

/** Resolves with Slack's error name for this call, and its messages. */
async function refusal(call: Promise<unknown>): Promise<string> {
  const answer = await call.then(
    () => ({ data: { error: "ok", response_metadata: { messages: [] } } }),
    (error: { data?: { error: string; response_metadata?: { messages?: string[] } } }) => error,
  );
  return [answer.data?.error ?? String(answer), ...(answer.data?.response_metadata?.messages ?? [])].join(
    " ",
  );
}

/** Makes a call without the official client, which does not send invalid calls. */
async function post(method: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(slack.apiUrl + method, {
    method: "POST",
    headers: {
      "content-type": "application/json; charset=utf-8",
      authorization: `Bearer ${slack.botToken}`,
      ...headers,
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return (await response.json()) as Record<string, unknown>;
}

describe("tokens", () => {
  it("are required: a missing, a wrong and the other kind of token are refused", async () => {
    expect(await post("auth.test", {}, { authorization: "" })).toEqual({ ok: false, error: "not_authed" });
    expect(await post("auth.test", {}, { authorization: "Bearer xoxb-no" })).toEqual({
      ok: false,
      error: "invalid_auth",
    });
    expect(await post("apps.connections.open", {})).toMatchObject({ error: "not_allowed_token_type" });
    expect(await post("auth.test", {})).toMatchObject({ ok: true, bot_id: slack.workspace.bot.botId });
    expect(slack.violations).toEqual([]);
  });

  it("name their scopes in each answer, refusals included", async () => {
    const headers = { authorization: `Bearer ${slack.botToken}`, "content-type": "application/json" };
    for (const method of ["auth.test", "chat.postMessage"]) {
      const answer = await fetch(slack.apiUrl + method, { method: "POST", headers, body: "{}" });
      expect(answer.headers.get("x-oauth-scopes")).toMatch(/^app_mentions:read,chat:write,commands,/);
    }
    expect((await client.auth.test()).response_metadata?.scopes).toContain("files:read");
    const stranger = { ...headers, authorization: "Bearer xoxb-unknown" };
    const refused = await fetch(`${slack.apiUrl}auth.test`, { method: "POST", headers: stranger });
    expect(refused.headers.get("x-oauth-scopes")).toBeNull();
  });

  it("refuses unknown methods", async () => {
    expect(await post("chat.shout", {})).toEqual({ ok: false, error: "unknown_method" });
    expect(slack.violations).toEqual(["chat.shout: unknown_method"]);
  });

  it("are never recorded", async () => {
    await client.auth.test({ token: slack.botToken });
    expect(JSON.stringify(slack.requests)).not.toContain(slack.botToken);
  });
});

describe("messages", () => {
  it("accepts the same message as a form and as JSON", async () => {
    const channel = slack.addChannel({ name: "support" });
    const message = { channel: channel.id, text: "hi", blocks: [section("hi")] };
    expect(await client.chat.postMessage(message)).toMatchObject({ ok: true });
    expect(await post("chat.postMessage", message)).toMatchObject({ ok: true });
    expect(slack.requests.map((request) => request.args)).toEqual([message, message]);
  });

  it("refuses posts where the bot may not post", async () => {
    const lan = slack.addUser({ name: "lan" });
    const elsewhere = slack.addChannel({ name: "elsewhere", botIsMember: false });
    const secret = slack.addChannel({ name: "secret", botIsMember: false, private: true });
    const support = slack.addChannel({ name: "support" });
    const text = "hi";
    expect(await refusal(client.chat.postMessage({ channel: elsewhere.id, text }))).toBe("not_in_channel");
    expect(await refusal(client.chat.postMessage({ channel: secret.id, text }))).toBe("channel_not_found");
    expect(await refusal(client.chat.postMessage({ channel: "C0NOWHERE", text }))).toBe("channel_not_found");
    expect(await refusal(client.chat.postEphemeral({ channel: support.id, user: lan.id, text }))).toBe(
      "user_not_in_channel",
    );
    expect(await refusal(client.chat.postMessage({ channel: lan.id, text }))).toBe("ok");
    expect(slack.person(lan).sees(slack.dm(lan.id))).toHaveLength(1);
    // The state of the workspace is not the app's mistake.
    expect(slack.violations).toEqual([]);
  });

  it("edits and deletes only the app's own permanent messages", async () => {
    const lan = slack.addUser({ name: "lan" });
    const channel = slack.addChannel({ name: "support", members: [lan] });
    const mine = await client.chat.postMessage({ channel: channel.id, text: "one" });
    const hers = await slack.person(lan).post(channel, "hers");
    const ephemeral = await client.chat.postEphemeral({ channel: channel.id, user: lan.id, text: "psst" });
    const edit = (ts: string) => refusal(client.chat.update({ channel: channel.id, ts, text: "two" }));
    expect(await edit(mine.ts ?? "")).toBe("ok");
    expect(await edit(hers.ts)).toBe("cant_update_message");
    expect(await edit("1.000001")).toBe("message_not_found");
    expect(await edit(ephemeral.message_ts ?? "")).toContain("message_not_found");
    expect(await refusal(client.chat.delete({ channel: channel.id, ts: hers.ts }))).toBe(
      "cant_delete_message",
    );
    expect(
      slack
        .person(lan)
        .sees(channel)
        .map((message) => message.read),
    ).toEqual(["two", "hers", "psst"]);
    await client.chat.delete({ channel: channel.id, ts: mine.ts ?? "" });
    expect(
      slack
        .person(lan)
        .sees(channel)
        .map((message) => message.read),
    ).toEqual(["hers", "psst"]);
    slack.person(lan).reload();
    expect(
      slack
        .person(lan)
        .sees(channel)
        .map((message) => message.read),
    ).toEqual(["hers"]);
  });

  it("keeps the old blocks when an edit has none", async () => {
    const channel = slack.addChannel({ name: "support" });
    const posted = await client.chat.postMessage({
      channel: channel.id,
      text: "hi",
      blocks: [section("card")],
    });
    const place = { channel: channel.id, ts: posted.ts ?? "" };
    const edited = await client.chat.update({ ...place, text: "bye" });
    expect(edited.message).toMatchObject({ text: "bye", blocks: [{ type: "section" }] });
    const cleared = await client.chat.update({ ...place, text: "bye", blocks: [] });
    expect(cleared.message).not.toHaveProperty("blocks");
  });

  it("refuses a message without content and one that is too long", async () => {
    const channel = slack.addChannel({ name: "support" }).id;
    expect(await refusal(client.chat.postMessage({ channel, text: "" }))).toBe("no_text");
    expect(await refusal(client.chat.postMessage({ channel, text: "x".repeat(40_001) }))).toBe(
      "msg_too_long",
    );
    expect(await refusal(client.chat.postMessage({ channel, text: "x".repeat(40_000) }))).toBe("ok");
  });

  it("accepts blocks without a text, but records a violation", async () => {
    const channel = slack.addChannel({ name: "support" }).id;
    expect(await post("chat.postMessage", { channel, blocks: [section("hi")] })).toMatchObject({ ok: true });
    expect(slack.violations).toEqual([expect.stringContaining("no text beside the blocks")]);
  });

  it("records every ping that was not allowed as a violation", async () => {
    const lan = slack.addUser({ name: "lan" });
    const channel = slack.addChannel({ name: "support" }).id;
    const say = (text: string) =>
      client.chat.postMessage({ channel, text: "safe &lt;!channel&gt;", blocks: [section(text)] });
    await say("&lt;!here&gt; is escaped");
    expect(slack.violations).toEqual([]);
    await say(`<!channel> and <@${lan.id}|lan>`);
    expect(slack.violations).toEqual([
      "chat.postMessage: a live ping <!channel>",
      `chat.postMessage: a live ping <@${lan.id}>`,
    ]);
    slack.allowedPings.add(`<@${lan.id}>`);
    await say(`<@${lan.id}>`);
    expect(slack.violations).toHaveLength(2);
  });

  it("returns history and threads in pages, without ephemeral messages", async () => {
    const lan = slack.addUser({ name: "lan" });
    const channel = slack.addChannel({ name: "support", members: [lan] });
    const root = await slack.person(lan).post(channel, "first");
    await client.chat.postMessage({ channel: channel.id, text: "answer", thread_ts: root.ts });
    await client.chat.postEphemeral({ channel: channel.id, user: lan.id, text: "psst" });
    await slack.person(lan).post(channel, "second");
    const first = await client.conversations.history({ channel: channel.id, limit: 1 });
    expect(first.messages?.map((message) => message.text)).toEqual(["second"]);
    const cursor = first.response_metadata?.next_cursor ?? "";
    const rest = await client.conversations.history({ channel: channel.id, cursor });
    expect(rest.messages?.map((message) => message.text)).toEqual(["first"]);
    const thread = await client.conversations.replies({ channel: channel.id, ts: root.ts });
    expect(thread.messages?.map((message) => message.text)).toEqual(["first", "answer"]);
    const { permalink } = await client.chat.getPermalink({ channel: channel.id, message_ts: root.ts });
    expect(permalink).toBe(`https://sandbox.slack.com/archives/${channel.id}/p${root.ts.replace(".", "")}`);
  });

  it("accepts a reaction once, and shows it", async () => {
    const lan = slack.addUser({ name: "lan" });
    const channel = slack.addChannel({ name: "support", members: [lan] });
    const { ts } = await slack.person(lan).post(channel, "hello");
    const eyes = { channel: channel.id, timestamp: ts, name: "eyes" };
    await client.reactions.add(eyes);
    expect(slack.person(lan).sees(channel)[0]?.reactions).toEqual(["eyes"]);
    expect(await refusal(client.reactions.add(eyes))).toBe("already_reacted");
    await client.reactions.remove(eyes);
    expect(await refusal(client.reactions.remove(eyes))).toBe("no_reaction");
    expect(await refusal(client.reactions.add({ ...eyes, name: ":eyes:" }))).toBe("invalid_name");
  });
});

describe("views", () => {
  it("opens a view once per trigger, within three seconds", async () => {
    const lan = slack.person(slack.addUser({ name: "lan" }));
    const channel = slack.addChannel({ name: "support", members: [lan.user] });
    const triggerId = await triggerOf(lan, channel.id);
    await client.views.open({ trigger_id: triggerId, view: modal("One") });
    expect(lan.modal()?.title).toBe("One");
    expect(await refusal(client.views.open({ trigger_id: triggerId, view: modal("Two") }))).toBe(
      "exchanged_trigger_id",
    );
    const late = await triggerOf(lan, channel.id);
    clock.advance(3_001);
    expect(await refusal(client.views.open({ trigger_id: late, view: modal("Two") }))).toBe(
      "expired_trigger_id",
    );
    expect(await refusal(client.views.open({ trigger_id: "1.2.3", view: modal("Two") }))).toBe(
      "invalid_trigger_id",
    );
  });

  it("allows three views in a stack, and refuses an update with an old hash", async () => {
    const lan = slack.person(slack.addUser({ name: "lan" }));
    const channel = slack.addChannel({ name: "support", members: [lan.user] });
    const opened = await client.views.open({
      trigger_id: await triggerOf(lan, channel.id),
      view: modal("1"),
    });
    await client.views.push({ trigger_id: await triggerOf(lan, channel.id), view: modal("2") });
    await client.views.push({ trigger_id: await triggerOf(lan, channel.id), view: modal("3") });
    const fourth = client.views.push({ trigger_id: await triggerOf(lan, channel.id), view: modal("4") });
    expect(await refusal(fourth)).toBe("push_limit_reached");
    const { id: view_id = "", hash = "" } = opened.view ?? {};
    await client.views.update({ view_id, hash, view: modal("1b") });
    expect(await refusal(client.views.update({ view_id, hash, view: modal("1c") }))).toBe("hash_conflict");
    expect(await refusal(client.views.update({ view_id: "V0", view: modal("1c") }))).toBe("not_found");
  });

  it("reports the place of an error in a view", async () => {
    const lan = slack.person(slack.addUser({ name: "lan" }));
    const channel = slack.addChannel({ name: "support", members: [lan.user] });
    const trigger_id = await triggerOf(lan, channel.id);
    expect(await refusal(client.views.open({ trigger_id, view: modal("x".repeat(25)) }))).toBe(
      "invalid_arguments [ERROR] must be less than 25 characters [json-pointer:/view/title/text]",
    );
  });

  it("publishes a Home tab", async () => {
    const lan = slack.person(slack.addUser({ name: "lan" }));
    await client.views.publish({
      user_id: lan.user.id,
      view: { type: "home", blocks: [section("*Welcome*")] },
    });
    expect(lan.home()?.read).toBe("Home\nWelcome");
    const asModal = client.views.publish({ user_id: lan.user.id, view: modal("No") as never });
    expect(await refusal(asModal)).toContain("must be of type home");
  });

  /** Resolves with the trigger of a command without an answer, because the app has no address in these tests. */
  async function triggerOf(person: ReturnType<SlackSandbox["person"]>, channel: string): Promise<string> {
    const app = await startStubApp((_received, response) => response.end());
    slack.deliverTo(app.url);
    await person.slashCommand("/crm", "", channel);
    await app.stop();
    return String(app.received[0]?.body.trigger_id);
  }
});

describe("people", () => {
  it("returns a user's profile with e-mail and locale", async () => {
    const lan = slack.addUser({ name: "lan", email: "lan@example.com" });
    const { user } = await client.users.info({ user: lan.id, include_locale: true });
    expect(user).toMatchObject({ id: lan.id, locale: "vi-VN", profile: { email: "lan@example.com" } });
    expect((await client.users.lookupByEmail({ email: "lan@example.com" })).user?.id).toBe(lan.id);
    expect(await refusal(client.users.info({ user: "U0" }))).toBe("user_not_found");
    expect((await client.users.profile.get({ user: lan.id })).profile?.email).toBe("lan@example.com");
    expect((await client.team.info()).team?.domain).toBe("sandbox");
    const { channel } = await client.conversations.open({ users: lan.id });
    expect(channel?.id).toBe(slack.dm(lan.id).id);
    const { members } = await client.conversations.members({ channel: channel?.id ?? "" });
    expect(members).toEqual([lan.id, slack.workspace.bot.id]);
  });
});

describe("files", () => {
  it("accepts the official client's two-step upload and shows the file in the channel", async () => {
    const lan = slack.addUser({ name: "lan" });
    const channel = slack.addChannel({ name: "support", members: [lan] });
    await client.filesUploadV2({
      channel_id: channel.id,
      file: Buffer.from("PNG"),
      filename: "ratings.png",
      initial_comment: "Ratings",
    });
    expect(slack.person(lan).sees(channel)).toMatchObject([{ text: "Ratings", files: ["ratings.png"] }]);
  });

  it("refuses to share a file that was not uploaded completely", async () => {
    const { file_id = "", upload_url = "" } = await client.files.getUploadURLExternal({
      filename: "a.txt",
      length: 4,
    });
    const complete = () => refusal(client.files.completeUploadExternal({ files: [{ id: file_id }] }));
    expect(await complete()).toBe("file_not_found");
    expect((await fetch(upload_url, { method: "POST", body: "abc" })).status).toBe(400);
    expect((await fetch(upload_url, { method: "POST", body: "abcd" })).status).toBe(200);
    expect(await complete()).toBe("ok");
  });
});

describe("faults", () => {
  it("answers 429 as often as configured, then works again", async () => {
    const strict = new webApi.WebClient(slack.botToken, {
      slackApiUrl: slack.apiUrl,
      retryConfig,
      rejectRateLimitedCalls: true,
      logLevel: LogLevel.ERROR,
    });
    slack.fault({ method: "auth.test", kind: "rate_limited", retryAfterS: 7, times: 2 });
    for (const _ of [1, 2]) {
      await expect(strict.auth.test()).rejects.toMatchObject({
        code: webApi.ErrorCode.RateLimitedError,
        retryAfter: 7,
      });
    }
    await expect(strict.auth.test()).resolves.toMatchObject({ ok: true });
  });

  it("breaks the connection before or after the call takes effect", async () => {
    const channel = slack.addChannel({ name: "support" });
    const lan = slack.person(slack.addUser({ name: "lan" }));
    const say = (text: string) => client.chat.postMessage({ channel: channel.id, text });
    slack.fault({ method: "chat.postMessage", kind: "cut" });
    await expect(say("lost")).rejects.toMatchObject({ code: webApi.ErrorCode.RequestError });
    slack.fault({ method: "chat.postMessage", kind: "cut", after: true });
    await expect(say("kept")).rejects.toMatchObject({ code: webApi.ErrorCode.RequestError });
    slack.fault({ method: "chat.postMessage", kind: "status", status: 503 });
    await expect(say("lost")).rejects.toMatchObject({ code: webApi.ErrorCode.HTTPError, statusCode: 503 });
    slack.fault({ method: "*", kind: "error", error: "internal_error" });
    expect(await refusal(say("lost"))).toBe("internal_error");
    expect(lan.sees(channel).map((message) => message.text)).toEqual(["kept"]);
  });

  it("leaves a call without an answer", async () => {
    slack.fault({ method: "auth.test", kind: "hang" });
    const impatient = new webApi.WebClient(slack.botToken, {
      slackApiUrl: slack.apiUrl,
      retryConfig,
      timeout: 50,
      logLevel: LogLevel.ERROR,
    });
    await expect(impatient.auth.test()).rejects.toMatchObject({ code: webApi.ErrorCode.RequestError });
  });
});
