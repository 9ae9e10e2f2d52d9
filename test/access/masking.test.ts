import fc from "fast-check";
import { expect, it } from "vitest";
import { maskCard, maskText } from "../../src/access/masking.ts";
import type { Block, Card } from "../../src/cards/card.ts";
import { plainText } from "../../src/cards/plain-text.ts";

it.each([
  ["gọi 0867 123 456 nhé", "gọi 0867 *** 456 nhé"],
  ["0867123456", "0867 *** 456"],
  ["+84867123456", "+8486 *** 456"],
  ["3822 1234", "38 *** 234"],
  ["(028) 3822-1234", "0283 *** 234"],
  ["tam@example.com", "t***@example.com"],
  ["viết cho <tam.le+shop@mail.example.com>", "viết cho <t***@mail.example.com>"],
])("hides most of %s", (clear, masked) => {
  expect(maskText(clear, [])).toBe(masked);
});

it.each([
  ["Hôm nay bạn thích gì, mai anh đến", "Mai An"],
  ["Bạn nào cũng được", "An Na"],
])("leaves the words of “%s” whole, although they contain the letters of a name", (text, name) => {
  expect(maskText(text, [name])).toBe(text);
});

it.each([
  "25/11/2026 08:30",
  "25-11-2026",
  "2026-11-25",
  "4.520.000 ₫",
  "Phiếu #17464",
  "1.234.567.890 ₫",
  "01/11 - 15/11/2026: 120",
  "01/11/2026 – 15/11/2026",
  "5★ 120 · 4★ 30 · 3★ 0",
  "+10 · 0 · 05/11/2026 08:30",
  "½ giá, 10 m²",
])("leaves %s unchanged", (text) => {
  expect(maskText(text, [])).toBe(text);
});

it.each([
  ["25-11-2026 0867123456", "0867123456"],
  ["2026-11-25 0867 123 456", "0867123456"],
  ["09.00.0000001", "0900000001"],
  ["0900-00-0001", "0900000001"],
  ["84.867.123.456", "84867123456"],
  ["0867123456 0900000001", "0900000001"],
  ["0867\u200b123\u200b456", "0867123456"],
  ["0867 – 123 – 456", "0867123456"],
  ["０８６７１２３４５６", "0867123456"],
  ["0867/123/456", "0867123456"],
  ["0867,123,456", "0867123456"],
  ["0867_123_456", "0867123456"],
  ["0867 | 123 | 456", "0867123456"],
  ["0867    123    456", "0867123456"],
  ["0867:123:456", "0867123456"],
  ["0\u200b\u200b\u200b\u200b\u200b8\u2060\u2060\u2060\u206067123456", "0867123456"],
  [
    "0\ufe0f\u20e38\ufe0f\u20e36\ufe0f\u20e37\ufe0f\u20e31\ufe0f\u20e32\ufe0f\u20e33\ufe0f\u20e34\ufe0f\u20e35\ufe0f\u20e36\ufe0f\u20e3",
    "0867123456",
  ],
  ["0\u03018\u030167123456", "0867123456"],
  ["⁰⁸⁶⁷¹²³⁴⁵⁶", "0867123456"],
  ["⓪⑧⑥⑦①②③④⑤⑥", "0867123456"],
  ["𝟎𝟖𝟔𝟕𝟏𝟐𝟑𝟒𝟓𝟔", "0867123456"],
])("hides the number in %s, which looks like something else", (text, digits) => {
  expect(digitsOf(maskText(text, []))).not.toContain(digits);
});

it("does not join a masked number with the next number", () => {
  expect(maskText("0845/717/589 · 0845 717 589", [])).toBe("0845 *** 589 · 0845 *** 589");
});

it("shortens a name to the given name and an initial, wherever it occurs", () => {
  expect(maskText("Nguyễn Văn An hỏi giá", ["Nguyễn Văn An"])).toBe("An N. hỏi giá");
  expect(maskText("Anh An và Nguyễn Văn An".normalize("NFD"), ["Nguyễn Văn An"])).toContain("An N.");
  expect(maskText("NGUYỄN VĂN AN", ["Nguyễn Văn An"])).toBe("An N.");
});

it.each([
  "Nguyen Van An",
  "nguyễn văn an",
  "Nguyễn\u200b V\u2060ăn An",
  "Nguyễn Văn An".normalize("NFD"),
  "Nguyễn\u00a0Văn\nAn",
])("recognises the name in %j", (written) => {
  expect(maskText(`gọi ${written} nhé`, ["Nguyễn Văn An"])).toBe("gọi An N. nhé");
  expect(maskText("gọi Le Duc Dat nhé", ["Lê Đức Đạt"])).toBe("gọi Đạt L. nhé");
});

it("recognises a name with invisible characters, and takes no other word for a one-word name", () => {
  expect(maskText("Nguyễn Văn An", ["Nguyễn\u200b Văn An"])).toBe("An N.");
  expect(maskText("ấn tượng, anh An", ["An"])).toBe("ấn tượng, anh A.");
});

it("ignores a name of combining marks only", () => {
  expect(maskText("anh An và chị Bình", ["\u0301 \u0301"])).toBe("anh An và chị Bình");
});

it("splits no surrogate pair where digits take two UTF-16 units", () => {
  expect(maskText("𝟎𝟖𝟔𝟕𝟏𝟐𝟑𝟒𝟓𝟔", [])).toBe("0867 *** 456");
});

it("treats replacement patterns in a name as plain text", () => {
  expect(maskText("Lê $& Bình", ["Lê $& Bình"])).toBe("Bình L.");
  expect(maskText("Lê Bình $&", ["Lê Bình $&"])).not.toContain("Lê Bình");
});

const phone = fc
  .tuple(
    fc.constantFrom("0", "84", "+84", "(+84) ", "0084"),
    fc.constantFrom("867123456", "900000001", "283822123", "1623456789"),
    fc.constantFrom("", " ", ".", "-", "\u00a0", " - "),
  )
  .map(([start, rest, gap]) => ({
    digits: rest,
    written: start + (rest.match(/.{1,3}/g) ?? []).join(gap),
  }));

const email = fc.tuple(
  fc.stringMatching(/^[a-z][a-z0-9._+-]{1,12}$/),
  fc.constantFrom("example.com", "mail.shop.vn"),
);

const NAME = "Nguyễn Văn An";

/** A text of any kind that contains the personal data. */
const textWithPersonalData = fc
  .tuple(fc.string(), phone, email, fc.string())
  .map(([before, number, [local, host], after]) => ({
    text: `${before.replace(/[\d@]/g, "")} ${number.written} · ${NAME}, ${local}@${host} ${after.replace(/[\d@]/g, "")}`,
    digits: number.digits,
    address: `${local}@${host}`,
  }));

/** Returns a card with the same text in every place. */
function everywhere(text: string): Card<string> {
  const action = "press";
  const blocks: Block<string>[] = [
    { kind: "text", text },
    { kind: "quote", text, by: text },
    { kind: "context", text },
    { kind: "fields", fields: [{ label: text, value: text }] },
    {
      kind: "list",
      heading: text,
      rows: [{ title: text, detail: text, buttons: [{ label: text, action }] }],
    },
    { kind: "table", columns: [{ heading: text }], rows: [[text]] },
    { kind: "buttons", buttons: [{ label: text, action }] },
    {
      kind: "form",
      form: {
        draft: "draft",
        title: text,
        fields: [],
        prompt: { name: "title", label: text, kind: "line", required: true, value: text },
        choices: [],
        steps: [],
        open: { label: text, action },
        cancel: { label: text, action },
      },
    },
  ];
  return { title: text, tone: "plain", audience: "private", blocks, names: [NAME] };
}

it("lets no phone number, e-mail address or full name through, in any block", () => {
  fc.assert(
    fc.property(textWithPersonalData, ({ text, digits, address }) => {
      const shared = maskCard(everywhere(text));
      const shown = `${plainText(shared)} ${JSON.stringify(shared)}`;
      expect(shared.audience).toBe("shared");
      expect(digitsOf(plainText(shared).replace(/\n/g, " x "))).not.toContain(digits);
      expect(shown).not.toContain(address);
      expect(shown).not.toContain(NAME);
    }),
    { numRuns: 300 },
  );
});

it("removes the buttons, because they act on the unmasked customer", () => {
  const shared = maskCard(everywhere("x"));
  expect(JSON.stringify(shared)).not.toContain("press");
});

function digitsOf(text: string): string {
  return text.normalize("NFKC").replace(/[^\p{L}\d]/gu, "");
}

it.each([
  ["0867123456 0912345678", "0867 *** 456 0912 *** 678"],
  ["0867 123 456\n024 3826 4154", "0867 *** 456\n0243 *** 154"],
])("masks %j one by one", (text, masked) => {
  expect(maskText(text, [])).toBe(masked);
});

it.each([
  ["lan'@example.com", "l***@example.com"],
  ["đào@vídụ.vn", "đ***@vídụ.vn"],
  ["an@my_shop.vn", "a***@my_shop.vn"],
  ["tam＠example.com", "t***＠example.com"],
  ['"tam le"@example.com', '"***@example.com'],
  [`${"x".repeat(80)}@example.com`, "x***@example.com"],
])("leaves the first character of a mailbox in any spelling: %s", (clear, masked) => {
  expect(maskText(clear, [])).toBe(masked);
});

it("masks an address although a part of it is a person's name", () => {
  expect(maskText("tam@example.com", ["tam", "example", "com"])).not.toContain("tam@");
  expect(maskText("Le tam@example.com", ["Le tam@example"])).not.toContain("tam@");
});

it("shortens a name with wider blanks, or with a phone number in it", () => {
  expect(maskText("Nguyễn  Văn\u00a0An", ["Nguyễn Văn An"])).toBe("An N.");
  expect(maskText("Chị Lan 0867123456", ["Chị Lan 0867123456"])).not.toContain("Lan");
});

it("does not change a short name inside other words", () => {
  expect(maskText("Anh An khoan đã", ["An"])).toBe("Anh A. khoan đã");
});
