import { readArgumentsOf } from "./arguments.ts";
import type { ArgumentGrammar, ArgumentKind, CommandGrammar, ReadingContext } from "./grammar.ts";
import { readValue } from "./value.ts";

/** One field that a sentence changes, and the words that say into what. */
interface Part {
  argument: ArgumentGrammar;
  start: number;
  end: number;
}

/** Finds the fields that are named behind the value of the first: `"0901234567 nhãn VIP"`. */
export type SplitValue = (folded: string, typed: string, first: ArgumentGrammar) => Part[];

const CONTACTS: ReadonlySet<ArgumentKind> = new Set(["phone", "phones", "email", "emails"]);
const CONTACT = /^[+(]?\d[\d .()-]{7}|^[^\s@]+@/;
const TEXTS: ReadonlySet<ArgumentKind> = new Set(["line", "lines"]);

/** @param fieldCalled the fields by their folded names, which may be patterns: `"e-?mail"` */
export function splitterOf(
  fieldCalled: ReadonlyMap<string, ArgumentGrammar>,
  fieldNamed: (written: string) => ArgumentGrammar | undefined,
): SplitValue {
  const names = [...fieldCalled.keys()].sort((a, b) => b.length - a.length).join("|");
  const further = new RegExp(
    `(?<before>\\s{0,6}[,;.\\n]\\s{0,6}(?:(?:va|and) )?| (?:va|and|voi|dong thoi|cung) | )(?<field>${names})(?<sign> ?[:=] ?| (?:thanh|sang|la|to|is) | )(?=\\S)`,
    "gu",
  );
  const written = new Set(
    [...fieldCalled.values()].flatMap(({ keys }) => keys.map((key) => key.toLowerCase())),
  );
  return (folded, typed, first) => {
    const parts: Part[] = [{ argument: first, start: 0, end: folded.length }];
    for (const match of folded.matchAll(further)) {
      const { before = "", field = "", sign = "" } = match.groups ?? {};
      const argument = fieldNamed(field);
      const last = parts.at(-1);
      if (!argument || !last || parts.some((part) => part.argument === argument)) continue;
      const from = match.index + before.length;
      const called = typed.slice(from, from + field.length).toLowerCase();
      if (called !== field && !written.has(called)) continue;
      const start = match.index + match[0].length;
      if (!isFurther(last.argument, argument, { before, field, sign, value: folded.slice(start) })) continue;
      last.end = match.index;
      parts.push({ argument, start, end: folded.length });
    }
    return parts;
  };
}

/** A text may have any words in it, and so the name of another field, too. */
function isFurther(
  last: ArgumentGrammar,
  next: ArgumentGrammar,
  { before, field, sign, value }: { before: string; field: string; sign: string; value: string },
): boolean {
  const isApart = before !== " ";
  const isSigned = sign !== " ";
  if (last.kind === "lines") return isApart && /[:=]/.test(sign);
  if (CONTACTS.has(next.kind)) return CONTACT.test(value);
  if (last.kind === "line") return isApart && (isSigned || !TEXTS.has(next.kind));
  return !TEXTS.has(next.kind) || isApart || isSigned || field.includes(" ");
}

/** The value of one field, and the words behind it that are no part of it; what cannot be read stays as typed. */
export function readPart(
  command: CommandGrammar,
  argument: ArgumentGrammar,
  text: string,
  context: ReadingContext,
): { value: string; leftover: string } {
  const whole = readValue(argument, text, context);
  if (whole !== null && !CONTACTS.has(argument.kind)) return { value: whole, leftover: "" };
  const alone = { ...command, arguments: [{ ...argument, keyed: false }] };
  const { args, leftover } = readArgumentsOf(alone, text, context);
  const value = whole ?? args[argument.name];
  // With a number left, half of the value may be: "5tr 500".
  const isHalf = value === undefined || (whole === null && /\d/.test(leftover));
  return isHalf ? { value: text, leftover: "" } : { value, leftover };
}
