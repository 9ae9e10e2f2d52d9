import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CataloguePorts, createCommands } from "../../src/features/catalogue.ts";
import { readCustomer } from "../../src/understanding/customer.ts";
import { fold, foldWithPositions, openPassage } from "../../src/understanding/fold.ts";
import type { ArgumentKind } from "../../src/understanding/grammar.ts";
import { readLine, readLines } from "../../src/understanding/plain-values.ts";
import { findBrokenRange, readRange } from "../../src/understanding/range.ts";
import { createIntents } from "../../src/understanding/understand.ts";
import { readValue } from "../../src/understanding/value.ts";
import { COMMANDS } from "./grammar-sample.ts";

/** Every kind of argument. A kind that is missing here does not compile. */
const KINDS = Object.keys({
  customer: 0,
  person: 0,
  phone: 0,
  phones: 0,
  email: 0,
  emails: 0,
  ticket: 0,
  deal: 0,
  "deal-lines": 0,
  code: 0,
  product: 0,
  list: 0,
  line: 0,
  lines: 0,
  priority: 0,
  range: 0,
  date: 0,
  choice: 0,
  choices: 0,
  schedule: 0,
  amount: 0,
  "at-most": 0,
  points: 0,
  duration: 0,
  number: 0,
  page: 0,
  carried: 0,
} satisfies Record<ArgumentKind, 0>) as ArgumentKind[];
const intents = createIntents(COMMANDS);
const everything = createIntents(createCommands({} as CataloguePorts).grammars);
const context = { now: new Date("2026-11-25T03:00:00Z"), timeZone: "Asia/Ho_Chi_Minh" };

const anything = fc.string({ unit: "binary", maxLength: 300 });
/** Texts that people and machines really send, in no meaningful order. */
const pieces = fc.constantFrom(
  ...COMMANDS.flatMap(({ name, aliases }) => [name, ...aliases]),
  ...[
    "0867 123 456",
    "+84900000001",
    "an@example.com",
    "#17464",
    "9457",
    "DAUMAY01",
    "tuần này",
    "1/11 - 15/11",
  ],
  ...[
    "gấp",
    "ưu tiên: cao",
    "khách:",
    "tiêu đề=",
    "mã",
    "“máy in hỏng”",
    '"',
    "«",
    ":",
    ",",
    "\n",
    "\u0001",
    "\uffff",
  ],
  ...[
    "cho",
    "for",
    "của",
    "name:",
    "customer:",
    "id:",
    "nhé",
    "ạ",
    "giúp em",
    "<tel:0867|x>",
    "<!channel>",
    "\u0301",
    "🎁",
  ],
);
const sentence = fc.array(
  fc.oneof({ weight: 4, arbitrary: pieces }, fc.string({ unit: "grapheme", maxLength: 12 })),
  {
    maxLength: 14,
  },
);
const text = fc.oneof(
  anything,
  sentence.map((parts) => parts.join(" ")),
  sentence.map((parts) => parts.join("")),
);

function expectCanonical(command: string, args: Record<string, string>): void {
  const grammar = COMMANDS.find(({ name }) => name === command);
  for (const [name, value] of Object.entries(args)) {
    const argument = grammar?.arguments.find((one) => one.name === name);
    expect(argument, `${command} has no argument ${name}`).toBeDefined();
    if (!argument) continue;
    // A text that looks like a phone number and is invalid stays as typed, so that the answer can quote it.
    const brokenPhone =
      argument.kind === "customer" && /^[+\d][\d .-]+$/.test(value) && readCustomer(value) === null;
    // The same is true for days that cannot be read, if the value contains nothing else: "17464 tuần", "tuần sau".
    const days = argument.kind === "range" ? findBrokenRange(openPassage(value)) : null;
    const brokenDays = days?.value === value && readRange(value, context) === null;
    if (!brokenPhone && !brokenDays) expect(readValue(argument, value, context)).toBe(value);
  }
}

describe("whatever is typed", () => {
  it("is a known command with known arguments in canonical form, or is unknown with suggestions", () => {
    fc.assert(
      fc.property(text, (typed) => {
        const understood = intents.understand(typed, context);
        if (understood.kind === "command") expectCanonical(understood.command, understood.args);
        else if (understood.kind === "unknown") expect(understood.nearest.length).toBeLessThanOrEqual(2);
      }),
      { numRuns: 3000 },
    );
  });

  it("takes a phone behind the sign of another script for no wrong number", () => {
    expect(intents.understand("\ua6f20867 123 456", context)).not.toMatchObject({
      args: { customer: "0867 123 456" },
    });
  });

  it("hands on as typed what is meant as days and is none", () => {
    const understood = intents.understand("điểm đánh giá#17464\u0001tuần nàycustomer", context);
    expect(understood).toMatchObject({ command: "ratings", args: { range: "17464 tuần" } });
  });

  it("gives a title without the blank before its full stop", () => {
    expect(intents.readArguments("ticket", "customer .", context)).toMatchObject({ title: "customer" });
  });

  it("gives every command's arguments in canonical form", () => {
    fc.assert(
      fc.property(fc.constantFrom(...COMMANDS), text, (command, typed) => {
        expectCanonical(command.name, intents.readArguments(command.name, typed, context));
      }),
      { numRuns: 3000 },
    );
  });

  it.each(["+84900000001cho+84900000001", "+84900000001cho+84900000002cho+84900000003"])(
    "reads the line %s the same when it is read again",
    (typed) => {
      const read = (given: string) => readValue({ kind: "line" }, given, context);
      expect(read(typed)).toBe(typed.replaceAll("cho", " cho "));
      expect(read(read(typed) ?? "")).toBe(read(typed));
    },
  );

  it.each(['" "', "«\n»", "“\u0001”"])("reads nothing from %j, which quotes a blank", (typed) => {
    expect(readLines(typed)).toBeNull();
  });

  it("reads the same when it is read again", () => {
    fc.assert(
      fc.property(text, (typed) => {
        for (const kind of KINDS) {
          const read = (given: string) => readValue({ kind, clearable: true }, given, context);
          const value = read(typed);
          if (value !== null) expect(read(value)).toBe(value);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it("means the same in composed and decomposed Unicode", () => {
    fc.assert(
      fc.property(text, (typed) => {
        const composed = intents.understand(typed.normalize("NFC"), context);
        expect(intents.understand(typed.normalize("NFD"), context)).toEqual(composed);
      }),
    );
  });

  it("folds to positions that lie in the text, and in order", () => {
    fc.assert(
      fc.property(anything, (typed) => {
        const { source, text: folded, at } = foldWithPositions(typed);
        expect(at).toHaveLength(folded.length + 1);
        expect(at.every((place, index) => place <= source.length && place >= (at[index - 1] ?? 0))).toBe(
          true,
        );
        expect(fold(folded)).toBe(folded);
      }),
    );
  });

  it.each([",", ".", " \n", ", ", "!", "(", "\u0301"])(
    "keeps 64 signs of a run of forty thousand %j, through which each reader would look again and again",
    (sign) => {
      expect(readLines(`máy${sign.repeat(40_000)}in`)?.length).toBeLessThanOrEqual(
        "máy".length + 64 + "in".length,
      );
    },
  );

  it("keeps a line that somebody draws between two parts of a message", () => {
    const drawn = `máy in hỏng\n${"-".repeat(60)}\ngấp`;
    expect(readLines(drawn)).toBe(drawn);
    const long = `máy in hỏng\n${"-".repeat(90)}\ngấp`;
    expect(readLines(long)).toBe(`máy in hỏng\n${"-".repeat(62)}\ngấp`);
    expect(readLines(readLines(long) ?? "")).toBe(readLines(long));
    expect(readLine(long)).toBe(`máy in hỏng ${"-".repeat(62)} gấp`);
  });

  it("composes a letter whose accent an invisible mark keeps apart", () => {
    expect(readLines("kh\u00e1ch nhi\u00ea\u200b\u0300u")).toBe("khách nhiều");
  });

  it("is read in time that grows with its length, not with its square", () => {
    const long = [
      "1 ",
      "a",
      "a@",
      "khách ",
      "đ",
      "(",
      "cho ",
      "1/1/1",
      '" ',
      "tạo phiếu : ",
      "khách: ",
      "\n",
      "0867 ",
      "nhé ",
      "SLA ",
      "2 x a; ",
    ];
    const texts = long.flatMap((piece) => {
      const typed = `tạo phiếu ${piece.repeat(40_000 / piece.length)}`;
      return [typed, `${typed} 0867123456 x`];
    });
    // Quotes that never close, and a schedule's fields that never end. They are four times as long, so that
    // quadratic time differs clearly from linear time.
    texts.push(`tạo phiếu ${"“a".repeat(80_000)}`, `gửi báo cáo ${"1/1-".repeat(40_000)}`);
    const cpuSeconds = texts.map((typed) => {
      const before = process.cpuUsage();
      // `everything` has all commands with all their sentences.
      everything.understand(typed, context);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1_000_000;
    });
    // A quadratic reader takes minutes for these texts, this one takes less than a second.
    expect(Math.max(...cpuSeconds)).toBeLessThan(5);
  });
});
