import { describe, expect, it } from "vitest";
import { textOf } from "../../../src/sandbox/telegram/view.ts";
import { createFixture } from "./fixture.ts";

async function started() {
  const shop = await createFixture();
  await shop.lan.startsBot();
  const send = (rich_message: object) => shop.raw("sendRichMessage", { chat_id: shop.chat, rich_message });
  return { ...shop, send };
}

describe("a rich message", () => {
  it("is shown to people as text with its tables and buttons", async () => {
    const { lan, chat, send } = await started();
    const html =
      "<h2>Nguyễn Văn An</h2><table bordered striped compact><caption>Điểm</caption><tr><th>Còn</th><td>120</td></tr></table>" +
      "<details><summary>Ghi chú</summary>VIP &amp; h&ograve;a &mdash; nhã</details>" +
      '<p>Chọn: <tg-button type="callback_data" data="pt:1">Điểm</tg-button></p>' +
      '<tg-button-row align="left"><tg-button type="callback_data" style="danger" data="x">Xoá</tg-button>' +
      '<tg-button type="url" url="https://example.com">Web</tg-button></tg-button-row>';
    expect((await send({ html })).result).toHaveProperty("rich_message.blocks");
    expect(textOf(lan.sees(chat).at(-1) ?? expect.fail("nothing is seen"))).toBe(
      "Nguyễn Văn An\nĐiểm\nCòn\t120\nGhi chú\nVIP & h&ograve;a — nhã\nChọn:\n[Điểm]\n[Xoá] [Web]",
    );
  });

  it("has buttons that can be clicked", async () => {
    const { lan, chat, send, raw, api } = await started();
    await send({
      html: '<p>?</p><tg-button-row><tg-button type="callback_data" data="ok">OK</tg-button></tg-button-row>',
    });
    const click = lan.clicks(await lan.nextMessage(chat), "OK");
    const { callback_query } = (await raw("getUpdates", { offset: -1 })).result[0];
    expect(callback_query.data).toBe("ok");
    await api.answerCbQuery(callback_query.id);
    await click;
  });

  it("may be given as blocks or as markdown", async () => {
    const { lan, chat, send } = await started();
    const cells = [[{ text: "Còn" }, { text: { type: "bold", text: "120" } }]];
    const buttons = [{ text: "OK", callback_data: "ok" }];
    await send({
      blocks: [
        { type: "heading", text: "An" },
        { type: "table", cells },
        { type: "buttons", buttons },
      ],
    });
    expect(lan.sees(chat).at(-1)).toMatchObject({
      text: "An\nCòn\t120",
      buttons: [[{ label: "OK", callbackData: "ok" }]],
    });
    await send({ markdown: "# An\n1 < 2 <nobody>" });
    expect(lan.sees(chat).at(-1)?.text).toBe("# An\n1 < 2 <nobody>");
  });

  it("can replace a text by an edit, and a text can replace it", async () => {
    const { api, call, lan, chat } = await started();
    const { message_id } = await api.sendMessage(chat, "đang tìm…");
    const it = { chat_id: chat, message_id };
    await call("editMessageText", { ...it, rich_message: { html: "<h2>An</h2>" } });
    expect(lan.sees(chat).at(-1)?.text).toBe("An");
    await call("editMessageText", { ...it, text: "hết" });
    expect(lan.sees(chat).at(-1)?.text).toBe("hết");
  });

  it("is refused above the documented limits", async () => {
    const { send } = await started();
    expect((await send({ html: `<p>${"a".repeat(32_768)}</p>` })).ok).toBe(true);
    const tooMuch = [
      `<p>${"a".repeat(32_769)}</p>`,
      "<p>x</p>".repeat(501),
      `<table><tr>${"<td>x</td>".repeat(21)}</tr></table>`,
      `${"<b>".repeat(17)}x${"</b>".repeat(17)}`,
      `<p>x<tg-button type="callback_data" data="${"ạ".repeat(22)}">OK</tg-button></p>`,
      `<tg-button-row>${'<tg-button type="disabled">x</tg-button>'.repeat(9)}</tg-button-row>`,
    ];
    for (const html of tooMuch) expect(await send({ html })).toMatchObject({ ok: false, error_code: 400 });
  });

  it.each([
    [{ html: "<div>x</div>" }, /Unsupported start tag "div"/],
    [{ html: "<p>x" }, /Can't find end tag corresponding to start tag "p"/],
    [{ html: "<p><b>x</p></b>" }, /Unmatched end tag/],
    [{ html: "<p>1 < 2</p>" }, /must be written as &lt;/],
    [{ html: "<p>x</p>", markdown: "x" }, /exactly one of html, markdown and blocks/],
    [{ html: "<p></p>" }, /message text is empty/],
    [{ blocks: [{ text: "no type" }] }, /Can't find field "type"/],
  ])("is refused when it is invalid: %j", async (rich, description) => {
    const { send } = await started();
    expect(await send(rich)).toMatchObject({
      error_code: 400,
      description: expect.stringMatching(description),
    });
  });
});
