import fc from "fast-check";
import { expect, it } from "vitest";
import { plainText } from "../../src/cards/plain-text.ts";
import { house } from "../support/house.ts";

/** What people paste, and what nobody types. */
const hostile = fc.constantFrom(
  "<!channel>",
  "</b><script>",
  "\u202Eevil",
  "\u0000",
  "\ud800",
  "👨‍👩‍👧‍👦",
  "$&",
  "__proto__",
  "constructor",
  "Z͑ͫ̓ͪ̂ͫ̽a̧",
  "x".repeat(5_000),
  "/",
  "?",
  "0".repeat(30),
  "đổi quà",
  "tạo phiếu cho",
  "customer:",
  "range: 99/99/9999",
  "0900000001",
  "#",
  ":share",
);

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.array(fc.oneof(hostile, fc.string({ maxLength: 12 })), { maxLength: 5 }).map((parts) => parts.join(" ")),
);

const TONES = ["plain", "good", "warning", "bad"];

it("answers any text with a card, and never breaks", async () => {
  const { lan, log } = await house();
  await fc.assert(
    fc.asyncProperty(anyText, async (text) => {
      await lan.types(text);
      const card = lan.sees();
      expect(card.title).not.toBe("");
      expect(TONES).toContain(card.tone);
    }),
    { numRuns: 150 },
  );
  expect(log.filter((line) => line.includes('"fault":"bug"'))).toEqual([]);
});

it("answers any command with any arguments, and any form with any values", async () => {
  const { lan, log } = await house();
  const command = fc.constantFrom(
    "customer",
    "ticket",
    "show",
    "points",
    "redeem",
    "ratings",
    "deals",
    "language",
    "x",
  );
  await fc.assert(
    fc.asyncProperty(command, anyText, anyText, async (name, text, value) => {
      await lan.commands(name, text);
      expect(TONES).toContain(lan.sees().tone);
      await lan.types("tạo phiếu");
      if (lan.sees().blocks.some(({ kind }) => kind === "form")) {
        await lan.checks({ customer: text, title: value, surprise: value });
        await lan.sends({ customer: text, title: value, surprise: value });
      }
      expect(TONES).toContain(lan.sees().tone);
      await lan.types("huỷ");
    }),
    { numRuns: 60 },
  );
  expect(log.filter((line) => line.includes('"fault":"bug"'))).toEqual([]);
});

it("shows any customer, however hostile the record, in each card", async () => {
  const { lan, antcrm, log } = await house();
  const customer = antcrm.world.addCustomer({ name: "x", customerId: 900, phones: ["0911222333"] });
  const words = fc.oneof(hostile, fc.string({ unit: "binary", maxLength: 40 }));
  await fc.assert(
    fc.asyncProperty(words, words, fc.array(words, { maxLength: 3 }), async (name, word, tags) => {
      antcrm.world.editCustomer(customer, {
        name,
        stage: word,
        tags,
        bgInfo: word,
        industry: word,
        responsibleStaff: word,
        emails: [{ type: "Work", value: word }],
      });
      for (const text of ["0911222333", "điểm 0911222333", "giao dịch khách 900"]) {
        const shown = await lan.types(text);
        expect(lan.sees().tone).not.toBe("bad");
        expect(shown.length).toBeGreaterThan(0);
        expect(plainText(lan.sees())).toBe(shown);
      }
    }),
    { numRuns: 40 },
  );
  expect(log.filter((line) => line.includes('"fault":"bug"'))).toEqual([]);
});
