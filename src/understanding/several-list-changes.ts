import { asksForValue } from "./amendment-words.ts";
import { aroundStop } from "./answers-to-question.ts";
import { endsTakenBack } from "./doubt.ts";
import { fold, openPassage, rest } from "./fold.ts";
import type { CommandGrammar, CommandRead, ReadingContext } from "./grammar.ts";
import { aroundHold } from "./holding-back.ts";
import { takeListChanges } from "./list-changes.ts";
import { readValue } from "./value.ts";

/** A longer text tells more than a few changes. */
const MOST_CHARS = 200;
/** The signs of "+tag thân thiết -tag mới". A dash with a blank behind it only separates: "tag sỉ - tag VIP". */
const PLUS = /(?<![^\s,;:])\+ ?(?=(?:tag|nhãn|nhan) )/giu;
const MINUS = /[\s,;]{0,3}(?<![^\s,;:])-(?=(?:tag|nhãn|nhan) )/giu;
/** Adds to a list or removes from it, denied or not: "gắn tag", "đừng bỏ số". */
const CHANGE =
  /(?<!\p{L})(?:them|gan|bo sung|add|bo|xoa|go|remove|delete) (?:\p{L}+ ){0,2}(?:nhan|the|tags?|e-?mail|mail|sdt|so|phone)(?!\p{L})/u;
const CLAUSE_ENDS = /[,;\n]|\.(?= )/u;
/** "Khách 476", "476", "cho 0867 123 456". A number without a word before it is a customer's up to three digits. */
const CUSTOMER =
  /^(?:(?:sua|cho|cua|khoi|cap nhat|voi) ){0,2}(?:(?:khach hang|khach|kh|customer)(?: so)? ?(?<called>#?\d{1,9})|#?(?<alone>[1-9]\d{0,2})|(?<phone>\+?\d[\d .]{8,14}))$/u;
/** "Gắn tag VIP rồi" reports, "… chưa" asks, and "nếu …" sets a condition. */
const REPORTS_OR_ASKS = /(?<!\p{L})(?:roi|r|xong|chua|neu|khi)(?!\p{L})/u;

/**
 * Reads a text that says nothing but several changes of a customer's lists, some of which it may deny: `"khách 476 gắn tag
 * sỉ, đừng gỡ tag VIP"` adds one tag. Null for any other text, and if it denies all of them.
 */
export function readSeveralListChanges(
  typed: string,
  command: CommandGrammar | undefined,
  context: ReadingContext,
): CommandRead | null {
  const customer = command?.arguments.find(({ kind }) => kind === "customer");
  if (command === undefined || customer === undefined || typed.length > MOST_CHARS) return null;
  const text = typed.replace(PLUS, "thêm ").replace(MINUS, ", bỏ ");
  if (!isSeveralChanges(text) || isNoRequest(text)) return null;
  const passage = openPassage(text);
  const changes: Record<string, string> = {};
  if (!takeListChanges(passage, command, changes) || Object.keys(changes).length === 0) return null;
  const named = customerIn(rest(passage));
  const value = named === null ? null : readValue(customer, named, context);
  return value === null
    ? null
    : { kind: "command", command: command.name, args: { [customer.name]: value, ...changes } };
}

function isSeveralChanges(text: string): boolean {
  const clauses = fold(text)
    .split(CLAUSE_ENDS)
    .filter((clause) => /[\p{L}\p{N}]/u.test(clause));
  return clauses.length >= 2 && clauses.every((clause) => CHANGE.test(clause));
}

/** True for a text that reports, asks, or takes back what it says. */
function isNoRequest(text: string): boolean {
  // Behind a colon `asksForValue` looks for no question: "khách 476: gắn tag sỉ, …".
  const asks = asksForValue(text.replaceAll(":", " "));
  const isTakenBack = aroundStop(text) !== null || aroundHold(text) !== null || endsTakenBack(text);
  return REPORTS_OR_ASKS.test(fold(text)) || asks || isTakenBack;
}

/** Returns the customer if the words beside the changes name one and say no more: `"khách 476"`, `"0867123456"`; else null. */
function customerIn(left: string): string | null {
  const words = fold(left)
    .replace(/[\s,;:.]+/gu, " ")
    .trim();
  const { called, alone, phone } = CUSTOMER.exec(words)?.groups ?? {};
  const number = called ?? alone;
  return phone ?? (number === undefined ? null : `khách ${number}`);
}
