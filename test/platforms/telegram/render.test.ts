import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Block, Button, ReadyCard, Tone } from "../../../src/cards/card.ts";
import { renderCard } from "../../../src/platforms/telegram/render.ts";
import { startTelegram, type TelegramSandbox } from "../../../src/sandbox/telegram/server.ts";
import { buttons, pressFor, ready } from "./fixture.ts";

function labels(card: ReadyCard): string[][] {
  const rows = renderCard(card).reply_markup?.inline_keyboard ?? [];
  return rows.map((row) => row.map(({ text }) => text));
}

describe("a card on Telegram", () => {
  it("draws each kind of block", () => {
    const card = ready(
      "Nguyễn Văn An",
      { kind: "text", text: "Khách <quen>" },
      { kind: "fields", fields: [{ label: "Điểm", value: "120" }] },
      { kind: "quote", text: "Máy hỏng & nóng", by: "Bình" },
      { kind: "list", heading: "Giao dịch", rows: [{ title: "D1", detail: "1.000 ₫" }, { title: "D2" }] },
      {
        kind: "table",
        columns: [{ heading: "Ngày" }, { heading: "Sao", align: "right" }],
        rows: [
          ["25/11", "5"],
          ["1/12", "10"],
        ],
      },
      { kind: "context", text: "AntCRM, 08:30" },
    );
    expect(renderCard({ ...card, tone: "good" }).text).toMatchInlineSnapshot(`
      "<b>✅ Nguyễn Văn An</b>

      Khách &lt;quen&gt;

      <b>Điểm: </b>120

      <blockquote>Máy hỏng &amp; nóng
      <i>— Bình</i></blockquote>

      <b>Giao dịch</b>
      • <b>D1</b> · 1.000 ₫
      • <b>D2</b>

      <pre>Ngày   Sao
      25/11    5
      1/12    10</pre>

      <i>AntCRM, 08:30</i>"
    `);
  });

  it("keeps the blank line between two paragraphs", () => {
    const card = ready("Phiếu", { kind: "text", text: "\n\nMột\n\nHai\n" });
    expect(renderCard(card).text).toBe("<b>Phiếu</b>\n\nMột\n\nHai");
  });

  it("draws something even when a card says nothing", () => {
    expect(renderCard(ready("", { kind: "text", text: " \n " })).text).toBe("—");
  });

  it("numbers records that have buttons, so that the buttons say whose they are", () => {
    const rows = [
      { title: "An", buttons: [pressFor("Mở")] },
      { title: "Bình", buttons: [pressFor("Mở")] },
    ];
    const card = ready("2 khách", { kind: "list", rows }, buttons("Tìm lại"));
    expect(renderCard(card).text).toContain("1. <b>An</b>\n2. <b>Bình</b>");
    expect(labels(card)).toEqual([["1 · Mở", "2 · Mở"], ["Tìm lại"]]);
  });

  it("tells how many lines it left out, and keeps what stands below", () => {
    const rows = Array.from({ length: 300 }, (_, i) => ({
      title: `Khách hàng số ${i + 1}`,
      detail: "0900 000 001",
    }));
    const { text } = renderCard(ready("Danh sách", { kind: "list", rows }, { kind: "context", text: "Hết" }));
    const shown = text.match(/Khách hàng số/g)?.length ?? 0;
    expect(shown).toBeGreaterThan(80);
    expect(text).toContain(`<i>… còn ${300 - shown} dòng nữa</i>`);
    expect(text).toMatch(/<i>Hết<\/i>$/);
  });

  it("cuts one long text at a whole letter and tells how much is missing", () => {
    const family = "👨‍👩‍👧‍👦";
    const { text } = renderCard(ready("Phiếu", { kind: "text", text: family.repeat(600) }));
    const left = text.split(family).length - 1;
    expect(text).toContain(`… còn ${(600 - left) * family.length} ký tự nữa`);
    expect(text.replaceAll(family, "")).toMatch(/^<b>Phiếu<\/b>\n\n\n<i>… còn \d+ ký tự nữa<\/i>$/);
  });

  it("keeps records and their buttons together when there are too many buttons", () => {
    const rows = Array.from({ length: 150 }, (_, i) => ({ title: `K${i}`, buttons: [pressFor("Mở")] }));
    const card = ready("Khách", { kind: "list", rows }, buttons("Tiếp"));
    expect(labels(card).flat()).toHaveLength(100);
    expect(labels(card).flat().at(-1)).toBe("Tiếp");
    expect(renderCard(card).text).toContain("… còn 51 dòng nữa");
  });

  it("tells how many buttons it left out", () => {
    const card = ready("Chọn", buttons(...Array.from({ length: 130 }, (_, i) => `Nút ${i}`)));
    expect(labels(card).flat()).toHaveLength(100);
    expect(renderCard(card).text).toContain("… còn 30 nút nữa");
  });

  it("rings nobody by a name that looks like a mention, in a shared card", () => {
    const card = ready("Khách", { kind: "text", text: "@channel an@example.com" });
    expect(renderCard({ ...card, audience: "shared" }).text).toContain("@\u2060channel an@example.com");
    expect(renderCard(card).text).toContain("@channel an@example.com");
  });

  it("says what holds a table as a rich message as well, each cell in its own place", () => {
    const columns = [{ heading: "Kênh" }, { heading: "Sao", align: "right" as const }];
    const table = { kind: "table" as const, columns, rows: [["ZNS & Zalo", "4,50"]] };
    expect(renderCard(ready("Đánh giá", { kind: "text", text: "Một\nHai" }, table)).rich).toBe(
      "<p><b>Đánh giá</b></p><p>Một<br>Hai</p><table bordered striped compact>" +
        '<tr><th>Kênh</th><th align="right">Sao</th></tr>' +
        '<tr><td>ZNS &amp; Zalo</td><td align="right">4,50</td></tr></table>',
    );
    const tooWide = Array.from({ length: 21 }, (_, index) => ({ heading: `Cột ${index}` }));
    expect(renderCard(ready("Rộng", { ...table, columns: tooWide })).rich).toBeUndefined();
  });

  it("marks the buttons of a question, so that its answer takes its place", () => {
    const data = (card: ReadyCard) => renderCard(card).reply_markup?.inline_keyboard[0]?.[0];
    expect(data({ ...ready("?", buttons("OK")), tone: "warning" })).toMatchObject({
      callback_data: "e:press_OK",
    });
    expect(data(ready("Khách", buttons("OK")))).toMatchObject({ callback_data: "c:press_OK" });
  });
});

describe("any card, however hostile", () => {
  let sandbox: TelegramSandbox;
  let chat: number;

  beforeAll(async () => {
    sandbox = await startTelegram();
    const an = sandbox.addUser({ first_name: "An" });
    chat = an.id;
    await sandbox.person(chat).startsBot();
  });
  afterAll(() => sandbox.stop());

  async function send(method: string, content: object): Promise<unknown> {
    const response = await fetch(`${sandbox.url}/bot${sandbox.token}/${method}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ chat_id: chat, ...content }),
    });
    return response.json();
  }

  it("is accepted by Telegram", async () => {
    await fc.assert(
      fc.asyncProperty(hostileCard, async (card) => {
        const rendered = renderCard(card);
        const { rich, ...plain } = rendered;
        expect(await send("sendMessage", plain)).toMatchObject({ ok: true });
        expect(plain.text).not.toMatch(/\p{Surrogate}/u);
        if (rich === undefined) return;
        const asRich = { rich_message: { html: rich }, reply_markup: plain.reply_markup };
        expect(await send("sendRichMessage", asRich)).toMatchObject({ ok: true });
      }),
      { numRuns: 150 },
    );
    expect(sandbox.violations).toEqual([]);
  });
});

const nasty = fc.constantFrom(
  "<!channel>",
  "</b></pre></blockquote>",
  "&amp; &lt; \" ' &",
  "👨‍👩‍👧‍👦".repeat(50),
  "x".repeat(5_000),
  "a b ".repeat(1_300),
  "dòng\n".repeat(400),
  "שלום עולם \u202eevil\u202c",
  "\ud800 lone \udc00",
  `e${"\u0301".repeat(3_000)}`,
  "",
  " \n\t ",
  "\u200b\u0000\u0007",
  "@everyone /redeem https://example.com",
);
const words = fc.oneof(
  { weight: 3, arbitrary: nasty },
  { weight: 2, arbitrary: fc.string({ unit: "binary" }) },
);
const aButton: fc.Arbitrary<Button<string>> = fc.record(
  {
    label: words,
    action: fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/),
    style: fc.constantFrom("primary", "danger"),
  },
  { requiredKeys: ["label", "action"] },
);
const few = <T>(one: fc.Arbitrary<T>, most: number) => fc.array(one, { maxLength: most, size: "max" });
const aFile = fc.record({
  name: words,
  mime: fc.constantFrom("text/csv", "image/png"),
  bytes: fc.constant(new Uint8Array(1)),
  alt: words,
});
const aField = fc.record({ label: words, value: words });
const aRow = fc.record({ title: words, detail: words, buttons: few(aButton, 4) });
const aQuestion = fc.record({
  name: words,
  label: words,
  kind: fc.constant("line" as const),
  required: fc.boolean(),
  value: words,
  hint: words,
  error: words,
});
const aBlock: fc.Arbitrary<Block<string>> = fc.oneof(
  fc.record({ kind: fc.constant("text" as const), text: words }),
  fc.record({ kind: fc.constant("context" as const), text: words }),
  fc.record({ kind: fc.constant("quote" as const), text: words, by: words }),
  fc.record({ kind: fc.constant("fields" as const), fields: few(aField, 60) }),
  fc.record({ kind: fc.constant("list" as const), heading: words, rows: few(aRow, 300) }),
  fc.record({
    kind: fc.constant("table" as const),
    columns: few(
      fc.record({ heading: words, align: fc.constantFrom("left" as const, "right" as const) }),
      20,
    ),
    rows: few(few(words, 20), 100),
  }),
  fc.record({ kind: fc.constantFrom("file" as const, "image" as const), file: aFile }),
  fc.record({ kind: fc.constant("buttons" as const), buttons: few(aButton, 130) }),
  fc.record({
    kind: fc.constant("form" as const),
    form: fc.record({
      draft: fc.constant("d"),
      title: words,
      fields: few(aQuestion, 60),
      prompt: aQuestion,
      choices: few(aButton, 120),
      steps: fc.constant([]),
      open: aButton,
      cancel: aButton,
    }),
  }),
);
const hostileCard: fc.Arbitrary<ReadyCard> = fc.record({
  title: words,
  tone: fc.constantFrom<Tone[]>("plain", "good", "warning", "bad", "waiting"),
  audience: fc.constantFrom("private" as const, "shared" as const),
  locale: fc.constantFrom("vi" as const, "en" as const),
  blocks: few(aBlock, 30),
});
