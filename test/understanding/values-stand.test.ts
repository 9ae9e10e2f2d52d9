import fc from "fast-check";
import { expect, it } from "vitest";
import type { Args } from "../../src/bot/command.ts";
import { understandEllipsis } from "../../src/bot/ellipsis.ts";
import { understandPointing } from "../../src/bot/pointing.ts";
import { type CataloguePorts, createCommands } from "../../src/features/catalogue.ts";
import { fold } from "../../src/understanding/fold.ts";
import type { ArgumentGrammar, ArgumentKind } from "../../src/understanding/grammar.ts";
import { composedVietnamese } from "../../src/understanding/telex.ts";
import { createIntents } from "../../src/understanding/understand.ts";
import { readCorpus } from "./corpus.ts";

const registry = createCommands({} as CataloguePorts);
const { grammars } = registry;
const intents = createIntents(grammars);
const context = { now: new Date("2026-11-25T03:00:00Z"), timeZone: "Asia/Ho_Chi_Minh" };
const ports = {
  registry,
  understand: (text: string) => intents.understand(text, context),
  isRequest: intents.isRequest,
  reading: () => context,
};
const NOTHING = {
  lists: [],
  isListLast: false,
  choices: [],
  next: null,
  goOn: null,
  asked: null,
  answeredAt: 0,
};
/** One of these was shown last. */
const SHOWN = [
  { kind: "customer", reference: "customer:4765", name: "Trần Thị Bình" },
  { kind: "ticket", reference: "16001", name: "#16001" },
  { kind: "deal", reference: "3503", name: "#3503" },
  { kind: "product", reference: "TIVI01", name: "Tivi 43 inch" },
] as const;
const RUNS = 1_500;
const SEED = 20_261_128;
const grammarOf = new Map(grammars.map((one) => [one.name, one]));

/** Kinds whose canonical value is a word of a fixed list or a time: they are written another way than they are said. */
const OTHERWISE: ReadonlySet<ArgumentKind> = new Set([
  ...(["priority", "choice", "choices", "range", "date", "schedule", "duration", "at-most"] as const),
  ...(["page", "carried", "points", "number"] as const),
]);
/** Numbers in words, with their accents or in a row of several: "sáu triệu chín", "khong chin khong". */
const SAYS_NUMBER =
  /(?<!\p{L})(?:không|một|hai|bốn|năm|lăm|sáu|bảy|tám|chín|mười|mươi|chục|trăm|nghìn|ngàn|triệu|nửa|rưỡi|one|two|three|four|five|six|seven|eight|nine|ten|dozen)(?!\p{L})/iu;
const SAYS_PLAIN =
  /(?<!\p{L})(?:khong|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin|muoi) (?:khong|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin|muoi|chuc|tram|nghin|ngan|trieu|cai|hop|chiec)(?!\p{L})/u;

const texts = readCorpus(new URL("corpus/train/", import.meta.url)).map(({ text }) => text);
const piece = fc.nat({ max: texts.length - 1 }).map((index) => texts[index] ?? "");
const cutPiece = fc.tuple(piece, fc.double({ min: 0, max: 1, noNaN: true })).map(([text, share]) => {
  const words = text.split(" ");
  return words.slice(Math.floor(share * words.length)).join(" ");
});
const anyText = fc
  .array(fc.oneof(piece, cutPiece), { minLength: 1, maxLength: 3 })
  .chain((parts) => fc.constantFrom(" ", ", ", "\n").map((between) => parts.join(between)));

/** Fails if an argument of a write is not in the text, nor the reference of a record that the card names. */
function expectToStand(command: string, args: Args, text: string, named: readonly string[] = []): void {
  const grammar = grammarOf.get(command);
  if (!grammar?.writes) return;
  for (const argument of grammar.arguments) {
    const value = args[argument.name]?.replace(/^\+ /, "");
    // Quiet hours have a form of their own: "22h tới 7h" is `22:00-07:00`, and none is `off`.
    const isOther =
      value === undefined || value === "-" || argument.name === "hours" || named.includes(value);
    if (!isOther) expect(lacking(argument, value, text)).toEqual([]);
  }
}

it("prepares no write with a record or a value that does not stand in the text", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const understood = intents.understand(text, context);
      if (understood.kind === "command") expectToStand(understood.command, understood.args, text);
    }),
    { numRuns: RUNS, seed: SEED },
  );
});

it("fills a write only with records that the card then names, and with values of the text", () => {
  fc.assert(
    fc.property(anyText, fc.constantFrom(...SHOWN), (text, record) => {
      const conversation = { ...NOTHING, records: [{ ...record, at: 0 }] };
      const alone = intents.understand(text, context);
      const pointed =
        understandPointing(text, conversation, ports) ?? understandEllipsis(text, alone, conversation, ports);
      if (pointed?.kind !== "command") return;
      const named = pointed.recalled.map(({ reference }) => reference);
      expectToStand(pointed.command.name, pointed.args, text, named);
    }),
    { numRuns: RUNS, seed: SEED },
  );
});

/** Returns the parts of a value that the text does not hold. */
function lacking({ kind, name }: ArgumentGrammar, value: string, text: string): string[] {
  if (OTHERWISE.has(kind)) return [];
  const written = [text, composedVietnamese(text)].map((one) => fold(one)).join(" ");
  const isSaid =
    SAYS_NUMBER.test(text) || SAYS_NUMBER.test(composedVietnamese(text)) || SAYS_PLAIN.test(written);
  // "0867 123 456", "6tr5", "1.500.000": groups of digits with little between them are one number.
  const numbers =
    written.match(/\d(?:[ .,()/-]{0,2}(?:tr|k|trieu)? ?\d)*/g)?.map((one) => one.replace(/\D/g, "")) ?? [];
  const holdsNumber = (number: string) => isSaid || numbers.some((one) => one.includes(number));
  const holdsWord = (word: string) => written.includes(word) || (/^\d+$/.test(word) && holdsNumber(word));
  const isPhone = (one: string) => /^\+\d/.test(one);
  if (kind === "amount" && /^\d+$/.test(value))
    return holdsNumber(value.replace(/0+$/, "")) ? [] : [`${name}: ${value}`];
  const parts =
    kind === "deal-lines"
      ? [...value.matchAll(/"product":"([^"]*)"/g)].map(([, one = ""]) => one)
      : value.split("\n");
  return parts.flatMap((part) => {
    if (isPhone(part)) return holdsNumber(part.slice(3)) ? [] : [`${name}: ${part}`];
    const plain = fold(part.replace(/^(?:name|id|customer|lead|slack|telegram):/, ""));
    const words = plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
    return words.filter((word) => !holdsWord(word)).map((word) => `${name}: ${word} of ${part}`);
  });
}
