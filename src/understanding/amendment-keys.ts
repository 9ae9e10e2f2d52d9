import { findReachable } from "./customer.ts";
import { fold, openPassage, typedText } from "./fold.ts";
import { type ArgumentGrammar, type ArgumentKind, type CommandGrammar, RECORDS, TEXTS } from "./grammar.ts";

const VERBS =
  "(?:sua|doi|chinh|cap nhat|dat|de|ghi|dien|them|bo sung|set|change|update|add|bo|vao|o|cho|va|with|also|a|da|em|voi lai|i|e|lai|xin|his|her|the|co ca|khach duoc|cho anh|cho chi|phan|muc|phai)";
const LINKS =
  "(?:(?:nay|cua khach|cung sai,?|day du|dung|doi|lai|phai|them|cho anh|cho chi|no) )*(?:(?:la|thanh|sang|len|xuong|to|is|as|lai|ve|them|:|=) )*";
/** Other words for a field, beside its labels. */
const ALSO: readonly (readonly [name: RegExp, words: readonly string[]])[] = [
  [/^title$/, ["ten phieu", "tieu de", "title"]],
  [/^priority$/, ["muc uu tien", "do uu tien", "uu tien", "muc do", "muc", "priority"]],
  [/^tags$/, ["tag", "nhan", "the"]],
  [/^birthday$/, ["bday", "sinh nhat", "sn", "ngay sinh"]],
  [/^emails?$/, ["mail", "email", "e-mail"]],
  [/^addresses$/, ["dia chi", "dc"]],
  [
    /^discount$/,
    [
      "giam gia",
      "giam them",
      "giam",
      "bot cho anh",
      "bot cho chi",
      "bot cho",
      "bot",
      "discount",
      "chiet khau",
    ],
  ],
  [/^shipping$/, ["phi ship", "ship", "phi giao hang", "phi giao", "phi la", "phi"]],
  [/^receiver$/, ["nguoi nhan", "receiver"]],
  [/^delivery$/, ["giao"]],
  [/^name$/, ["ten khach", "ten day du", "ten", "name"]],
  [/^note$/, ["ghi chu", "note"]],
  [/^price$/, ["don gia", "gia", "price"]],
  [/^group$/, ["nhom", "group", "vao group"]],
  [/^resolution$/, ["cach xu ly", "cach giai quyet"]],
];

/** A field's name at the start of a clause, with the words before it and after it: "đổi tiêu đề thành …". */
interface FieldPattern {
  argument: ArgumentGrammar;
  pattern: RegExp;
}

const known = new WeakMap<CommandGrammar, readonly FieldPattern[]>();

/** Returns the patterns of all names of a command's fields, the longest name first. */
export function fieldPatterns(command: CommandGrammar): readonly FieldPattern[] {
  const before = known.get(command);
  if (before !== undefined) return before;
  const patterns = keysOf(command).map(({ key, argument }) => ({
    argument,
    pattern: new RegExp(`^(?:${VERBS} )*${key}(?: |: ?|= ?)${LINKS}(?=\\S)`, "u"),
  }));
  known.set(command, patterns);
  return patterns;
}

/** "Tiêu đề: …", "title is …". */
const LABEL = /^\s*(?<label>[^:=]{1,40}?)(?: ?[:=] ?| (?<word>la|is) )/u;
/** Kinds that hold several values. */
export const LISTS: ReadonlySet<ArgumentKind> = new Set(["phones", "emails", "list"]);
/** Ends of the parts of a text. A part without a field's name belongs to the value before it. */
const PARTS = /(?<=[,;\n])/;

/**
 * Returns the values of a text that labels each of them: `"tên: Hoa, sđt: 0911 222 333"`. Null if the first has no label. The
 * label of a first text needs no sign before another label: `"tiêu đề máy hư, nội dung là khách gọi 2 lần"`.
 */
export function labelledValues(
  text: string,
  command: CommandGrammar,
): { argument: ArgumentGrammar; value: string }[] | null {
  const values: { argument: ArgumentGrammar; value: string }[] = [];
  const keys = keysOf(command);
  let current: { argument: ArgumentGrammar; value: string } | undefined;
  let isBare = false;
  const parts = text.split(PARTS);
  for (const part of parts) {
    const { folded } = openPassage(part);
    const bare = values.length === 0 && parts.length > 1 ? bareLabel(folded.text, keys) : undefined;
    const lead = LABEL.exec(folded.text);
    const { label, word } = lead?.groups ?? {};
    // "Khách là chỗ quen" tells of the customer, and names none.
    const named =
      keys.find(
        ({ key, argument }) => key === escaped(label ?? "") && !(word && RECORDS.has(argument.kind)),
      ) ??
      (lead && customerByNumber(label, part.slice(part.indexOf(":") + 1), command));
    if (lead && named) {
      // The passage has no line break at its end, which keeps the next part apart.
      const lineEnd = part.endsWith("\n") ? "\n" : "";
      const value = typedText(folded, lead[0].length, folded.text.length) + lineEnd;
      const before = values.find(({ argument }) => argument === named.argument);
      if (before === undefined || LISTS.has(named.argument.kind)) {
        current = { argument: named.argument, value };
        values.push(current);
        continue;
      }
      // Two values of one field: a text keeps both. Which one of others is meant is not said.
      if (!TEXTS.has(named.argument.kind)) return null;
      before.value += part;
      current = before;
    } else if (current) current.value += part;
    else if (bare) {
      isBare = true;
      current = { argument: bare.argument, value: typedText(folded, bare.length, folded.text.length) };
      values.push(current);
    } else return null;
  }
  if (isBare && values.length < 2) return null;
  return values.map(({ argument, value }) => ({
    argument,
    value: value.replace(/(?<![,;\s])[,;\s]+$/u, "").trim(),
  }));
}

/** Returns the customer's argument for "khách: 0867 123 456". Behind that word, other words are a text. */
function customerByNumber(label: string | undefined, value: string, { arguments: all }: CommandGrammar) {
  if (!/^(?:khach|kh)$/.test(label ?? "") || !isOnlyReachable(value)) return undefined;
  const argument = all.find(({ kind }) => kind === "customer");
  return argument && { argument };
}

/** True for a phone number or an address with nothing beside it. */
export function isOnlyReachable(typed: string): boolean {
  const { free, folded } = openPassage(typed);
  const found = findReachable(free, folded.source);
  return found !== null && !/[\p{L}\p{N}]/u.test(free.slice(0, found.start) + free.slice(found.end));
}

function keysOf(command: CommandGrammar): FieldKey[] {
  return fieldKeys(command).map(({ key, argument }) => ({ key: escaped(key), argument }));
}

interface FieldKey {
  key: string;
  argument: ArgumentGrammar;
}

/** Returns the folded names of all fields of a command, the longest first. */
export function fieldKeys(command: CommandGrammar): FieldKey[] {
  const keys = command.arguments.flatMap((argument) => {
    const more = ALSO.find(([name]) => name.test(argument.name))?.[1] ?? [];
    return [...new Set([...argument.keys.map(fold), ...more])].map((key) => ({ key, argument }));
  });
  return keys.sort((a, b) => b.key.length - a.key.length);
}

/** Finds the label of a text that begins with it: "tiêu đề máy hư". */
function bareLabel(
  said: string,
  keys: readonly FieldKey[],
): { argument: ArgumentGrammar; length: number } | undefined {
  const text = said.trimStart();
  const found = keys.find(({ key, argument: { kind } }) => kind === "line" && text.startsWith(`${key} `));
  return found && { argument: found.argument, length: said.length - text.length + found.key.length + 1 };
}

/** Escapes a text for a pattern. */
export function escaped(key: string): string {
  return key.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
