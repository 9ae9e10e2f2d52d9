import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Own } from "../../../src/platforms/slack/people.ts";
import { FORM_VIEW, type Incoming, readPayload } from "../../../src/platforms/slack/read.ts";
import { type ReplyTo, writeOrigin } from "../../../src/platforms/slack/reply-to.ts";

const AT = new Date("2026-11-25T02:00:00.000Z");
const OWN: Own = { userId: "U0BOT", teamId: "T1" };
const read = (payload: unknown, own = OWN) => readPayload(payload, own, AT);

describe("what Slack posts", () => {
  it("is read, or named ignored or unknown, whatever it is", () => {
    fc.assert(fc.property(fc.anything(), (payload) => read(payload) !== undefined));
    const types = [
      "event_callback",
      "block_actions",
      "message_action",
      "view_submission",
      "view_closed",
      "greeting",
    ];
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.dictionary(fc.string(), fc.jsonValue()), (type, rest) =>
        ["ignored", "unknown"].includes(read({ ...rest, type }) as string),
      ),
    );
  });

  it("counts the life of a command's ways back from its arrival", () => {
    const { to } = understood({ ...command, text: "0867 123 456" });
    expect(to.trigger).toEqual({ id: "9.9", untilMs: AT.getTime() + 2_500 });
    expect(to.responseUrl).toEqual({
      url: "https://hooks.example/1",
      usesLeft: 5,
      untilMs: AT.getTime() + 1_800_000,
    });
  });

  it("takes a command typed between two people for a private place, by the channel's id", () => {
    expect(understood({ ...command, channel_id: "D1" }).call.place.shared).toBe(false);
    expect(understood({ ...command, channel_name: "directmessage" }).call.place.shared).toBe(true);
    expect(
      understood({ ...command, channel_id: "G1", channel_name: "mpdm-lan--minh-1" }).call.place.shared,
    ).toBe(true);
  });

  it("knows an event by its event_id and a click by its trigger_id", () => {
    expect(understood({ ...command, text: "x" }).call.id).toBe("slack:T1:9.9");
    expect(understood(mention("<@U0BOT> x")).call.id).toBe("slack:T1:Ev1");
  });

  it("reads a lone mention as a cry for help", () => {
    expect(understood(mention("<@U0BOT>")).call.body).toEqual({ kind: "command", command: "help", text: "" });
  });

  it("links a shortcut's message by its workspace, should Slack not tell the link itself", () => {
    const { call } = understood({
      type: "message_action",
      callback_id: "create_ticket",
      team: { id: "T1", domain: "shop" },
      user: { id: "U1", name: "lan" },
      trigger_id: "9.9",
      channel: { id: "C1", name: "support" },
      message: { ts: "1700000000.000100", user: "U2", text: "&lt;hỏng&gt;" },
    });
    expect(call.source).toEqual({
      id: "slack:C1:1700000000.000100",
      text: "<hỏng>",
      author: "U2",
      at: new Date(1_700_000_000_000.1),
      permalink: "https://shop.slack.com/archives/C1/p1700000000000100",
    });
  });

  it("reads a form by its draft, and empty fields as empty", () => {
    const { call, to } = understood({
      type: "view_submission",
      team: null,
      user: { id: "U1", name: "lan", team_id: "T1" },
      trigger_id: "9.9",
      view: {
        id: "V1",
        callback_id: "form",
        private_metadata: writeOrigin("draft-1", origin),
        state: {
          values: {
            "field.title": { value: { type: "plain_text_input", value: null } },
            "field.priority": { value: { type: "static_select", selected_option: { value: "urgent" } } },
          },
        },
      },
    });
    expect(call.id).toBe("slack:T1:9.9");
    expect(call.body).toEqual({ kind: "form", draft: "draft-1", values: { title: "", priority: "urgent" } });
    expect(to).toMatchObject({ channel: "C1", thread: "1.2", shared: true, responseUrl: origin.responseUrl });
  });

  it("keeps where a form came from within Slack's 3,000 characters", () => {
    const long = {
      ...origin,
      responseUrl: { ...origin.responseUrl, url: `https://hooks.example/${"x".repeat(3_000)}` },
    };
    expect(writeOrigin("draft-1", long as ReplyTo).length).toBeLessThanOrEqual(3_000);
  });

  describe("in a channel shared with another company", () => {
    const mention = (author: object, wrapper: object = {}) => ({
      type: "event_callback",
      team_id: "T1",
      event_id: "Ev1",
      is_ext_shared_channel: true,
      ...wrapper,
      event: {
        type: "app_mention",
        user: "U9",
        text: "<@U0BOT> 0867 123 456",
        ts: "1.2",
        channel: "C1",
        ...author,
      },
    });

    it("hears its own people, and nobody else", () => {
      expect(understood(mention({ team: "T1" })).call.person).toBe("slack:U9");
      expect(read(mention({ team: "T2" }))).toBe("ignored");
      expect(read(mention({ team: "T1", user_team: "T2" }))).toBe("ignored");
    });

    it("lets nobody else press what hangs there, nor send a form", () => {
      const from = (team_id: string, more: object = {}) => ({
        ...{ type: "block_actions", trigger_id: "9.9", team: { id: "T1" }, enterprise: null, ...more },
        ...{ user: { id: "U9", team_id }, channel: { id: "C1", name: "general" } },
        actions: [{ action_id: "a", value: "card-1" }],
      });
      expect(understood(from("T1")).call.body).toEqual({ kind: "action", action: "card-1" });
      expect(read(from("T2"))).toBe("ignored");
      expect(read(from("T2", { enterprise: { id: "E1" } }))).toBe("ignored");
      const form = (team_id: string) => {
        const kept = { callback_id: FORM_VIEW, private_metadata: writeOrigin("draft-1", origin) };
        const view = { id: "V1", app_installed_team_id: "T1", state: { values: {} }, ...kept };
        return { ...from(team_id), type: "view_submission", team: { id: team_id }, view };
      };
      expect(understood(form("T1")).call.body).toMatchObject({ kind: "form", draft: "draft-1" });
      expect(read(form("T2"))).toBe("ignored");
    });

    it("takes a colleague of another workspace of the same Grid for a colleague elsewhere", () => {
      const own = mention({ team: "T2" }, { is_ext_shared_channel: false });
      expect(read(own, { ...OWN, enterpriseId: "E1" })).toMatchObject({ side: "ours" });
      expect(read(own)).toBe("ignored");
    });

    it("leaves to Slack who is of the organisation, where the payload names a workspace that is not ours", () => {
      const grid = { ...OWN, enterpriseId: "E1" };
      expect(read(mention({ team: "T2" }), grid)).toMatchObject({ side: "unknown" });
      expect(read(mention({ team: "E1" }), grid)).toMatchObject({ side: "ours" });
      expect(read(mention({ team: "E2" }), grid)).toBe("ignored");
      expect(read(mention({}), grid)).toMatchObject({ side: "unknown" });
      expect(read({ ...command, team_id: "T2", enterprise_id: "E1" }, grid)).toMatchObject({ side: "ours" });
      expect(read({ ...command, team_id: "T2", enterprise_id: "E2" }, grid)).toBe("ignored");
    });
  });

  it("reads a direct message however a person sends it, and no event about a message", () => {
    const ofSubtype = (subtype: string) => {
      const { event, ...payload } = mention("0867 123 456");
      return read({ ...payload, event: { ...event, type: "message", channel: "D1", team: "T1", subtype } });
    };
    for (const subtype of ["thread_broadcast", "me_message"]) {
      expect(ofSubtype(subtype)).toMatchObject({ call: { body: { text: "0867 123 456" } } });
    }
    for (const subtype of ["message_changed", "message_deleted", "bot_message", "channel_join"]) {
      expect(ofSubtype(subtype)).toBe("ignored");
    }
  });

  it("ignores the forms and shortcuts of others", () => {
    const view = { id: "V1", callback_id: "other", private_metadata: "{}", state: { values: {} } };
    expect(read({ type: "view_submission", user: { id: "U1" }, trigger_id: "9.9", view })).toBe("ignored");
    expect(read({ type: "view_closed" })).toBe("ignored");
  });
});

const command = {
  command: "/crm",
  text: "",
  team_id: "T1",
  channel_id: "C1",
  channel_name: "support",
  user_id: "U1",
  user_name: "lan",
  trigger_id: "9.9",
  response_url: "https://hooks.example/1",
};

const origin = {
  user: "U1",
  channel: "C1",
  thread: "1.2",
  shared: true,
  responseUrl: { url: "https://hooks.example/1", usesLeft: 3, untilMs: 5 },
};

function mention(text: string) {
  const event = { type: "app_mention", user: "U1", text, ts: "1700000000.000100", channel: "C1" };
  return { type: "event_callback", team_id: "T1", event_id: "Ev1", event };
}

function understood(payload: unknown): Incoming {
  const reading = read(payload);
  if (typeof reading === "string") throw new Error(`read as ${reading}`);
  return reading;
}
