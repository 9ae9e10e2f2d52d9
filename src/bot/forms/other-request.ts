import { behindHold } from "../../understanding/answers-to-question.ts";
import { isQuestion } from "../../understanding/asks-bot.ts";
import { cleanText, fold } from "../../understanding/fold.ts";
import type { CommandRead, Understanding } from "../../understanding/grammar.ts";
import { withoutPoliteness } from "../../understanding/word-lists.ts";
import { type Args, type Command, type CommandArgument, customerArgument, isComplete } from "../command.ts";
import type { Pointed } from "../pointing.ts";
import type { Registry } from "../registry.ts";

/** The words that begin a request to show something. A title rarely begins with them. */
const SHOWS = /^\W*(?:xem|tim|tra|ktra|kiem tra|check|mo|ds|danh sach|list|show|find|open)(?![\p{L}\p{N}])/u;
/** A value that is a phone number or an e-mail address. */
const PHONE_OR_EMAIL = /^\+\d|@/;
/** The words of a question. A gift's code has none: "có quà nào", "còn bao nhiêu điểm". */
const ASKS =
  /\?|(?<!\p{L})(?:nao|gi|may|bao nhieu|bn|nhiu|nhieu|ai|dau|sao|which|what|how|who|where|chua|duoc khong|khong|ko|hong)(?!\p{L})/u;

/** The end of a text that asks for a favour: "giúp em với ạ", "hộ chị nha", "dùm". No title, name or customer does. */
const ASKS_FAVOUR =
  /(?<!\p{L})(?:giups?|dum|gium|ho(?= (?:em|e|chi|c|anh|a|minh|m|t|cai)(?!\p{L})))(?: (?:em|e|chi|c|anh|a|minh|m|toi|t|co|bac|cai|luon|ngay|di|voi|vs|nha|nhe|nghe|z)){0,4}[\s.!~]*$/u;

interface Answered {
  command: Command;
  args: Args;
  /** The name of the argument for which the text was taken. */
  answered: string | null;
}

/**
 * True if the text asks for another command. A free text accepts any answer, even "xem phiếu 17464" as a title. So a
 * text with all that another command needs, and no more, is not an answer. If no number was asked for, a number alone
 * is the next customer's.
 */
export function asksForOther(
  { command, args, answered }: Answered,
  text: string,
  understood: Understanding,
  registry: Registry,
): boolean {
  if (understood.kind !== "command") return false;
  const other = registry.get(understood.command);
  if (other.name === command.name) return isForOtherCustomer(other, args, text, understood);
  const asked = command.asked.find(({ name }) => name === answered);
  const { kind, brief = false } = asked ?? {};
  if (kind === "customer" && isOtherRecord(other, understood, args[answered ?? ""])) return true;
  if (understood.ignored !== undefined) return false;
  const isNamed = args[answered ?? ""]?.startsWith("name:") === true;
  if (kind === "customer") return asksBesideCustomer(other, text, understood, isNamed);
  const isFree = kind === "line" || kind === "code" || isNamed;
  if (!isFree || !isComplete(other, understood.args)) return false;
  const said = fold(text);
  if (isLookUp(other))
    return isNumberAlone(text) || (kind === "line" && ASKS_FAVOUR.test(said) && (!brief || /\d/.test(said)));
  if (kind === "code") return other.effect !== "write" && (ASKS.test(said) || SHOWS.test(said));
  if (asked !== undefined && !isProse(asked) && asksClearly(other, text, understood)) return true;
  const values = Object.values(understood.args);
  // "Khoan đã, phiếu 17209 nội dung gì ấy nhỉ"
  if (behindHold(text) !== null && other.effect !== "write" && values.length > 0) return true;
  if (values.some((value) => PHONE_OR_EMAIL.test(value)) || SHOWS.test(said) || ASKS_FAVOUR.test(said))
    return true;
  // "Phiếu 630 tới đâu rồi ạ" is the name of nobody.
  return brief && values.length > 0 && !hasName(values) && (ASKS.test(said) || /\d/.test(said));
}

/** True for the whole request again with another customer: "tạo phiếu cho anh An: máy hư" where the form is for Bình. */
function isForOtherCustomer(command: Command, args: Args, text: string, understood: CommandRead): boolean {
  const whom = customerArgument(command) ?? "";
  const [own, other] = [args[whom], understood.args[whom]];
  return own !== undefined && other !== undefined && own !== other && namesWrite(command, text, understood);
}

/** True if the number taken for a customer's is a ticket's or an order's in the request: "phiếu 17464 đang ai giữ". */
function isOtherRecord(other: Command, { args }: CommandRead, answer: string | undefined): boolean {
  return other.arguments.some(
    ({ name, kind }) => OTHER_RECORDS.has(kind) && args[name] !== undefined && answer === `id:${args[name]}`,
  );
}

/** True for a field of any sentences: a ticket's title, its details, a note. */
export function isProse({ name, kind }: Pick<CommandArgument, "name" | "kind">): boolean {
  return name === "title" || kind === "lines";
}

/**
 * True for a complete request that begins with its verb and names a record by its number, or a question beside a name:
 * "xoá phiếu 17178", "Lý Gia Khoa còn mấy điểm".
 */
export function asksClearly(other: Command, text: string, { args }: CommandRead): boolean {
  const numbers = other.arguments.flatMap(({ name, kind }) => (NUMBERED.has(kind) ? (args[name] ?? []) : []));
  const named = numbers.find((value) => value.startsWith("name:"));
  const said = fold(withoutPoliteness(cleanText(text)));
  const isNumbered = numbers.some((value) => !value.startsWith("name:"));
  if (isNumbered && CHANGES_RECORD.test(said)) return true;
  if (other.effect === "write" || isLookUp(other)) return false;
  if (isNumbered) return isQuestion(text) || SHOWS.test(said);
  const beside = named === undefined ? "" : said.replace(fold(named.slice("name:".length)), " ");
  return ASKS.test(beside) || OWNED.test(beside);
}

/** "Đơn hàng của Bình" */
const OWNED = / (?:cua|of)(?: |$)/;

const NUMBERED: ReadonlySet<string> = new Set(["customer", "ticket", "deal"]);
/** A text that begins with a verb for changing a record, or for opening one. */
const CHANGES_RECORD =
  /^(?:xoa|huy|dong|mo|sua|doi|chot|gan|giao|chuyen|tich|cong|tru|them|cap nhat|ghi|tao|len|delete|remove|close|reopen|open|edit|change|cancel|assign|redeem|add|create)(?!\p{L})/u;

const isLookUp = ({ standalone }: Command) => standalone.includes("phone");
const isNumberAlone = (text: string) => !/\p{L}/u.test(text) && !/^\s*#?\d{1,8}\s*$/.test(text);
const hasName = (values: readonly string[]) => values.some((value) => value.startsWith("name:"));

/**
 * True if a text at the question for a customer asks for something else. The number in it is not the open form's then:
 * "0867… còn mấy điểm", "phiếu 305 đóng hộ chị", "cộng 20 điểm cho 0867…", which the bot cannot do.
 * @param isNamed  the text was taken for a customer's name
 */
function asksBesideCustomer(
  other: Command,
  text: string,
  understood: CommandRead,
  isNamed: boolean,
): boolean {
  const { args, isUncertain } = understood;
  if (namesWrite(other, text, understood) || args.beyond !== undefined) return true;
  if (isUncertain || isLookUp(other)) return false;
  if (other.arguments.some(({ name, kind }) => OTHER_RECORDS.has(kind) && args[name] !== undefined))
    return true;
  if (!isComplete(other, args)) return false;
  const said = fold(text);
  if (SHOWS.test(said)) return true;
  const values = Object.values(args);
  if (values.length === 0) return false;
  const asks = ASKS.test(said) || ASKS_FAVOUR.test(said) || behindHold(text) !== null;
  // A customer's name is not a setting or a day. A name in the request may be the customer's.
  return (asks && other.effect !== "write") || (isNamed && !hasName(values));
}

const OTHER_RECORDS: ReadonlySet<string> = new Set(["ticket", "deal"]);

/**
 * True for a write that the text begins with, whose verb it ends with, or for which it has all values: "xoá khách 0867…",
 * "khách này 0867… xoá giúp em", "đổi DAUMAY01 cho 0867…". "Ghi cho 0867…" has nothing to note.
 */
function namesWrite(other: Command, text: string, { args, isUncertain }: CommandRead): boolean {
  if (other.effect !== "write") return false;
  const said = fold(withoutPoliteness(cleanText(text)));
  const names = other.aliases.map(fold).filter((alias) => alias.includes(" "));
  const isSaid = names.some((name) => {
    const [verb = name] = name.split(" ");
    return said.startsWith(`${name} `) || said.endsWith(` ${verb}`);
  });
  const hasAll = isComplete(other, args) && (Object.keys(args).length > 1 || other.arguments.length === 1);
  return isSaid || (!isUncertain && hasAll);
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
