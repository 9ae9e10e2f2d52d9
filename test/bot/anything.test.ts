import fc from "fast-check";
import { expect, it } from "vitest";
import type { ReadyCard } from "../../src/cards/card.ts";
import { plainText } from "../../src/cards/plain-text.ts";
import { type TestApp, testApp } from "../support/test-app.ts";

/** Texts that have broken other programs: markup, control characters, half emoji, right to left, much too long. */
const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.constantFrom(
    "<!channel> </b><script>alert(1)</script>",
    "\u202Eđảo ngược\u202C \u0000\u0007",
    "👩‍👩‍👧‍👦".repeat(50),
    "\ud83d",
    "ạ".repeat(5_000),
    "مرحبا بالعالم",
    "' OR 1=1 --",
    "__proto__",
    "constructor",
    "{{7*7}} %s %n",
    "customer:../../etc/passwd",
    " \t\n ",
    "",
  ),
);

const begun = fc.constantFrom(
  "",
  "tìm ",
  "điểm ",
  "tạo phiếu cho 0867123456: ",
  "tạo phiếu ",
  "đổi quà ",
  "đổi quà daumay01 cho ",
  "đánh giá ",
  "xem phiếu ",
  "ngôn ngữ ",
  "giao dịch ",
  "customer ",
  "/",
);

const said = fc.tuple(begun, hostile, fc.constantFrom("", " 0867123456", ": gấp", " https://example.com"));

function expectNoBug({ log }: TestApp, cards: readonly ReadyCard[]): void {
  expect(cards.length).toBeGreaterThan(0);
  for (const card of cards) {
    expect(card.title.trim()).not.toBe("");
    expect(plainText(card)).not.toMatch(/Bot gặp lỗi|undefined|\[object Object\]/);
  }
  expect(log.filter((line) => JSON.parse(line).level >= 50)).toEqual([]);
}

it("answers any text with a card, whatever question is open", async () => {
  const app = await testApp();
  const { lan } = app;
  await fc.assert(
    fc.asyncProperty(said, async (parts) => {
      await lan.types(parts.join(""));
      expectNoBug(app, lan.cards);
    }),
    { numRuns: 150 },
  );
});

it("answers any command with any arguments", async () => {
  const app = await testApp();
  const { lan } = app;
  const command = fc.oneof(
    hostile,
    fc.constantFrom("customer", "ticket", "show", "points", "redeem", "ratings", "language", "help", "crm"),
  );
  await fc.assert(
    fc.asyncProperty(command, hostile, async (name, rest) => {
      await lan.commands(name, rest);
      expectNoBug(app, lan.cards);
    }),
    { numRuns: 100 },
  );
});

it("takes any values in a form: it runs, or says what is wrong with which", async () => {
  const app = await testApp();
  const { lan } = app;
  const values = fc.record(
    { customer: hostile, title: hostile, summary: hostile, priority: hostile, sla: hostile, other: hostile },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(values, async (given) => {
      await lan.types("tạo phiếu");
      const faults = await lan.checks(given);
      if (faults) for (const reason of Object.values(faults)) expect(reason).not.toBe("");
      await lan.sends(given);
      expectNoBug(app, lan.cards);
    }),
    { numRuns: 60 },
  );
});

it("makes a ticket of any message", async () => {
  const app = await testApp();
  const { lan } = app;
  const message = fc.record(
    {
      id: fc.string(),
      text: hostile,
      author: hostile,
      at: fc.date({ noInvalidDate: true }),
      permalink: hostile,
    },
    { requiredKeys: ["id", "text", "author", "at"] },
  );
  await fc.assert(
    fc.asyncProperty(message, async (source) => {
      await lan.replyingTo(source).commands("ticket", "0867123456");
      expectNoBug(app, lan.cards);
    }),
    { numRuns: 60 },
  );
});

it("says of a button that it never made that it is too late", async () => {
  const app = await testApp();
  const { lan } = app;
  await lan.types("0900000001");
  const card = lan.sees();
  await fc.assert(
    fc.asyncProperty(hostile, async (action) => {
      const forged = { ...card, blocks: [{ kind: "buttons" as const, buttons: [{ label: "x", action }] }] };
      expect(await lan.clicks("x", forged)).toMatch(/^Đã hết hạn\n/);
    }),
    { numRuns: 40 },
  );
  expect(app.log.filter((line) => JSON.parse(line).level >= 50)).toEqual([]);
});

it("shows any customer, however odd the record", async () => {
  const app = await testApp();
  const { lan, antcrm } = app;
  const odd = fc.oneof(hostile, fc.constant(null));
  const record = fc.record({
    name: odd,
    stage: odd,
    bgInfo: odd,
    responsibleStaff: odd,
    rankName: odd,
    scoreAvailable: fc.oneof(fc.double(), fc.constant(null), hostile),
    tags: fc.oneof(fc.array(odd, { maxLength: 5 }), odd),
    phones: fc.oneof(fc.array(fc.record({ type: odd, value: odd }), { maxLength: 3 }), fc.constant(null)),
    emails: fc.oneof(fc.array(fc.record({ type: odd, value: odd }), { maxLength: 3 }), fc.constant(null)),
    addresses: fc.oneof(fc.array(fc.record({ street: odd, city: odd }), { maxLength: 2 }), fc.constant(null)),
  });
  const [an] = antcrm.world.customersById("customerId", "475");
  await fc.assert(
    fc.asyncProperty(record, async (changes) => {
      // The record is changed directly, so the simulated CRM does not have to find it by the changed values.
      Object.assign(an ?? {}, changes);
      expect(await lan.types("khách 475")).toContain("Mã số 475");
      for (const question of ["khách 475", "điểm khách 475", "đổi quà daumay01 cho khách 475"]) {
        await lan.types(question);
        expectNoBug(app, lan.cards);
      }
    }),
    { numRuns: 60 },
  );
});
