import { describe, expect, it } from "vitest";
import { textOf } from "../../../src/sandbox/telegram/view.ts";
import { createFixture } from "./fixture.ts";

const keyboard = (...buttons: object[]) => ({ reply_markup: { inline_keyboard: [buttons] } }) as object;

describe("a private conversation", () => {
  it("must be started by the person: before /start the bot is refused", async () => {
    const { api, lan, chat } = await createFixture();
    await expect(api.sendMessage(chat, "hello")).rejects.toThrow(
      "403: Forbidden: bot can't initiate conversation with a user",
    );
    await lan.startsBot("ticket_42");
    await api.sendMessage(chat, "<b>Nguyễn Văn An</b> &amp; con", { parse_mode: "HTML" });
    expect(lan.sees(chat).map(textOf)).toEqual(["/start ticket_42", "Nguyễn Văn An & con"]);
  });

  it("ends when the person blocks the bot, which gets an update", async () => {
    const { api, lan, chat, raw } = await createFixture();
    await lan.startsBot();
    lan.blocksBot();
    await expect(api.sendMessage(chat, "hello?")).rejects.toThrow(
      "403: Forbidden: bot was blocked by the user",
    );
    const { result } = await raw("getUpdates");
    expect(result.at(-1).my_chat_member).toMatchObject({
      chat: { id: chat },
      old_chat_member: { status: "member" },
      new_chat_member: { status: "kicked", user: { is_bot: true } },
    });
  });

  it("returns each new or edited message as the next one, without a gap", async () => {
    const { api, lan, chat } = await createFixture();
    await lan.startsBot();
    const waiting = lan.nextMessage(chat);
    const sent = await api.sendMessage(chat, "đang tìm…");
    await api.editMessageText(chat, sent.message_id, undefined, "Nguyễn Văn An");
    expect((await waiting).text).toBe("đang tìm…");
    expect(await lan.nextMessage(chat)).toMatchObject({ text: "Nguyễn Văn An", isEdited: true });
    await expect(lan.nextMessage(chat, () => true, { timeoutMs: 1 })).rejects.toThrow(
      /Lan waited 1 ms[\s\S]*Nguyễn Văn An/,
    );
  });

  it("sends the bot an update when the person edits a message", async () => {
    const { lan, chat, raw } = await createFixture();
    const said = await lan.says(chat, "0867 123 45");
    await lan.edits(said, "/kh 0867 123 456");
    const { edited_message } = (await raw("getUpdates", { offset: -1 })).result[0];
    expect(edited_message).toMatchObject({
      message_id: said.message_id,
      text: "/kh 0867 123 456",
      entities: [{ type: "bot_command" }],
      edit_date: expect.any(Number),
    });
  });

  it("shows the typing status for 5 seconds, or until a message comes", async () => {
    const { api, lan, chat, later } = await createFixture();
    await lan.startsBot();
    await api.sendChatAction(chat, "typing");
    expect(lan.seesTyping(chat)).toBe(true);
    later(6);
    expect(lan.seesTyping(chat)).toBe(false);
    await api.sendChatAction(chat, "typing");
    await api.sendMessage(chat, "đây");
    expect(lan.seesTyping(chat)).toBe(false);
  });

  it("lets the client reply to a forced reply by itself", async () => {
    const { api, lan, chat } = await createFixture();
    await lan.startsBot();
    const question = await api.sendMessage(chat, "Tiêu đề?", { reply_markup: { force_reply: true } });
    expect((await lan.says(chat, "Máy in hỏng")).reply_to_message?.message_id).toBe(question.message_id);
    expect((await lan.says(chat, "thêm")).reply_to_message).toBeUndefined();
  });
});

describe("buttons", () => {
  it("send the unchanged callback data to the bot, and the answer to the person", async () => {
    const { api, lan, chat, raw } = await createFixture();
    await lan.startsBot();
    const data = "đổi-quà:☕:0123456789012345678901234567890123456";
    await api.sendMessage(chat, "Đổi quà?", keyboard({ text: "Đồng ý", callback_data: data }));
    const card = await lan.nextMessage(chat);
    expect(textOf(card)).toBe("Đổi quà?\n[Đồng ý]");

    const clicked = lan.clicks(card, "Đồng ý");
    const query = (await raw("getUpdates", { offset: -1 })).result[0].callback_query;
    expect(query).toMatchObject({
      data,
      from: { first_name: "Lan" },
      message: { text: "Đổi quà?", chat: { id: chat } },
    });
    await api.answerCbQuery(query.id, "Đã đổi", { show_alert: true });
    expect(await clicked).toEqual({ text: "Đã đổi", alert: true });
    await expect(api.answerCbQuery(query.id)).rejects.toThrow(
      "400: Bad Request: query is too old and response timeout expired or query ID is invalid",
    );
  });

  it("can be answered only within 15 seconds", async () => {
    const { telegram, api, lan, chat, raw, later } = await createFixture();
    await lan.startsBot();
    await api.sendMessage(chat, "?", keyboard({ text: "OK", callback_data: "ok" }));
    const clicked = lan.clicks(await lan.nextMessage(chat), "ok");
    later(16);
    expect(await clicked).toBe("too late");
    const query = (await raw("getUpdates", { offset: -1 })).result[0].callback_query;
    await expect(api.answerCbQuery(query.id)).rejects.toThrow("query is too old");
    expect(telegram.violations).toEqual([`callback query ${query.id} was not answered within 15 s`]);
  });

  it("that no longer exist cannot be clicked", async () => {
    const { api, lan, chat } = await createFixture();
    await lan.startsBot();
    const sent = await api.sendMessage(chat, "?", keyboard({ text: "OK", callback_data: "ok" }));
    const card = await lan.nextMessage(chat);
    await expect(lan.clicks(card, "Huỷ")).rejects.toThrow('there is no button "Huỷ", only [OK]');
    await api.deleteMessage(chat, sent.message_id);
    await expect(lan.clicks(card, "OK")).rejects.toThrow("no longer exists");
  });

  it("with a deep link to the bot open the private chat and start it", async () => {
    const { telegram, api, lan, chat } = await createFixture();
    const group = telegram.addGroup({ title: "CSKH", members: [lan.user] });
    const url = `https://t.me/${telegram.bot.username}?start=card_7`;
    await api.sendMessage(group.id, "Đã trả lời riêng", keyboard({ text: "Mở", url }));
    await lan.clicks(await lan.nextMessage(group), "Mở");
    expect(lan.sees(chat).map((message) => message.text)).toEqual(["/start card_7"]);
  });
});

describe("edits", () => {
  it("replace the text and, without a keyboard, remove the old one", async () => {
    const { api, lan, chat } = await createFixture();
    await lan.startsBot();
    const sent = await api.sendMessage(chat, "cũ", keyboard({ text: "OK", callback_data: "ok" }));
    await api.editMessageText(chat, sent.message_id, undefined, "mới");
    expect(lan.sees(chat).at(-1)).toMatchObject({ text: "mới", buttons: [], isEdited: true });
  });

  it("that change nothing are refused with Telegram's text", async () => {
    const { api, lan, chat } = await createFixture();
    await lan.startsBot();
    const sent = await api.sendMessage(chat, "<b>như cũ</b>", {
      parse_mode: "HTML",
      ...keyboard({ text: "OK", callback_data: "ok" }),
    });
    const again = () =>
      api.editMessageText(chat, sent.message_id, undefined, "<b>như cũ</b>", {
        parse_mode: "HTML",
        ...keyboard({ text: "OK", callback_data: "ok" }),
      });
    await expect(again()).rejects.toThrow(
      /^400: Bad Request: message is not modified: specified new message content/,
    );
    await api.editMessageReplyMarkup(chat, sent.message_id, undefined, undefined);
    await again();
    await expect(again()).rejects.toThrow("message is not modified");
  });

  it("of deleted messages, of other people's and of another kind are refused", async () => {
    const { api, lan, chat } = await createFixture();
    const said = await lan.says(chat, "của Lan");
    const sent = await api.sendMessage(chat, "text");
    await expect(api.editMessageText(chat, 9_999, undefined, "x")).rejects.toThrow(
      "message to edit not found",
    );
    await expect(api.editMessageText(chat, said.message_id, undefined, "x")).rejects.toThrow(
      "message can't be edited",
    );
    await expect(api.editMessageCaption(chat, sent.message_id, undefined, "x")).rejects.toThrow(
      "there is no caption in the message to edit",
    );
  });

  it("have no time limit, and deletions one of 48 hours", async () => {
    const { api, lan, chat, later } = await createFixture();
    await lan.startsBot();
    const sent = await api.sendMessage(chat, "old");
    later(48 * 60 * 60);
    await expect(api.deleteMessage(chat, sent.message_id)).rejects.toThrow(
      "message can't be deleted for everyone",
    );
    await expect(api.deleteMessage(chat, 9_999)).rejects.toThrow("message to delete not found");
  });
});
