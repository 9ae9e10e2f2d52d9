import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detectEntities } from "../../../src/sandbox/telegram/entities.ts";
import { parseHtml } from "../../../src/sandbox/telegram/html.ts";
import { createFixture } from "./fixture.ts";

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

describe("HTML mode", () => {
  it("counts entity offsets in UTF-16 units", () => {
    expect(parseHtml("🐜 <b>Nguyễn <i>An</i></b>")).toEqual({
      text: "🐜 Nguyễn An",
      entities: [
        { type: "italic", offset: 10, length: 2 },
        { type: "bold", offset: 3, length: 9 },
      ],
    });
  });

  it("keeps links, code with its language, spoilers, quotes and dates", () => {
    const html =
      '<a href="https://example.com/?a=1&amp;b=2">x</a><pre><code class="language-json">{}</code></pre>' +
      '<span class="tg-spoiler">s</span><blockquote expandable>q</blockquote><tg-time unix="1647531900" format="wDT">t</tg-time>';
    expect(parseHtml(html).entities).toEqual([
      { type: "text_link", offset: 0, length: 1, url: "https://example.com/?a=1&b=2" },
      { type: "pre", offset: 1, length: 2, language: "json" },
      { type: "spoiler", offset: 3, length: 1 },
      { type: "expandable_blockquote", offset: 4, length: 1 },
      { type: "date_time", offset: 5, length: 1, unix_time: 1_647_531_900, date_time_format: "wDT" },
    ]);
  });

  it.each([
    ["1 < 2", 'Unsupported start tag "" at byte offset 2'],
    ["giá <100", "Unclosed start tag at byte offset 5"],
    ["<b>đậm", 'Can\'t find end tag corresponding to start tag "b"'],
    ["<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'],
    ["<div>x</div>", 'Unsupported start tag "div" at byte offset 0'],
    ["ễ</b>", "Unexpected end tag at byte offset 3"],
    ["<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
    ['<a href="https://x.vn>x</a>', "Unclosed start tag at byte offset 0"],
  ])("refuses %s", async (text, why) => {
    const { lan, chat, raw } = await createFixture();
    await lan.startsBot();
    const description = `Bad Request: can't parse entities: ${why}`;
    const html = { chat_id: chat, text, parse_mode: "HTML" };
    expect(await raw("sendMessage", html)).toMatchObject({ error_code: 400, description });
  });

  it("accepts a bare & and > as Telegram does, and records violations", async () => {
    const { telegram, api, lan, chat } = await createFixture();
    await lan.startsBot();
    await api.sendMessage(chat, "Tom & Jerry -> <b>ok</b>", { parse_mode: "HTML" });
    expect(lan.sees(chat).at(-1)?.text).toBe("Tom & Jerry -> ok");
    expect(telegram.violations).toEqual([expect.stringMatching(/^HTML: a bare ">"/)]);
    await api.sendMessage(chat, "A&amp;B &lt;&#8363;&gt; &quot;&#x1F41C;&quot;", { parse_mode: "HTML" });
    expect(lan.sees(chat).at(-1)?.text).toBe('A&B <₫> "🐜"');
    expect(telegram.violations).toHaveLength(1);
  });

  it("returns any escaped text unchanged", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        expect(parseHtml(`<b>${escaped(text)}</b>`).text).toBe(text);
      }),
    );
  });
});

describe("lengths", () => {
  it("are counted after parsing: 4,096 for a text, 1,024 for a caption", async () => {
    const { api, lan, chat, raw } = await createFixture();
    await lan.startsBot();
    await api.sendMessage(chat, `<b>${"&amp;".repeat(4_096)}</b>`, { parse_mode: "HTML" });
    expect(lan.sees(chat).at(-1)?.text).toHaveLength(4_096);
    expect(await raw("sendMessage", { chat_id: chat, text: "a".repeat(4_097) })).toMatchObject({
      error_code: 400,
      description: "Bad Request: message is too long",
    });
    const document = { source: Buffer.from("x"), filename: "x.txt" };
    await expect(api.sendDocument(chat, document, { caption: "a".repeat(1_025) })).rejects.toThrow(
      "400: Bad Request: message caption is too long",
    );
  });

  it("refuse a text that is empty, also after trimming", async () => {
    const { lan, chat, raw } = await createFixture();
    await lan.startsBot();
    for (const text of [undefined, "", "  \n ", "<b> </b>"]) {
      expect(await raw("sendMessage", { chat_id: chat, text, parse_mode: "HTML" })).toMatchObject({
        description: "Bad Request: message text is empty",
      });
    }
  });
});

describe("entities in people's messages", () => {
  it("are detected as by Telegram, with UTF-16 offsets", () => {
    const text = "🐜 /find@shop_bot an@example.com +84 867 123 456 @minh_cskh https://antcrm.vn/x. #gấp";
    const found = detectEntities(text).map(({ type, offset, length }) => [
      type,
      text.slice(offset, offset + length),
    ]);
    expect(found).toEqual([
      ["bot_command", "/find@shop_bot"],
      ["email", "an@example.com"],
      ["phone_number", "+84 867 123 456"],
      ["mention", "@minh_cskh"],
      ["url", "https://antcrm.vn/x"],
      ["hashtag", "#gấp"],
    ]);
  });
});
