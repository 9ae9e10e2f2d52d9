import fc from "fast-check";
import { expect, it } from "vitest";
import type { ReadyCard } from "../../src/cards/card.ts";
import { plainText } from "../../src/cards/plain-text.ts";
import { fold } from "../../src/understanding/fold.ts";
import { testApp } from "../support/test-app.ts";

/** What people type around a record, and words for one; a sentence is any row of these. */
const PIECES = fc.constantFrom(
  ...[
    "đổi quà",
    "đổi quà DAUMAY01",
    "DAUMAY01",
    "tạo phiếu",
    "tạo phiếu:",
    "máy hỏng",
    "đóng",
    "đóng phiếu đó",
  ],
  ...["sửa khách", "sửa phiếu", "sửa đơn", "gắn nhãn VIP", "thêm nhãn VIP cho", "xoá", "huỷ đơn", "giảm 5%"],
  ...["trạng thái: Đã gọi", "ưu tiên: thấp", "ghi chú: gọi sau", "tiêu đề: Mất nguồn", "nhãn: VIP"],
  ...[
    "khách này",
    "anh ấy",
    "cho ảnh",
    "số đó",
    "phiếu đó",
    "đơn đó",
    "nó",
    "cái cuối",
    "đơn thứ 2",
    "người đầu tiên",
  ],
  ...[
    "của",
    "cho",
    "luôn",
    "giúp em",
    "nhé",
    "này",
    "đó",
    "2",
    "gấp",
    "0867 123 456",
    "Trần Thị Bình",
    "phiếu 16001",
  ],
);
const SENTENCE = fc.oneof(
  { weight: 9, arbitrary: fc.array(PIECES, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(" ")) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 40 }) },
);

/** The records that the person was shown, how a question names each, and what in a text names it. */
const SHOWN = [
  // A question about a ticket or an order may name the customer of it.
  {
    onCard: /^(?!.*#\d)[\s\S]*Nguyễn Văn An/,
    inText: /an\b|475|900 ?000 ?001/,
    called: /Nguyễn Văn An · khách vừa xem/,
  },
  { onCard: /phiếu #16001/i, inText: /16001/, called: /#16001 [^\n]* · phiếu vừa xem/ },
  { onCard: /đơn #3501|giao dịch #3501/i, inText: /3501/, called: /#3501 [^\n]* · đơn vừa xem/ },
] as const;

function isQuestion({ tone, blocks }: ReadyCard): boolean {
  const labels = blocks.flatMap((block) => (block.kind === "buttons" ? block.buttons : []));
  return tone === "warning" && labels.some(({ style }) => style !== undefined);
}

it("no text prepares a write for a record that it does not name, unless the question calls it the one just shown", async () => {
  const { somebody } = await testApp();
  let people = 0;
  let questions = 0;
  let recalled = 0;
  await fc.assert(
    fc.asyncProperty(SENTENCE, async (text) => {
      people += 1;
      const lan = somebody(`Lan ${people}`, "manager");
      for (const shown of ["phiếu 16001", "0900 000 001", "đơn 3501"]) await lan.types(shown);
      await lan.types(text);
      const card = lan.sees();
      if (!isQuestion(card)) return;
      questions += 1;
      const asked = plainText(card);
      for (const { onCard, inText, called } of SHOWN) {
        if (!onCard.test(asked) || inText.test(fold(text))) continue;
        recalled += 1;
        expect(asked, text).toMatch(called);
      }
    }),
    { numRuns: 150 },
  );
  // The property says nothing where nothing is asked.
  expect(questions).toBeGreaterThan(5);
  expect(recalled).toBeGreaterThan(1);
});

it("a question answered in a form still names the customer who was just shown", async () => {
  const { lan } = await testApp();
  await lan.types("0900 000 001");
  expect(await lan.types("đổi quà cho anh ấy")).toMatch(/Nguyễn Văn An · khách vừa xem[\s\S]*Mã quà\?/);
  expect(await lan.types("daumay01")).toMatch(
    /^Đổi quà DAUMAY01 cho Nguyễn Văn An\?\nNguyễn Văn An · khách vừa xem/,
  );
});

it("a list of several customers leaves nobody whom “khách này” could mean", async () => {
  const { lan } = await testApp({ antcrm: { size: "full" } });
  await lan.types("0900 000 001");
  expect(await lan.types("tìm Bình")).toContain("khách phù hợp");
  expect(await lan.types("khách này còn mấy điểm")).toContain("chưa rõ “khách này” là ai");
  await lan.types("huỷ");
  expect(await lan.types("người thứ 1")).toMatch(/^Trần Thị Bình\n/);
});

it("a number after a list is its row, and a customer's number without one", async () => {
  const { lan } = await testApp();
  expect(await lan.types("2")).toMatch(/Không tìm thấy khách|khách nào mã 2/);
  await lan.types("đơn của 0867 123 456");
  expect(await lan.types("2")).toMatch(/^(?:Đơn|Giao dịch) #3503/);
});

it("a forgotten customer is meant by no words any more", async () => {
  const { lan, quan } = await testApp();
  await lan.types("0900 000 001");
  await quan.confirms("quên khách 0900 000 001");
  expect(await lan.types("khách này còn mấy điểm")).toContain("chưa rõ “khách này” là ai");
});

it("a title that says “khách này” stays as it was typed", async () => {
  const { lan } = await testApp();
  await lan.types("0900 000 001");
  expect(await lan.types("tạo phiếu cho 0867 123 456: khách này khó tính")).toMatch(
    /Trần Thị Bình[\s\S]*khách này khó tính/,
  );
});

it.each([
  "khoan đổi quà DAUMAY01, khách còn đang lựa",
  "đổi quà DAUMAY01 chưa",
  "đổi quà DAUMAY01 rồi",
  "có tạo phiếu máy hỏng được không",
])("%s prepares no write for the customer just shown", async (text) => {
  const { lan } = await testApp();
  await lan.types("0900 000 001");
  await lan.types(text);
  expect(isQuestion(lan.sees())).toBe(false);
});

it("leaves the indexed time of its row as it is for answers within five minutes, and forgets in time", async () => {
  const app = await testApp();
  const { lan, clock } = app;
  const untilAfter = async (minutes: number): Promise<number> => {
    clock.passes(minutes * 60_000);
    await lan.types("0900 000 001");
    let until = Number.NaN;
    await app.tampers((db) => {
      until = db.prepare<[], number>("select until from conversations").pluck().get() ?? Number.NaN;
    });
    return until;
  };
  const until = await untilAfter(1);
  expect(until % (5 * 60_000)).toBe(0);
  expect(await untilAfter(3)).toBe(until);
  expect(await untilAfter(5)).toBe(until + 5 * 60_000);

  clock.passes(29 * 60_000);
  expect(await lan.types("khách này còn mấy điểm")).toContain("Nguyễn Văn An");
  clock.passes(31 * 60_000);
  expect(await lan.types("khách này còn mấy điểm")).not.toContain("Nguyễn Văn An");
});
