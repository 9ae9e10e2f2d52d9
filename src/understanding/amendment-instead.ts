import { freeTrimmed, opened, trimmed } from "./amendment-words.ts";
import { stops } from "./answers-to-question.ts";
import { fold, typedText } from "./fold.ts";
import { giftNameIn } from "./gift-name.ts";
import type { ArgumentKind, CommandGrammar, ReadingContext } from "./grammar.ts";
import { putsOff } from "./putting-off.ts";
import { readValue } from "./value.ts";

/** The write that an open question is about: its command and its values so far. */
export interface Proposal {
  command: CommandGrammar;
  args: Readonly<Record<string, string>>;
  /** The names of values that are codes or references: `{ code: "Bình nước giữ nhiệt" }`. */
  called?: Readonly<Record<string, string>>;
  context: ReadingContext;
}

/** Kinds whose value is a text of any words. */
export const FREE: ReadonlySet<ArgumentKind> = new Set(["line", "lines", "list", "carried", "page"]);

/** "Lấy bình nước", "đổi sang tàu hoả": the clause begins with the verb. */
const TAKES_OTHER =
  /^(?:(?:da|a|em|vay|thi|chi ay|anh ay|khach) )*(?:lay|chon|muon|(?:doi|chuyen) (?:sang|thanh|qua(?! ))) /u;

/** Reads "đổi sang bình nước": another gift by its name, where the question has one. */
export function otherGift(clause: string, { command, args }: Proposal): Record<string, string> | null {
  const argument = command.arguments.find(({ name, named }) => named && args[name] !== undefined);
  const gift = argument && TAKES_OTHER.test(fold(clause)) ? giftNameIn(freeTrimmed(clause)) : null;
  return argument && gift ? { [argument.name]: gift } : null;
}

/** Reads "không phải Facebook mà là Zalo", "đã thay cụm trống chứ không phải cụm sấy": what it was names the field. */
export function instead(
  said: string,
  { command, args, called, context }: Proposal,
): Record<string, string> | null {
  const { passage, text } = opened(said);
  const match = INSTEAD.map((pattern) => pattern.exec(text)?.groups).find((groups) => groups !== undefined);
  const { wrong = "", right = "" } = match ?? {};
  const denied = trimmed(wrong);
  if (denied === "" || right === "" || stops(right) || putsOff(right) !== null) return null;
  const held = command.arguments.filter(({ name, kind, named }) => {
    const value = fold(args[name] ?? "");
    if (named || kind === "customer") return isCalled(denied, args[name] ?? "", called?.[name] ?? "");
    return FREE.has(kind) && (value === fold(denied) || value.includes(` ${fold(denied)}`));
  });
  const [argument] = held;
  // The name of the gift may begin like the customer's: "không phải Bình".
  if (argument === undefined || held.length > 1 || argument.kind === "customer") return null;
  const start = text.lastIndexOf(right);
  const typed = typedText(passage, start, start + right.length);
  const value = argument.named
    ? (giftNameIn(typed) ?? freeTrimmed(typed))
    : replacedIn(args[argument.name] ?? "", denied, freeTrimmed(typed));
  const read = readValue(argument, value, context);
  return read === null ? null : { [argument.name]: read };
}

/** True if words mean a code: "voucher" is a part of VOUCHER50, "bình nước" of the name "Bình nước giữ nhiệt". */
export function isCalled(said: string, code: string, name: string): boolean {
  const words = fold(said).replace(COUNTED, "");
  return (
    words !== "" &&
    (fold(code).startsWith(words.replaceAll(" ", "")) || ` ${fold(name)} `.includes(` ${words} `))
  );
}

/** "Cái bình nước", "1 bình nước" */
const COUNTED = /^(?:(?:cai|con|chiec|mon|qua|ma|mot|1|the|an?) )+/u;

/**
 * Returns a longer text with these words replaced, if the new ones are as many: "tầng 5 chứ không phải tầng 3". Else the new
 * words are the whole text.
 */
function replacedIn(held: string, wrong: string, right: string): string {
  const isAsLong = fold(wrong).split(" ").length === fold(right).split(" ").length;
  const { text, passage } = opened(held);
  const start = ` ${text} `.indexOf(` ${fold(wrong)}`);
  if (!isAsLong || start < 0 || text.length <= wrong.length) return right;
  const end = start + fold(wrong).length;
  return typedText(passage, 0, start) + right + typedText(passage, end, text.length);
}

const INSTEAD = [
  /(?:khong|ko|k|hong) (?:phai )?(?<wrong>.{1,60}?),? ma (?:la |phai la )(?<right>.{1,200})$/u,
  /^(?:(?:da|a|ua|em|nham|lon)[ ,]{1,2})*(?:(?:khong|ko|k|hong|hok) phai|not)(?: la| the)? (?<wrong>[^,.;]{1,60})[,.;] ?(?<right>[^,]{1,200})$/u,
  /^(?<right>.{1,200}?)[ ,]+(?:chu|cho|ma) (?:khong|ko|k|hong|koong) (?:phai )?(?<wrong>.{1,60})$/u,
  /^(?<right>[^,]{1,60}), ?(?:(?:khong|ko|k|hong|hok) phai|not)(?: la| the)? (?<wrong>[^,]{1,60})$/u,
  /^(?:(?:sorry|oh|no|it'?s|it is|i mean|should be)[ ,]+){0,4}(?<right>\S{1,30}(?: \S{1,30}){0,2}?),? (?:and )?not (?<wrong>\S{1,30}(?: \S{1,30}){0,2})$/u,
];
