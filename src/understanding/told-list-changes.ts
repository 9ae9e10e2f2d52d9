import { asksForValue } from "./amendment-words.ts";
import { aroundStop } from "./answers-to-question.ts";
import { endsTakenBack } from "./doubt.ts";
import { fold, openPassage, rest } from "./fold.ts";
import type { CommandGrammar, CommandRead, ReadingContext } from "./grammar.ts";
import { aroundHold } from "./holding-back.ts";
import { takeListChanges } from "./list-changes.ts";
import { readValue } from "./value.ts";

const MOST_CHARS = 200;
/** "+tag thân thiết -tag mới": the signs of the changes. */
const PLUS = /(?<![^\s,;:])\+ ?(?=(?:tag|nhãn|nhan) )/giu;
const MINUS = /[\s,;]{0,3}(?<![^\s,;:])- ?(?=(?:tag|nhãn|nhan) )/giu;
/** A clause that adds to a list or removes from it, denied or not. */
const CHANGE =
  /(?<!\p{L})(?:them|gan|bo sung|add|bo|xoa|go|remove|delete) (?:\p{L}+ ){0,2}(?:nhan|the|tags?|e-?mail|mail|sdt|so|phone)(?!\p{L})/u;
const CLAUSE_ENDS = /[,;\n]|\.(?= )/u;
/** All that is left: whose record it is. A number of three digits or less is a customer's. */
const WHOSE =
  /^(?:(?:sua|cho|cua|khoi|cap nhat|voi) ){0,2}(?:(?:khach hang|khach|kh|customer)(?: so)? ?(?<called>#?\d{1,9})|#?(?<alone>[1-9]\d{0,2})|(?<phone>\+?\d[\d .]{8,14}))$/u;
/** "… rồi" tells of it. */
const TELLS = /(?<!\p{L})(?:roi|r|xong|chua|neu|khi)(?!\p{L})/u;

/**
 * Reads a text that says nothing but several changes of a customer's lists, some of which it may deny: `"khách 476 gắn tag
 * sỉ, đừng gỡ tag VIP"` adds one tag. Null for any other text, and if it denies all of them.
 */
export function readToldListChanges(
  typed: string,
  command: CommandGrammar | undefined,
  context: ReadingContext,
): CommandRead | null {
  const customer = command?.arguments.find(({ kind }) => kind === "customer");
  if (command === undefined || customer === undefined || typed.length > MOST_CHARS) return null;
  const text = typed.replace(PLUS, "thêm ").replace(MINUS, ", bỏ ");
  const clauses = fold(text)
    .split(CLAUSE_ENDS)
    .filter((clause) => /[\p{L}\p{N}]/u.test(clause));
  if (clauses.length < 2 || !clauses.every((clause) => CHANGE.test(clause))) return null;
  if (TELLS.test(fold(text)) || asksForValue(text.replaceAll(":", " "))) return null;
  if (aroundStop(text) !== null || aroundHold(text) !== null || endsTakenBack(text)) return null;
  const passage = openPassage(text);
  const args: Record<string, string> = {};
  if (!takeListChanges(passage, command, args) || Object.keys(args).length === 0) return null;
  const left = fold(rest(passage))
    .replace(/[\s,;:.]+/gu, " ")
    .trim();
  const { called, alone, phone } = WHOSE.exec(left)?.groups ?? {};
  const whose = phone ?? (called === undefined && alone === undefined ? null : `khách ${called ?? alone}`);
  const value = whose === null ? null : readValue(customer, whose, context);
  return value === null
    ? null
    : { kind: "command", command: command.name, args: { [customer.name]: value, ...args } };
}
