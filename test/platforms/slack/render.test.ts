import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Block, ReadyCard } from "../../../src/cards/card.ts";
import { formView } from "../../../src/platforms/slack/form-view.ts";
import { renderCard, renderForView } from "../../../src/platforms/slack/render.ts";
import { literalWithin } from "../../../src/platforms/slack/text.ts";
import { checkMessageBlocks, checkView } from "../../../src/sandbox/slack/blocks/check.ts";
import { livePings } from "../../../src/sandbox/slack/blocks/live-pings.ts";
import { readMrkdwn, textOf } from "../../../src/sandbox/slack/text-of.ts";
import { action, buttonsOf, ready, ticketForm } from "./fixture.ts";

const uncut = (text: string) => literalWithin(text, Number.POSITIVE_INFINITY);

describe("a card on Slack", () => {
  it("reads as what it holds", () => {
    const card = ready("Nguyễn Văn An", {
      tone: "good",
      blocks: [
        {
          kind: "fields",
          fields: [
            { label: "Điểm", value: "120" },
            { label: "Hạng", value: "" },
          ],
        },
        { kind: "text", text: "Khách gọi *hai* lần" },
        { kind: "quote", text: "máy in hỏng", by: "Minh" },
        {
          kind: "list",
          heading: "Đơn hàng",
          rows: [{ title: "DH-1", detail: "1.200.000 ₫", buttons: [action("Mở", "a")] }],
        },
        { kind: "context", text: "Cập nhật 5 phút trước" },
        buttonsOf(action("Tạo phiếu", "b"), action("Đổi quà", "c")),
      ],
    });
    expect(shown(card).replaceAll("\u200b", "")).toMatchInlineSnapshot(`
      "✅ Nguyễn Văn An
      Điểm
      120
      Hạng
      –
      Khách gọi *hai* lần
      máy in hỏng
      — Minh
      Đơn hàng
      DH-1
      1.200.000 ₫ [Mở]
      Cập nhật 5 phút trước
      [Tạo phiếu] [Đổi quà]"
    `);
  });

  it("keeps a private card's content out of the notification", () => {
    const blocks = [{ kind: "fields" as const, fields: [{ label: "Điện thoại", value: "0867 123 456" }] }];
    expect(renderCard(ready("Khách hàng", { blocks })).text).toBe("Khách hàng");
    expect(renderCard(ready("Khách hàng", { blocks, audience: "shared" })).text).toContain("0867 123 456");
  });

  it("says how many rows are left out", () => {
    const rows = Array.from({ length: 300 }, (_, index) => ({
      title: `Khách ${index}`,
      detail: "0900 000 001",
    }));
    const text = shown(
      ready("Kết quả", { blocks: [{ kind: "list", rows }, buttonsOf(action("Trang sau", "n"))] }),
    );
    const drawn = text.match(/^Khách \d+$/gm)?.length ?? 0;
    expect(drawn).toBeGreaterThan(20);
    expect(text).toContain(`… còn ${300 - drawn} dòng nữa`);
    expect(text).toContain("[Trang sau]");
  });

  it("shows a table as a table, a second one as aligned text, and says what neither could hold", () => {
    const columns = Array.from({ length: 22 }, (_, index) => ({ heading: `C${index}` }));
    const rows = Array.from({ length: 150 }, (_, index) => [String(index), "x"]);
    const card = ready("Báo cáo", {
      blocks: [
        { kind: "table", columns: [{ heading: "Ngày" }, { heading: "Điểm", align: "right" }], rows },
        { kind: "table", columns, rows: rows.slice(0, 2) },
      ],
    });
    const { blocks } = renderCard(card);
    expect(blocks.filter((block) => block.type === "table")).toHaveLength(1);
    expect(shown(card)).toMatch(/… còn \d+ dòng nữa/);
    expect(shown(card)).toContain("… còn 2 cột nữa");
    expect(JSON.stringify(renderCard(card, { tables: false }).blocks)).not.toContain('"table"');
  });

  it("shows names that look like markup exactly", () => {
    for (const name of [
      "<!channel>",
      "*An*",
      "_a_ ~b~ `c`",
      "> trích",
      ":fire: & <b>",
      "2*3*4",
      "a_b_c",
      "<@U0LAN>",
    ]) {
      const line = uncut(name);
      expect(readMrkdwn(line).replaceAll("\u200b", "")).toBe(name);
      expect(livePings({ text: line, blocks: [] })).toEqual([]);
    }
  });

  it("makes web addresses links, and stops them where the sentence goes on", () => {
    expect(uncut("xem https://shop.vn/a?b=1&c=2.")).toBe("xem <https://shop.vn/a?b=1&amp;c=2>.");
  });

  it("is done with a page of empty lines before anybody notices", () => {
    expect(uncut(`a${"\n".repeat(400_000)}> b`)).toHaveLength(400_008);
  });

  it("is taken by Slack whatever it holds", () => {
    fc.assert(
      fc.property(hostileCard, (card) => {
        for (const tables of [true, false]) {
          const payload = renderCard(card, { tables });
          expect(payload.text.length).toBeGreaterThan(0);
          expect(payload.text.length).toBeLessThanOrEqual(40_000);
          expect(checkMessageBlocks(JSON.parse(JSON.stringify(payload.blocks)))).toMatchObject({ ok: true });
          const checked = checkMessageBlocks(payload.blocks);
          expect(livePings({ text: payload.text, blocks: checked.ok ? checked.value : [] })).toEqual([]);
          expect(JSON.stringify(payload)).not.toMatch(/\\ud[89a-f]/i);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("is taken inside a modal too", () => {
    fc.assert(
      fc.property(hostileCard, (card) => {
        const form = card.blocks.find((block) => block.kind === "form");
        const to = { user: "U1", channel: "C1", shared: true };
        const blocks = renderForView(card);
        if (blocks.length > 0) expect(checkView(modal(blocks))).toMatchObject({ ok: true });
        if (form) expect(checkView(formView(form.form, to, "vi"))).toMatchObject({ ok: true });
      }),
      { numRuns: 60 },
    );
  });
});

function shown(card: ReadyCard): string {
  const checked = checkMessageBlocks(renderCard(card).blocks);
  if (!checked.ok) throw new Error(checked.messages.join("\n"));
  return textOf({ blocks: checked.value });
}

function modal(blocks: unknown[]) {
  return {
    type: "modal",
    title: { type: "plain_text", text: "x" },
    submit: { type: "plain_text", text: "x" },
    blocks,
  };
}

const nasty = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
  fc.constantFrom(
    "",
    " ",
    "\n\n",
    "<!channel>",
    "<!here|x>",
    "<@U0LAN>",
    "</b>",
    "&&&&".repeat(1_500),
    "<>".repeat(2_500),
    "👩‍👩‍👧‍👦".repeat(700),
    "e\u0301".repeat(3_000),
    "\ud800 lone \udc00",
    "\u202eabc\u202c مرحبا",
    "https://shop.vn/<!channel>?a=1&b=2",
    "*a* _b_ ~c~ `d` ```e``` > f :smile:",
    "dòng\n".repeat(1_000),
    "x".repeat(5_000),
  ),
);
const pressable = fc.record({ label: nasty, action: fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/) });
const buttons = (maxLength: number) => fc.array(pressable, { maxLength });

const hostileBlock: fc.Arbitrary<Block<string>> = fc.oneof(
  fc.record({ kind: fc.constant("text" as const), text: nasty }),
  fc.record({ kind: fc.constant("quote" as const), text: nasty, by: nasty }),
  fc.record({ kind: fc.constant("context" as const), text: nasty }),
  fc.record({
    kind: fc.constant("fields" as const),
    fields: fc.array(fc.record({ label: nasty, value: nasty }), { maxLength: 60 }),
  }),
  fc.record({
    kind: fc.constant("list" as const),
    heading: nasty,
    rows: fc
      .array(fc.record({ title: nasty, detail: nasty, buttons: buttons(3) }), { maxLength: 8 })
      .chain((rows) =>
        fc.constantFrom(
          rows,
          Array.from({ length: 300 }, (_, index) => ({ title: `Khách ${index}` })),
        ),
      ),
  }),
  fc.record({
    kind: fc.constant("table" as const),
    columns: fc.array(
      fc.record({ heading: nasty, align: fc.constantFrom("left" as const, "right" as const) }),
      {
        maxLength: 25,
      },
    ),
    rows: fc.array(fc.array(nasty, { maxLength: 25 }), { maxLength: 5 }).chain((rows) =>
      fc.constantFrom(
        rows,
        Array.from({ length: 300 }, (_, index) => [String(index)]),
      ),
    ),
  }),
  fc.record({
    kind: fc.constantFrom("file" as const, "image" as const),
    file: fc.record({
      name: nasty,
      mime: fc.constantFrom("text/csv", "image/png"),
      bytes: fc.constant(new Uint8Array(1)),
      alt: nasty,
    }),
  }),
  fc.record({ kind: fc.constant("buttons" as const), buttons: buttons(60) }),
  fc
    .tuple(
      nasty,
      nasty,
      fc.boolean(),
      fc.array(fc.record({ label: nasty, value: nasty }), { maxLength: 120 }),
    )
    .map(([label, value, required, choices]) =>
      ticketForm([
        { label, value, hint: value, required, error: label },
        { label, value, required },
        { label, value, required, choices },
      ]),
    ),
);

const hostileCard: fc.Arbitrary<ReadyCard> = fc
  .record({
    title: nasty,
    tone: fc.constantFrom(
      "plain" as const,
      "good" as const,
      "warning" as const,
      "bad" as const,
      "waiting" as const,
    ),
    audience: fc.constantFrom("private" as const, "shared" as const),
    blocks: fc.array(hostileBlock, { maxLength: 8 }),
  })
  .map((card) => ready(card.title, card));
