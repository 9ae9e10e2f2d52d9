import { behindHold } from "../../understanding/answers-to-question.ts";
import { cleanText, fold } from "../../understanding/fold.ts";
import type { CommandRead, Understanding } from "../../understanding/grammar.ts";
import { withoutPoliteness } from "../../understanding/word-lists.ts";
import { type Args, type Command, isComplete } from "../command.ts";
import type { Pointed } from "../pointing.ts";
import type { Registry } from "../registry.ts";

/** The words that begin a request to show something. A title rarely begins with them. */
const SHOWS = /^\W*(?:xem|tim|tra|ktra|kiem tra|check|mo|ds|danh sach|list|show|find|open)(?![\p{L}\p{N}])/u;
const REACHES = /^\+\d|@/;
/** The words of a question, which is no code: "có quà nào", "còn bao nhiêu điểm". */
const ASKS =
  /\?|(?<!\p{L})(?:nao|gi|may|bao nhieu|bn|nhiu|nhieu|ai|dau|sao|which|what|how|who|where|chua|duoc khong|khong|ko|hong)(?!\p{L})/u;

/**
 * True if the text asks for another command. A free text accepts any answer, even "xem phiếu 17464" as a title. So a
 * text with all that another command needs, and no more, is not an answer. If no number was asked for, a number alone
 * is the next customer's.
 */
export function asksForOther(
  { command, args, answered }: { command: Command; args: Args; answered: string | null },
  text: string,
  understood: Understanding,
  registry: Registry,
): boolean {
  if (understood.kind !== "command" || understood.ignored !== undefined) return false;
  const { kind } = command.asked.find(({ name }) => name === answered) ?? {};
  const said = fold(text);
  const isNamed = args[answered ?? ""]?.startsWith("name:") === true;
  // "Xem điểm 0867 123 456" asks for her points, although the question for a customer could take the number.
  const isShown = kind === "customer" && SHOWS.test(said);
  const isFree = kind === "line" || kind === "code" || isNamed || isShown;
  const other = registry.get(understood.command);
  if (kind === "customer" && other.name !== command.name && namesWrite(other, text, understood)) return true;
  if (!isFree || other.name === command.name || !isComplete(other, understood.args)) return false;
  if (other.standalone.includes("phone")) return !/\p{L}/u.test(text) && !/^\s*#?\d{1,8}\s*$/.test(text);
  if (kind === "code") return other.effect !== "write" && (ASKS.test(said) || SHOWS.test(said));
  const values = Object.values(understood.args);
  // "Khoan đã, phiếu 17209 nội dung gì ấy nhỉ"
  if (behindHold(text) !== null && other.effect !== "write" && values.length > 0) return true;
  if (values.some((value) => REACHES.test(value)) || SHOWS.test(said)) return true;
  // A customer's name is not a setting or a day. A name in the request may be the customer's.
  return kind === "customer" && values.length > 0 && !values.some((value) => value.startsWith("name:"));
}

/**
 * True for a write that the text begins with, whose verb it ends with, or for which it has all values, more than a
 * customer: "xoá khách 0867…", "khách này 0867… xoá giúp em", "đổi DAUMAY01 cho 0867…". The number in it is not the open
 * form's.
 */
function namesWrite(other: Command, text: string, { args, isUncertain }: CommandRead): boolean {
  if (other.effect !== "write") return false;
  const said = fold(withoutPoliteness(cleanText(text)));
  const names = other.aliases.map(fold).filter((alias) => alias.includes(" "));
  const isSaid = names.some((name) => {
    const [verb = name] = name.split(" ");
    return said.startsWith(`${name} `) || said.endsWith(` ${verb}`);
  });
  return isSaid || (!isUncertain && Object.keys(args).length > 1 && isComplete(other, args));
}

/**
 * True if the text reads something about a record that was shown: "anh này mua gì rồi". As a title it would say nothing
 * to others.
 */
export function asksAboutShown({ command }: { command: Command }, pointed: Pointed | null): boolean {
  return (
    pointed?.kind === "command" &&
    pointed.command.effect !== "write" &&
    pointed.command.name !== command.name &&
    pointed.ignored === null
  );
}
