import type { TwoClauses } from "./clauses.ts";
import { findBrokenPhone, findPhone } from "./customer.ts";
import { fold } from "./fold.ts";
import { FORMS_OF_ADDRESS_WRITTEN } from "./forms-of-address.ts";
import type { CommandGrammar, CommandRead } from "./grammar.ts";
import { moreDiscountIn } from "./more-discount.ts";
import { SUBSCRIBES } from "./unconfirmed-writes.ts";
import { wholeWords } from "./word-chars.ts";
import { withoutFiller } from "./word-lists.ts";

type Args = CommandRead["args"];

/** "Trừ khi khách đổi ý", "nếu chị ấy đồng ý". "Nếu được" is polite, and no condition. */
const CONDITION = wholeWords(
  "(?:trừ khi|tru khi|trừ phi|tru phi|miễn là|mien la|với điều kiện|voi dieu kien|chỉ khi|chi khi|khi nào|khi nao|chừng nào|chung nao|khi(?= (?:khách|khach|chị|anh|họ|kh) )|nếu(?! được| có thể| tiện)|neu(?! duoc| co the| tien)|unless|only if|if(?! you| possible)|as long as|provided)(?: that)? [^.;!?\\n]{2,80}",
);

/** True for words that make something depend on something else: `"trừ khi khách đổi ý"`. */
export function isCondition(said: string): boolean {
  return CONDITION.exec(said)?.index === 0;
}

/**
 * Returns the condition of a write, as it was typed. The bot cannot wait for it. A subscription can: its condition says when
 * to send a message.
 */
export function unusedConditionOfWrite(
  { name, writes }: CommandGrammar,
  args: Args,
  text: string,
): string | null {
  const found = writes && !SUBSCRIBES.has(name) ? CONDITION.exec(text)?.[0].trim() : undefined;
  return found === undefined || isInValue(found, args) ? null : found;
}

/** True if an argument's value has these words, such as a title or a note. */
export function isInValue(said: string, args: Args): boolean {
  const folded = fold(said);
  return Object.values(args).some((value) => fold(value).includes(folded));
}

const DAY_PART = "(?:ngày|ngay|sáng|sang|trưa|trua|chiều|chieu|tối|toi)";
/** A later time. "Chị mai" is a person, and so is "Mai" with a capital. */
const LATER = `(?:${DAY_PART} )?(?<!(?:anh|chị|chi|cô|co|chú|chu|bác|bac|ông|ong|bà|ba|em|khách|khach|kh|tên|ten) )mai(?: mốt| mot)?|mốt|${DAY_PART} nay|(?:tuần|tuan|tháng|thang) (?:sau|tới|toi)|(?:hôm|hom|bữa|bua|khi|lúc|luc) khác|(?:lát|lat|tí|ti|chút|chut|xíu|xiu) (?:nữa|nua)|[Tt]omorrow(?: morning| afternoon| evening)?|[Tt]onight|later(?: on| today)?|this (?:afternoon|evening)|next (?:week|month)|another (?:day|time)`;
/** "… nhưng để mai", "… but tomorrow", "… chiều nay nha" at the end of a text. */
const LATER_AT_END = new RegExp(
  `(?<=[\\s,;.])(?<said>(?:(?:nhưng|nhung|mà|ma|but) )?(?:(?:để|de|do it|do that|only|not until|until|qua|tới|đến|vào) ){0,2}(?<time>${LATER}))(?: (?:nha|nhé|nhe|nghen|nhen|ạ|a|em|giúp em|giup em|đi|thôi|thoi|please|pls|then))*[ .!]*$`,
  "u",
);

/** Returns the later time at the end of a write, as it was typed: `"but tomorrow"`. The bot asks now, and does not wait. */
export function unusedTimeOfWrite(
  { name, writes, arguments: all }: CommandGrammar,
  args: Args,
  text: string,
): string | null {
  if (!writes || SUBSCRIBES.has(name) || all.some(({ kind }) => kind === "duration")) return null;
  const { said, time } = LATER_AT_END.exec(text.slice(-TAIL_CHARS))?.groups ?? {};
  if (said === undefined || time === undefined) return null;
  // "Dời sang mai": "sang" is also "into". "Giao ngày mai" is kept as "mai".
  if (isInValue(time.replace(/^(?:sang|ngày|ngay) /u, ""), args)) return null;
  return all.some(({ name: one, kind }) => kind === "date" && args[one] !== undefined) ? null : said;
}

const TITLED = `(?:(?:${FORMS_OF_ADDRESS_WRITTEN}|chi|co|chu|bac|ong|ba|khách|khach|kh)\\.? )`;
/** Behind "anh" or "khách" these are no name: "anh ấy", "khách hàng". */
const NO_NAME = "(?:ấy|ay|ý|đó|do|kia|này|nay|hàng|hang|ta|em|mới|moi|khác|khac|nào|nao)(?!\\p{L})";
/** Behind a customer's number: "và anh An", "với chị Bình". A name without "anh" or "chị" has a capital. */
const PERSON_BEHIND = new RegExp(
  `(?<=\\d{3}) ?(?:và|va|với|voi|cùng|cung|lẫn|and|&|\\+) (?:cả |ca |cho |for )?(?<who>${TITLED}(?!${NO_NAME})\\p{L}{2,10}(?: \\p{Lu}\\p{L}{0,10}){0,3}|\\p{Lu}\\p{Ll}{1,10}(?: \\p{Lu}\\p{L}{0,10}){0,3})`,
  "u",
);

/** Returns a second person beside the customer's number: `"anh An"`. A write is for one customer. */
export function unusedPerson(grammar: CommandGrammar, args: Args, text: string): string | null {
  const customer = grammar.arguments.find(({ kind }) => kind === "customer");
  const given = customer && args[customer.name];
  if (!grammar.writes || given === undefined || given.startsWith("name:")) return null;
  const who = PERSON_BEHIND.exec(text)?.groups?.who;
  return who === undefined || isInValue(who, args) ? null : who;
}

/** A second name with its own phone: ", Lý Thu Trang 0933 000 222", "và chị Trang: 0933000222". */
const SECOND_PERSON =
  /(?<=\d{3}[^\p{L}\n]{0,12}(?:(?:và|va|với|voi|and) )?)(?<![\p{L}])(?:(?:anh|chị|chi|cô|chú|a|c) )?\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+){0,4}[ :(–-]{1,3}0\d[\d .]{7,12}\d/u;

/** Splits the request for several new customers before the second one; null if there is one. */
export function aroundSecondPerson(text: string): TwoClauses | null {
  const match = text.length > TAIL_CHARS ? null : SECOND_PERSON.exec(text);
  if (!match) return null;
  const before = text
    .slice(0, match.index)
    .trim()
    .replace(/(?<=[\s,;])(?:và|va|với|voi|and)$/iu, "");
  return { before: before.trim(), behind: text.slice(match.index).trim() };
}

/** Returns a phone number with too few or too many digits beside the name of a write's customer: `"086712345"`. */
export function unusedBrokenPhone(grammar: CommandGrammar, args: Args, text: string): string | null {
  const customer = grammar.arguments.find(({ kind }) => kind === "customer");
  if (!grammar.writes || !(customer && args[customer.name]?.startsWith("name:"))) return null;
  const said = findBrokenPhone(fold(text))?.value ?? "";
  const isBroken = said.replace(/\D/g, "").length >= BROKEN_DIGITS && findPhone(said) === null;
  return isBroken && !isInValue(said, args) ? said : null;
}

/** A shorter number may be the beginning of one, or a date. */
const BROKEN_DIGITS = 8;

/** What a text asks for beside the first gift: "và FREESHIP", ", thêm 1 bình nước". */
const MORE =
  /(?<!\p{L})(?<link>và|va|and|plus|kèm theo|kem theo|kèm|kem|thêm|them|với|voi|cùng|cung|lẫn)(?!\p{L}) (?<more>[^,;.!?\n]{2,60})|[+&] ?(?<signed>[^,;.!?\n]{2,60})/giu;
/** The word before the customer ends the second gift: "và FREESHIP cho chị Bình". */
const BEFORE_CUSTOMER = /(?<!\p{L})(?:cho|for|của|cua)(?!\p{L})/iu;
/** These link two gifts only right behind the first one: "giúp em với". */
const LINKS_CLOSELY: ReadonlySet<string> = new Set(["voi", "cung"]);
/** A person's name says whom the gift is for, and is no gift. */
const PERSON = new RegExp(`^${TITLED}|^\\p{Lu}\\p{Ll}+(?: \\p{Lu}\\p{Ll}+)+$`, "u");

/** Returns the second gift that a redemption asks for: `"FREESHIP"`. One gift is redeemed at a time. */
export function unusedGift(command: string, args: Args, text: string): string | null {
  const { code } = args;
  if (command !== "redeem" || code === undefined) return null;
  const first = fold(text).indexOf(fold(code));
  for (const match of first < 0 ? [] : text.slice(first + code.length).matchAll(MORE)) {
    const isClose = match.index <= 1;
    if (!isClose && LINKS_CLOSELY.has(fold(match.groups?.link ?? ""))) continue;
    const behind = match.groups?.more ?? match.groups?.signed ?? "";
    const end = BEFORE_CUSTOMER.exec(behind)?.index ?? behind.length;
    const more = behind.slice(0, end).trim();
    if (/\p{L}/u.test(withoutFiller(more)) && !/\d{6}/.test(more) && !PERSON.test(more)) return more;
  }
  return null;
}

/** Returns the second discount of an order: `"giảm thêm 50k"`. */
export function unusedDiscount(command: string, args: Args, text: string): string | null {
  const more = command === "newdeal" || command === "editdeal" ? moreDiscountIn(text) : null;
  return more?.isSecond && !isInValue(more.said, args) ? more.said : null;
}

/** "2 MUC12A", "1 x TIVI01" */
const COUNTED_CODE = /(?<![\p{L}\d])\d{1,3} ?x? ?(?=[A-Z-]{0,20}\d)[A-Z]{2}[A-Z\d_-]{1,20}(?![\p{L}\d])/u;

/** Returns the products that a change of an order names without a word for what is to happen to them: `"2 MUC12A"`. */
export function unusedProducts(command: string, args: Args, text: string): string | null {
  const said = command === "editdeal" && args.lines === undefined ? COUNTED_CODE.exec(text)?.[0] : undefined;
  return said === undefined || isInValue(said, args) ? null : said;
}

/** "Chốt đơn 3503, phí ship 120k". Each team names its stages itself, so these words name none. */
const CLOSES_ORDER = wholeWords(
  "(?:chốt|chot|duyệt|duyet|hoàn tất|hoan tat|thanh toán|thanh toan|confirm|finali[sz]e|close)(?: (?:luôn|luon|giúp em|giúp|giup|the)){0,2} (?:đơn|don|order|deal)(?: hàng| hang)?",
);

/** Returns the step of an order that a change of other values leaves out: `"chốt đơn"`. */
export function unusedStep(command: string, args: Args, text: string): string | null {
  if (command !== "editdeal" || args.stage !== undefined) return null;
  const found = CLOSES_ORDER.exec(text)?.[0];
  return found === undefined || isInValue(found, args) ? null : found;
}

/** "Giá 1.250.000", "giao 22/9". */
const VALUE_OF_ORDER =
  /(?<!\p{L})(?:giao|giá|gia|tổng|tong|price|total|deliver)(?: (?:ngày|ngay|hàng|hang|tiền|tien|on))? \d[\d.,/]{0,14}(?:k|tr|triệu|trieu|m)?\d{0,3}(?![\p{L}\d])/iu;

/** Returns a sum or a day that a change of an order's stage leaves out: `"giao 22/9"`. */
export function unusedValueOfOrder(command: string, args: Args, text: string): string | null {
  const { deal: _, stage, ...others } = args;
  if (command !== "editdeal" || stage === undefined || Object.keys(others).length > 0) return null;
  const said = VALUE_OF_ORDER.exec(text)?.[0];
  return said === undefined || isInValue(said, args) ? null : said;
}

/** "…, giao cho Lan", "… rồi gán cho anh Minh", "assign to Lan" at the end of a new ticket. */
const ASSIGNEE = new RegExp(
  `(?:[,;.] ?|(?<!\\p{L})(?:và|va|rồi|roi|xong|and) )(?<said>(?:giao|gán|gan|phân công|phan cong|chuyển|chuyen|assign)(?: (?:việc|viec|phiếu|phieu|ca|it))?(?: (?:cho|qua|sang|to))? (?:@[\\w.]{2,40}|${TITLED}?(?=\\p{Lu})\\p{L}{2,10}(?: (?=\\p{Lu})\\p{L}{1,10}){0,3})(?: (?:xử lý|xu ly|phụ trách|phu trach|làm|lam|nhận|lo))?)(?: (?:nhé|nhe|nha|ạ|giúp em|giúp chị|giúp anh|em|please))*[ .!]*$`,
  "u",
);
/** The colleague stands within the last characters of a text. The limit keeps the search linear. */
const TAIL_CHARS = 200;

/**
 * Splits a new ticket's text before the colleague who is to get it; null if it names none. AntCRM's API assigns no ticket.
 */
export function aroundAssignee(text: string): TwoClauses | null {
  const from = Math.max(0, text.length - TAIL_CHARS);
  const match = ASSIGNEE.exec(text.slice(from));
  const said = match?.groups?.said;
  return match && said ? { before: text.slice(0, from + match.index).trim(), behind: said } : null;
}
