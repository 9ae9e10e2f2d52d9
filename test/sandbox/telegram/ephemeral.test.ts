import { describe, expect, it } from "vitest";
import { createFixture } from "./fixture.ts";

/** A valid image of one pixel. */
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const button = { reply_markup: { inline_keyboard: [[{ text: "Xem", callback_data: "see" }]] } };

/** Creates a group with a public card. Lan has clicked its button and waits. */
async function clickAndWait() {
  const shop = await createFixture();
  const group = shop.group();
  await shop.api.sendMessage(group.id, "Khách N*** A***", button);
  const card = await shop.lan.nextMessage(group);
  const click = shop.lan.clicks(card, "Xem");
  const query = (await shop.raw("getUpdates", { offset: -1 })).result[0].callback_query;
  const to = { receiver_user_id: shop.lan.user.id, callback_query_id: query.id as string };
  return { ...shop, group, card, click, query, to };
}

const texts = (seen: { text: string }[]) => seen.map(({ text }) => text);

describe("an ephemeral message", () => {
  it("that answers a click is visible only to that person, and has no message id", async () => {
    const { call, lan, minh, group, to } = await clickAndWait();
    const sent = await call("sendMessage", {
      chat_id: group.id,
      text: "Nguyễn Văn An",
      ephemeral_message_parameters: to,
    });
    expect(sent).toMatchObject({
      message_id: 0,
      ephemeral_message_id: 1,
      receiver_user: { first_name: "Lan" },
    });
    expect(texts(lan.sees(group))).toEqual(["Khách N*** A***", "Nguyễn Văn An"]);
    expect(texts(minh.sees(group))).toEqual(["Khách N*** A***"]);
    expect(lan.sees(group).at(-1)?.isPrivate).toBe(true);
  });

  it("can replace the public message for that person", async () => {
    const { call, lan, minh, group, to } = await clickAndWait();
    await call("sendMessage", {
      chat_id: group.id,
      text: "Nguyễn Văn An",
      ephemeral_message_parameters: { ...to, replace_callback_query_message: true },
    });
    expect(texts(lan.sees(group))).toEqual(["Nguyễn Văn An"]);
    expect(texts(minh.sees(group))).toEqual(["Khách N*** A***"]);
  });

  it("is edited and deleted by separate methods", async () => {
    const { call, raw, lan, group, to } = await clickAndWait();
    const { ephemeral_message_id } = await call("sendMessage", {
      chat_id: group.id,
      text: "đang tìm…",
      ephemeral_message_parameters: to,
    });
    const it = { chat_id: group.id, receiver_user_id: lan.user.id, ephemeral_message_id };
    expect(await call("editEphemeralMessageText", { ...it, text: "xong", ...button })).toBe(true);
    expect(lan.sees(group).at(-1)).toMatchObject({ text: "xong", buttons: [[{ label: "Xem" }]] });
    expect(await raw("editEphemeralMessageText", { ...it, text: "xong", ...button })).toMatchObject({
      description: expect.stringMatching(/^Bad Request: message is not modified/),
    });
    expect(await raw("editMessageText", { chat_id: group.id, message_id: 0, text: "x" })).toMatchObject({
      description: "Bad Request: message to edit not found",
    });
    expect(await call("editEphemeralMessageReplyMarkup", it)).toBe(true);
    expect(lan.sees(group).at(-1)?.buttons).toEqual([]);
    expect(await call("deleteEphemeralMessage", it)).toBe(true);
    expect(texts(lan.sees(group))).toEqual(["Khách N*** A***"]);
  });

  it("has buttons, whose clicks contain the message", async () => {
    const { call, api, lan, group, to, query, click, raw } = await clickAndWait();
    await api.answerCbQuery(query.id);
    await click;
    await call("sendMessage", { chat_id: group.id, text: "An", ephemeral_message_parameters: to, ...button });
    const answer = await lan.nextMessage(group);
    const again = lan.clicks(answer, "Xem");
    const second = (await raw("getUpdates", { offset: -1 })).result[0].callback_query;
    expect(second.message).toMatchObject({ message_id: 0, ephemeral_message_id: 1, chat: { id: group.id } });
    const replaced = { ...to, callback_query_id: second.id, replace_callback_query_message: true };
    const refused = await raw("sendMessage", {
      chat_id: group.id,
      text: "x",
      ephemeral_message_parameters: replaced,
    });
    expect(refused.ok).toBe(false);
    await api.answerCbQuery(second.id, "ok");
    expect(await again).toEqual({ text: "ok", alert: false });
  });

  it("is refused more than 15 seconds after the click", async () => {
    const { raw, group, to, later } = await clickAndWait();
    later(16);
    expect(
      await raw("sendMessage", { chat_id: group.id, text: "An", ephemeral_message_parameters: to }),
    ).toMatchObject({ error_code: 400, description: expect.stringContaining("query is too old") });
  });

  it("may be sent without a click only by an administrator", async () => {
    const { call, raw, lan, minh, group: make } = await createFixture();
    const [plain, admin] = [make(), make({ botIsAdmin: true })];
    const message = (chat_id: number) => ({
      chat_id,
      text: "riêng",
      ephemeral_message_parameters: { receiver_user_id: lan.user.id },
    });
    expect(await raw("sendMessage", message(plain.id))).toMatchObject({
      error_code: 400,
      description: "Bad Request: BOT_NOT_ADMIN",
    });
    await call("sendMessage", message(admin.id));
    expect(texts(lan.sees(admin))).toEqual(["riêng"]);
    expect(minh.sees(admin)).toEqual([]);
  });

  it("is refused for a person who is not in the group", async () => {
    const { telegram, raw, group: make } = await createFixture();
    const stranger = telegram.addUser({ first_name: "Hoa" });
    const ephemeral_message_parameters = { receiver_user_id: stranger.id };
    const group = make({ botIsAdmin: true });
    expect(
      (await raw("sendMessage", { chat_id: group.id, text: "x", ephemeral_message_parameters })).ok,
    ).toBe(false);
  });

  it("is not possible in a private chat", async () => {
    const { raw, lan, chat } = await createFixture();
    await lan.startsBot();
    const ephemeral_message_parameters = { receiver_user_id: lan.user.id };
    expect((await raw("sendMessage", { chat_id: chat, text: "x", ephemeral_message_parameters })).ok).toBe(
      false,
    );
  });
});

describe("an ephemeral command", () => {
  it("goes only to the bot, and can be answered privately within 15 seconds", async () => {
    const { api, call, raw, lan, minh, group: make, later } = await createFixture();
    const group = make();
    const commands = [{ command: "kh", description: "Tìm khách", is_ephemeral: true }];
    await api.callApi("setMyCommands", { commands, scope: { type: "all_group_chats" } } as never);
    const said = await lan.says(group, "/kh 0867123456");
    expect(said).toMatchObject({ message_id: 0, ephemeral_message_id: 1, receiver_user: { is_bot: true } });
    expect(minh.sees(group)).toEqual([]);
    const { message } = (await raw("getUpdates")).result[0];
    expect(message).toMatchObject({ text: "/kh 0867123456", ephemeral_message_id: 1 });

    const reply_parameters = { ephemeral_message_id: 1 };
    const open = { chat_id: group.id, text: "An", reply_parameters };
    expect((await raw("sendMessage", open)).description).toBe(
      "Bad Request: a reply to an ephemeral message must be an ephemeral message",
    );
    const ephemeral = { ...open, ephemeral_message_parameters: { receiver_user_id: lan.user.id } };
    await call("sendMessage", ephemeral);
    expect(texts(lan.sees(group))).toEqual(["/kh 0867123456", "An"]);
    expect(minh.sees(group)).toEqual([]);
    later(16);
    expect((await raw("sendMessage", ephemeral)).description).toBe(
      "Bad Request: message to be replied not found",
    );
  });
});

describe("telegraf's multipart calls", () => {
  it("lose an object without an error: a private photo would be public", async () => {
    const { telegram, call, minh, group, to } = await clickAndWait();
    await call("sendPhoto", { chat_id: group.id, photo: { source: png }, ephemeral_message_parameters: to });
    expect(telegram.requests.at(-1)?.params).not.toHaveProperty("ephemeral_message_parameters");
    expect(texts(minh.sees(group))).toContain("[photo]");
  });

  it("can contain the object as JSON text: the photo is private, and a reply", async () => {
    const { call, lan, minh, group, to, card } = await clickAndWait();
    const sent = await call("sendPhoto", {
      chat_id: group.id,
      photo: { source: png },
      caption: "<b>Biểu đồ</b>",
      parse_mode: "HTML",
      ephemeral_message_parameters: JSON.stringify(to),
      reply_parameters: JSON.stringify({ message_id: card.id }),
    });
    expect(sent).toMatchObject({
      message_id: 0,
      caption: "Biểu đồ",
      reply_to_message: { message_id: card.id },
      photo: [{ width: 1, height: 1 }],
    });
    expect(texts(lan.sees(group)).at(-1)).toBe("[photo] Biểu đồ");
    expect(texts(minh.sees(group))).toEqual(["Khách N*** A***"]);
  });
});

describe("an older server (Bot API 7.1)", () => {
  it("silently ignores the private receiver: the message is public, which is a violation", async () => {
    const { telegram, call, minh, lan, group: make } = await createFixture({ botApi: "7.1" });
    const group = make();
    const ephemeral_message_parameters = { receiver_user_id: lan.user.id };
    await call("sendMessage", { chat_id: group.id, text: "Nguyễn Văn An", ephemeral_message_parameters });
    expect(texts(minh.sees(group))).toEqual(["Nguyễn Văn An"]);
    expect(telegram.requests.at(-1)?.ignoredParameters).toEqual(["ephemeral_message_parameters"]);
    expect(telegram.violations).toEqual(["sendMessage: meant for one person, but shown to the whole chat"]);
  });

  it("answers 404 to unknown methods", async () => {
    const { raw } = await createFixture({ botApi: "7.1" });
    for (const method of ["editEphemeralMessageText", "deleteEphemeralMessage", "sendRichMessage"]) {
      expect(await raw(method, {})).toMatchObject({
        error_code: 404,
        description: "Not Found: method not found",
      });
    }
  });
});
