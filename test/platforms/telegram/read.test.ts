import { expect, it } from "vitest";
import { readUpdate } from "../../../src/platforms/telegram/read.ts";
import { parseUpdate } from "../../../src/platforms/telegram/update.ts";

const me = { id: 7_000_001, username: "shop_bot" };
const an = { id: 11, is_bot: false, first_name: "An", last_name: "Lê", language_code: "vi-VN" };
const us = { id: me.id, is_bot: true, first_name: "AntCRM", username: "shop_bot" };
const direct = { id: 11, type: "private" };
const group = { id: -1001234567890, type: "supergroup", title: "CSKH" };

function read(message: object) {
  const full = { message_id: 5, date: 1_700_000_000, chat: direct, from: an, ...message };
  const update = parseUpdate({ update_id: 812345678, message: full });
  return update && readUpdate(update, me);
}

it("names the event, the person and the place", () => {
  expect(read({ text: "0900 000 001" })).toEqual({
    call: {
      id: "telegram:812345678",
      person: "telegram:11",
      personName: "An Lê",
      username: null,
      languageHint: "vi-VN",
      place: { platform: "telegram", chat: "11", shared: false },
      body: { kind: "text", text: "0900 000 001" },
    },
    handle: { chat: 11, shared: false, user: 11, asked: { message: 5 } },
  });
});

it.each([
  ["/ticket 0867 123 456 máy in hỏng", "ticket", "0867 123 456 máy in hỏng"],
  ["/Ticket@Shop_Bot\n0867\nmáy in hỏng", "ticket", "0867\nmáy in hỏng"],
  ["/start group", "start", "group"],
  ["/start@shop_bot forget-customer-9001", "start", ""],
  ["/help", "help", ""],
])("reads the command %j", (text, command, rest) => {
  expect(read({ text })?.call.body).toEqual({ kind: "command", command, text: rest });
  expect(read({ text, chat: group })?.call.body).toEqual({ kind: "command", command, text: rest });
});

it.each(["/ticket@other_bot 0867", ""])("takes %j as not said to it", (text) => {
  expect(read({ text })).toBeNull();
});

it("takes its mention out of a text, wherever it stands", () => {
  const text = "này @Shop_Bot, ai là 0867?";
  const entities = [{ type: "mention", offset: 4, length: 9 }];
  expect(read({ text, entities, chat: group })?.call.body).toEqual({
    kind: "text",
    text: "này , ai là 0867?",
  });
  const named = {
    text: "AntCRM điểm 0867",
    entities: [{ type: "text_mention", offset: 0, length: 6, user: us }],
  };
  expect(read({ ...named, chat: group })?.call.body).toEqual({ kind: "text", text: "điểm 0867" });
});

it("tells the username that Telegram vouches for, and the id of whoever was picked from the list", () => {
  const from = { ...an, username: "an_le" };
  const entities = [
    { type: "text_mention", offset: 5, length: 4, user: { ...an, id: 12, first_name: "Bình" } },
  ];
  const call = read({ from, text: "role Bình99 agent", entities })?.call;
  expect(call).toMatchObject({
    username: "an_le",
    body: { kind: "text", text: "role telegram:12 99 agent" },
  });
  const caption = { caption: "role Bình", caption_entities: entities, photo: [{ file_id: "f" }] };
  expect(read(caption)?.call.body).toEqual({ kind: "text", text: "role telegram:12" });
});

it("hears in a group what is said to it, and nothing else", () => {
  const other = [{ type: "mention", offset: 0, length: 10 }];
  expect(read({ text: "chào cả nhà", chat: group })).toBeNull();
  expect(read({ text: "@other_bot chào", entities: other, chat: group })).toBeNull();
  const ours = { message_id: 4, date: 1, chat: group, from: us, text: "Tiêu đề?" };
  expect(read({ text: "Máy in hỏng", chat: group, reply_to_message: ours })?.call).toMatchObject({
    body: { kind: "text", text: "Máy in hỏng" },
  });
  // No ticket is made from the bot's own message.
  expect(read({ text: "Máy in hỏng", chat: group, reply_to_message: ours })?.call.source).toBeUndefined();
});

it("does not take the opening of a topic for a reply to itself", () => {
  const opening = { message_id: 7, date: 1, chat: group, from: us };
  const inTopic = { chat: group, message_thread_id: 7, is_topic_message: true, reply_to_message: opening };
  expect(read({ text: "chào", ...inTopic })).toBeNull();
  expect(read({ text: "/help", ...inTopic })?.call.place.thread).toBe("7");
});

it("never names the General topic", () => {
  const general = { chat: group, message_thread_id: 1, is_topic_message: true };
  expect(read({ text: "/help", ...general })?.call.place).not.toHaveProperty("thread");
});

it("takes the caption of a photo for its text, also of the message that is replied to", () => {
  const photo = { message_id: 4, date: 1_600_000_000, chat: direct, from: an, caption: "hỏng rồi" };
  expect(read({ caption: "/ticket", reply_to_message: photo })?.call).toMatchObject({
    body: { kind: "command", command: "ticket", text: "" },
    source: { id: "telegram:11:4", text: "hỏng rồi", author: "An Lê", at: new Date(1_600_000_000_000) },
  });
});

it.each([
  ["An Lê", { forward_from: an }],
  ["Chị Hoa", { forward_sender_name: "Chị Hoa" }],
  ["CSKH", { forward_from_chat: group }],
  ["?", {}],
])("takes what %s wrote for relayed, as a Bot API server before 7.0 tells it", (author, origin) => {
  const forwarded = { text: "/role telegram:9 admin", forward_date: 1_500_000_000, ...origin };
  expect(read(forwarded)?.call).toMatchObject({
    relayed: "forwarded",
    source: { author, at: new Date(1_500_000_000_000) },
  });
  expect(read({ ...forwarded, chat: group })).toBeNull();
});

it("names the first author of a forwarded message", () => {
  const forward_origin = { type: "hidden_user", sender_user_name: "Chị Hoa", date: 1_500_000_000 };
  const forwarded = { message_id: 4, date: 1, chat: direct, from: an, text: "Máy hỏng", forward_origin };
  expect(read({ text: "/ticket", reply_to_message: forwarded })?.call.source).toMatchObject({
    author: "Chị Hoa",
    at: new Date(1_500_000_000_000),
  });
});

it("gives an address to messages of supergroups alone", () => {
  const said = { message_id: 55, date: 1, chat: group, from: { ...an, id: 12 }, text: "hỏng" };
  expect(read({ text: "/ticket", chat: group, reply_to_message: said })?.call.source?.permalink).toBe(
    "https://t.me/c/1234567890/55",
  );
  const basic = { id: -42, type: "group" };
  const there = read({ text: "/ticket", chat: basic, reply_to_message: { ...said, chat: basic } });
  expect(there?.call.source).not.toHaveProperty("permalink");
});

it("hears an ephemeral message, which is for nobody else", () => {
  const ephemeral = { message_id: 0, ephemeral_message_id: 9, chat: group, text: "Máy in hỏng" };
  expect(read(ephemeral)).toMatchObject({
    call: { body: { kind: "text", text: "Máy in hỏng" } },
    handle: { asked: { ephemeral: 9 } },
  });
});

it("ignores other bots and people who write in a group's name", () => {
  expect(read({ text: "/help", from: { ...us, id: 8 } })).toBeNull();
  expect(read({ text: "/help", chat: group, sender_chat: group })).toBeNull();
});

it("reads a press on a message too old to be seen", () => {
  const message = { message_id: 5, date: 0, chat: direct };
  const callback_query = { id: "q1", from: an, message, data: "e:k3Jx" };
  const update = parseUpdate({ update_id: 1, callback_query });
  expect(update && readUpdate(update, me)).toMatchObject({
    call: { body: { kind: "action", action: "k3Jx" } },
    handle: { action: { query: "q1", on: { chat: 11, message: 5 }, edits: true } },
  });
});

it("answers neither in a customer's chat with a business account nor where it was called as a guest", () => {
  const asked = { text: "/customer 0900000001" };
  for (const elsewhere of [{ business_connection_id: "b1" }, { guest_query_id: "g1" }]) {
    expect(read({ ...asked, ...elsewhere })).toBeNull();
    const message = { message_id: 5, date: 1, chat: direct, ...elsewhere };
    const pressed = parseUpdate({
      update_id: 1,
      callback_query: { id: "q", from: an, message, data: "e:k" },
    });
    expect(pressed && readUpdate(pressed, me)).toBeNull();
  }
  const full = { message_id: 5, date: 1, chat: direct, from: an, ...asked };
  for (const kind of ["business_message", "guest_message", "edited_message", "channel_post"]) {
    const update = parseUpdate({ update_id: 1, [kind]: full });
    expect(update && readUpdate(update, me)).toBeNull();
  }
});

it("leaves the lines of a text as they are where it takes its mention out", () => {
  const text = "tạo phiếu:\ndòng 1\n@shop_bot \ndòng 2";
  const entities = [{ type: "mention", offset: 18, length: 9 }];
  expect(read({ text, entities, chat: group })?.call.body).toMatchObject({
    text: "tạo phiếu:\ndòng 1\n \ndòng 2",
  });
});
