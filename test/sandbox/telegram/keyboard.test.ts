import { describe, expect, it } from "vitest";
import { createFixture } from "./fixture.ts";

const button = (n: number) => ({ text: `B${n}`, callback_data: `b${n}` });
const buttons = (count: number) => Array.from({ length: count }, (_, n) => button(n));

async function send(inline_keyboard: unknown) {
  const shop = await createFixture();
  await shop.lan.startsBot();
  return shop.raw("sendMessage", { chat_id: shop.chat, text: "?", reply_markup: { inline_keyboard } });
}

describe("an inline keyboard", () => {
  it("accepts callback data of 64 bytes and refuses 65, counted as UTF-8", async () => {
    const ok = await send([[{ text: "OK", callback_data: `${"ạ".repeat(21)}a` }]]);
    expect(ok.result.reply_markup.inline_keyboard[0][0].callback_data).toBe(`${"ạ".repeat(21)}a`);
    expect(await send([[{ text: "OK", callback_data: "ạ".repeat(22) }]])).toMatchObject({
      error_code: 400,
      description: "Bad Request: BUTTON_DATA_INVALID",
    });
    expect(await send([[{ text: "OK", callback_data: "" }]])).toMatchObject({ error_code: 400 });
  });

  it("has at most 8 buttons per row and 100 in total", async () => {
    expect((await send([buttons(8)])).ok).toBe(true);
    expect(await send([buttons(9)])).toMatchObject({ description: "Bad Request: reply markup is too long" });
    const hundred = Array.from({ length: 20 }, () => buttons(5));
    expect((await send(hundred)).ok).toBe(true);
    expect((await send([...hundred, [button(0)]])).ok).toBe(false);
  });

  it.each([
    [[[{ text: "nothing" }]], /Text buttons are unallowed in the inline keyboard$/],
    [[[{ callback_data: "x" }]], /Can't find field "text"$/],
    [[[{ text: "two", callback_data: "x", url: "https://x.vn" }]], /exactly one type/],
    [[[{ text: "link", url: "not an address" }]], /Wrong HTTP URL$/],
    [[[{ text: "copy", copy_text: { text: "" } }]], /BUTTON_COPY_TEXT_INVALID$/],
    [[[{ text: "copy", copy_text: { text: "0".repeat(257) } }]], /BUTTON_COPY_TEXT_INVALID$/],
    [[[{ text: "red", callback_data: "x", style: "red" }]], /invalid button style/],
    [[{ text: "no row", callback_data: "x" }], /Array of Arrays$/],
  ])("refuses %j", async (keyboard, description) => {
    expect(await send(keyboard)).toMatchObject({
      error_code: 400,
      description: expect.stringMatching(description),
    });
  });

  it("may copy a text, open a link, be coloured or be disabled", async () => {
    const { api, lan, chat } = await createFixture();
    await lan.startsBot();
    const row = [
      { text: "Chép số", copy_text: { text: "0867123456" } },
      { text: "Web", url: "https://example.com" },
      { text: "Xoá", callback_data: "del", style: "danger" },
      { text: "Hết", disabled: {} },
    ];
    await api.sendMessage(chat, "?", { reply_markup: { inline_keyboard: [row] } } as object);
    expect(lan.sees(chat).at(-1)?.buttons).toEqual([
      [
        { label: "Chép số", copies: "0867123456" },
        { label: "Web", url: "https://example.com" },
        { label: "Xoá", callbackData: "del" },
        { label: "Hết", isDisabled: true },
      ],
    ]);
  });
});

describe("an older server (Bot API 7.1)", () => {
  it("does not know copy_text, and refuses a button with nothing else", async () => {
    const { lan, chat, raw } = await createFixture({ botApi: "7.1" });
    await lan.startsBot();
    const reply_markup = { inline_keyboard: [[{ text: "Chép", copy_text: { text: "1" } }]] };
    expect(await raw("sendMessage", { chat_id: chat, text: "?", reply_markup })).toMatchObject({
      error_code: 400,
      description:
        "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    });
  });
});
