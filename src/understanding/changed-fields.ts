import { fold } from "./fold.ts";
import { type ArgumentGrammar, CONTACTS, type CommandGrammar, TEXTS } from "./grammar.ts";

/** One field that a sentence changes, and the place of its new value. */
interface ChangedField {
  argument: ArgumentGrammar;
  start: number;
  end: number;
}

const CONTACT = /^[+(]?\d[\d .()-]{7}|^[^\s@]+@/;

/** Returns the fields that a command changes by their folded names. The record that it changes is none of them. */
export function fieldsOf(command: CommandGrammar, which: string): Map<string, ArgumentGrammar> {
  const fieldCalled = new Map<string, ArgumentGrammar>();
  for (const argument of command.arguments) {
    if (argument.name === which || argument.kind === "carried" || argument.kind === "page") continue;
    for (const key of argument.keys.map(fold)) {
      for (const spelling of [key, key.replace("e-mail", "email")]) fieldCalled.set(spelling, argument);
    }
  }
  return fieldCalled;
}

/** Returns the pattern of these names, the longest first. */
export function anyOf(names: Iterable<string>): string {
  return [...names].sort((a, b) => b.length - a.length).join("|");
}

/** Creates the reader that finds further fields after the value of the first field: `"0901234567 nhãn VIP"`. */
export function splitterOf(fieldCalled: ReadonlyMap<string, ArgumentGrammar>) {
  const names = anyOf(fieldCalled.keys());
  const further = new RegExp(
    `(?<before>(?:\\s{0,6}[,;.\\n]\\s{0,6}(?:(?:va|and|roi) )?| (?:va|and|voi|dong thoi|cung|roi) )(?:(?:doi|sua|dat|nang|set|change) (?:lai )?)?| )(?<field>${names})(?<sign> ?[:=] ?| (?:thanh|sang|la|to|is) | )(?=\\S)`,
    "gu",
  );
  const written = new Set(
    [...fieldCalled.values()].flatMap(({ keys }) => keys.map((key) => key.toLowerCase())),
  );
  return (folded: string, typed: string, first: ArgumentGrammar): ChangedField[] => {
    const parts: ChangedField[] = [{ argument: first, start: 0, end: folded.length }];
    for (const match of folded.matchAll(further)) {
      const { before = "", field = "", sign = "" } = match.groups ?? {};
      const argument = fieldCalled.get(field);
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

/** True if this is a further field. A value of text may hold any words, even the name of another field. */
function isFurther(
  last: ArgumentGrammar,
  next: ArgumentGrammar,
  { before, field, sign, value }: { before: string; field: string; sign: string; value: string },
): boolean {
  const isApart = before !== " ";
  const isSigned = sign !== " ";
  if (last.kind === "lines") return isApart && /[:=]/.test(sign);
  if (CONTACTS.has(next.kind)) return CONTACT.test(value);
  // "Tiêu đề là máy in hư nội dung là kẹt giấy": two words and "là" begin a field without a pause.
  if (last.kind === "line")
    return isApart ? isSigned || !TEXTS.has(next.kind) : isSigned && field.includes(" ");
  return !TEXTS.has(next.kind) || isApart || isSigned || field.includes(" ");
}
