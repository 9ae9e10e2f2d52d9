import { describe, expect, it } from "vitest";
import { createFixture } from "./fixture.ts";

async function arrived(raw: (method: string) => Promise<{ result?: { message?: { text?: string } }[] }>) {
  return ((await raw("getUpdates")).result ?? []).map((update) => update.message?.text);
}

describe("privacy mode", () => {
  it("gives the bot only commands, replies to it and its mentions", async () => {
    const { telegram, api, lan, minh, raw, group: make } = await createFixture();
    const group = make();
    const { message_id } = await api.sendMessage(group.id, "Tôi đây");
    const aside = await minh.says(group, "khách này khó quá");
    await lan.says(group, "đồng ý", { replyTo: aside });
    await lan.says(group, "/kh 0867123456");
    await lan.says(group, "/kh@some_other_bot 1");
    await lan.says(group, "tìm giúp với", { replyTo: message_id });
    await lan.says(group, `@${telegram.bot.username.toUpperCase()} ai là 0867123456?`);
    expect(await arrived(raw)).toEqual([
      "/kh 0867123456",
      "tìm giúp với",
      `@${telegram.bot.username.toUpperCase()} ai là 0867123456?`,
    ]);
  });

  it("does not apply to an administrator, or when it is off", async () => {
    const { lan, raw, group: make } = await createFixture();
    await lan.says(make({ botIsAdmin: true }), "một");
    await lan.says(make({ privacyMode: false }), "hai");
    expect(await arrived(raw)).toEqual(["một", "hai"]);
  });
});

describe("a reply", () => {
  it("contains the original message, without that one's own reply", async () => {
    const { lan, minh, raw, group: make } = await createFixture();
    const group = make();
    const first = await minh.says(group, "alo");
    const complaint = await minh.says(group, "Máy in hỏng, 0867123456", { replyTo: first });
    await lan.says(group, "/ticket", { replyTo: complaint });
    const { message } = (await raw("getUpdates")).result[0];
    expect(message.reply_to_message).toMatchObject({
      text: "Máy in hỏng, 0867123456",
      from: { first_name: "Minh" },
    });
    expect(message.reply_to_message).not.toHaveProperty("reply_to_message");
  });

  it("in a supergroup without topics has a thread id that cannot be sent back", async () => {
    const { lan, raw, api, group: make } = await createFixture();
    const group = make();
    const root = await lan.says(group, "một");
    const message = await lan.says(group, "/hai", { replyTo: root });
    expect(message.message_thread_id).toBe(root.message_id);
    expect(message).not.toHaveProperty("is_topic_message");
    const back = { chat_id: group.id, text: "x", message_thread_id: message.message_thread_id };
    expect((await raw("sendMessage", back)).description).toBe("Bad Request: message thread not found");
    const sent = await api.sendMessage(group.id, "x", {
      reply_parameters: { message_id: message.message_id },
    });
    expect(sent).toMatchObject({ reply_to_message: { text: "/hai" } });
  });

  it("to a deleted message is refused, unless `allow_sending_without_reply` is set", async () => {
    const { api, group: make } = await createFixture();
    const group = make();
    await expect(api.sendMessage(group.id, "x", { reply_parameters: { message_id: 9_999 } })).rejects.toThrow(
      "400: Bad Request: message to be replied not found",
    );
    const reply_parameters = { message_id: 9_999, allow_sending_without_reply: true };
    expect(await api.sendMessage(group.id, "x", { reply_parameters })).not.toHaveProperty("reply_to_message");
  });
});

describe("topics", () => {
  it("are addressed by their thread id; General has none, and 1 is refused", async () => {
    const { telegram, api, lan, raw, group: make } = await createFixture();
    const forum = make({ topics: true });
    const topic = telegram.addTopic(forum);
    const said = await lan.says(forum, "/kh 1", { topic });
    expect(said).toMatchObject({
      message_thread_id: topic,
      is_topic_message: true,
      chat: { is_forum: true },
    });
    expect(await api.sendMessage(forum.id, "An", { message_thread_id: topic })).toMatchObject({
      message_thread_id: topic,
      is_topic_message: true,
    });
    for (const message_thread_id of [1, topic + 1]) {
      expect(
        (await raw("sendMessage", { chat_id: forum.id, text: "x", message_thread_id })).description,
      ).toBe("Bad Request: message thread not found");
    }
    expect(await lan.says(forum, "/kh 2")).not.toHaveProperty("message_thread_id");
  });
});

describe("a group that becomes a supergroup", () => {
  it("sends its new id to both sides, and returns it when the old one is refused", async () => {
    const { telegram, raw, lan, group: make } = await createFixture();
    const group = make({ type: "group" });
    await lan.says(group, "/a");
    const supergroup = telegram.migrateToSupergroup(group);
    const { result } = await raw("getUpdates");
    expect(result.slice(1).map((update: { message: object }) => update.message)).toMatchObject([
      { chat: { id: group.id, type: "group" }, migrate_to_chat_id: supergroup.id },
      { chat: { id: supergroup.id, type: "supergroup" }, migrate_from_chat_id: group.id },
    ]);
    expect(await raw("sendMessage", { chat_id: group.id, text: "x" })).toEqual({
      ok: false,
      error_code: 400,
      description: "Bad Request: group chat was upgraded to a supergroup chat",
      parameters: { migrate_to_chat_id: supergroup.id },
    });
    expect((await raw("sendMessage", { chat_id: supergroup.id, text: "x" })).ok).toBe(true);
  });
});

describe("the bot's status in a group", () => {
  it("is sent by my_chat_member, and the bot is refused when it is not a member", async () => {
    const { telegram, raw, api, group: make } = await createFixture();
    const group = make();
    telegram.setBot(group, "kicked");
    const { my_chat_member } = (await raw("getUpdates")).result[0];
    expect(my_chat_member).toMatchObject({
      old_chat_member: { status: "member" },
      new_chat_member: { status: "kicked" },
    });
    await expect(api.sendMessage(group.id, "x")).rejects.toThrow(
      "403: Forbidden: bot was kicked from the supergroup chat",
    );
    const other = telegram.addGroup({ title: "Khác", members: [], botIsMember: false });
    await expect(api.sendMessage(other.id, "x")).rejects.toThrow(
      "403: Forbidden: bot is not a member of the supergroup chat",
    );
    await expect(api.sendMessage(-42, "x")).rejects.toThrow("400: Bad Request: chat not found");
  });

  it("and the status of its members can be looked up", async () => {
    const { telegram, api, lan, group: make } = await createFixture();
    const group = make({ botIsAdmin: true });
    expect(await api.getChat(group.id)).toMatchObject({ id: group.id, type: "supergroup", title: "CSKH" });
    expect(await api.getChatMember(group.id, lan.user.id)).toMatchObject({
      status: "member",
      user: { first_name: "Lan" },
    });
    expect(await api.getChatMember(group.id, telegram.bot.id)).toMatchObject({ status: "administrator" });
    const stranger = telegram.addUser({ first_name: "Hoa" });
    expect(await api.getChatMember(group.id, stranger.id)).toMatchObject({ status: "left" });
  });
});

describe("reactions", () => {
  it("are one emoji of Telegram's list on a message, seen by everybody", async () => {
    const { api, lan, minh, group: make } = await createFixture();
    const group = make();
    const said = await lan.says(group, "/kh 1");
    await api.setMessageReaction(group.id, said.message_id, [{ type: "emoji", emoji: "👀" }]);
    expect(minh.sees(group)[0]?.reactions).toEqual(["👀"]);
    await api.setMessageReaction(group.id, said.message_id, []);
    expect(minh.sees(group)[0]?.reactions).toEqual([]);
    const unknown = [{ type: "emoji", emoji: "🐜" }] as never;
    await expect(api.setMessageReaction(group.id, said.message_id, unknown)).rejects.toThrow(
      "REACTION_INVALID",
    );
  });
});
