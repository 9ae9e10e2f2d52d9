import type { CustomerSearch } from "../search/customer-search.ts";
import { saidOf, saysWholeName, tellingWords, withoutTalk } from "../search/said-of.ts";
import type { SearchResult } from "../search/search-index.ts";
import { fold } from "../understanding/fold.ts";
import type { Act } from "../understanding/grammar.ts";
import type { Command } from "./command.ts";
import { asksBeyond } from "./nothing-asked.ts";
import type { Registry } from "./registry.ts";
import { type CommandRequest, commandRequest, type Request } from "./request-kinds.ts";

const LONGEST = 150;
const MOST_WORDS = 20;
/** A single word in small letters may be anything. A longer one is no word: "lekimthuphuong". */
const ONE_WORD = /^\s*[\p{Ll}\p{M}]{1,8}\s*$/u;
/** A text that begins so asks to do something with somebody, or turns something down: it is no look-up. */
const ORDER_OR_DENIAL =
  /^\s*(?:\/|khong|ko|hong|dung|thoi|khoi|khoan|chua|not|no|never|xoa|tao|them|sua|doi|cap nhat|huy|dong|ket thuc|chuyen|giao|gui|goi|nhan|bao|cai|gan|go|dan|bo|chot|len|dat|tag|note|ghi|delete|create|add|edit|change|cancel|close|send|assign|call)(?!\p{L})/u;

/**
 * Returns a request for a customer of the index instead, if a text names one and was understood otherwise. The name may be
 * all that it says, "trần bình ở cộng hoà", "Lan 3456", or stand among other words, "tieu xuan minh long quen mat khau app".
 * A command that lacks its customer is completed. Null if the index has nobody, or the request is likelier.
 */
export async function namedCustomer(
  text: string,
  request: Request,
  { registry, search }: { registry: Registry; search: CustomerSearch },
): Promise<CommandRequest | null> {
  const lookUp = registry.ofName();
  const naming = namingIn(text, request, registry);
  if (lookUp === null || naming === null || !mayBeNamed(text, naming)) return null;
  const named = await namedIn(text, naming, search);
  if (named === null) return null;
  const lacking = request.kind === "command" && named.isAmidOthers ? customerOf(request.command) : null;
  const said = named.said.replace(/\s+/g, " ").trim();
  // A name has letters, and digits alone would be a number.
  const customer = `name:${/\p{L}/u.test(said) ? said : `số ${said}`}`;
  if (request.kind === "command" && lacking !== null && request.command !== lookUp)
    return { ...request, args: { ...request.args, [lacking]: customer }, ignored: null };
  return commandRequest(lookUp, { customer });
}

function customerOf(command: Command): string | null {
  return command.arguments.find(({ kind }) => kind === "customer")?.name ?? null;
}

/** How a text may name a customer. */
interface Naming {
  /** So many words must tell something, because fewer are those of somebody by chance. */
  leastTelling: number;
  /** The same if words of talk stand around them; null if there may be none. */
  leastAmidTalk: number | null;
  /** True if the whole name of a customer is enough, whatever stands around it. */
  mayBeAmidOthers: boolean;
}

/** The bot has nothing else to do for such a text. */
const NOTHING_ELSE: Naming = { leastTelling: 0, leastAmidTalk: 3, mayBeAmidOthers: true };
const LOOK_UP: Naming = { leastTelling: 0, leastAmidTalk: 1, mayBeAmidOthers: true };
/** Words of talk, or of a command without the customer whom it is about. */
const RATHER_ELSE: Naming = { leastTelling: 2, leastAmidTalk: null, mayBeAmidOthers: true };
/** "hoaphung09" is read as a product, and may be the beginning of an e-mail address. */
const MAYBE_PRODUCT: Naming = { leastTelling: 0, leastAmidTalk: null, mayBeAmidOthers: false };
/** Words that turn something down are no wish to see somebody, unless they are only a name. */
const TURNS_DOWN: Naming = { leastTelling: 2, leastAmidTalk: null, mayBeAmidOthers: false };
const DENIALS: ReadonlySet<Act> = new Set(["denial", "cancel", "correction", "condition", "quotation"]);

/** Returns how a text may name a customer although it was understood as this request; null if it may not. */
function namingIn(text: string, request: Request, registry: Registry): Naming | null {
  if (request.kind === "unknown") return NOTHING_ELSE;
  if (request.kind === "nothing") return namingInNothing(text, request.act);
  if (request.kind !== "command" || request.draft !== null || request.command.effect === "write") return null;
  const { command, args, recalled } = request;
  if (command === registry.ofName()) return isPoorlyRead(text, request) ? LOOK_UP : null;
  if (args.beyond !== undefined || isPartOfNumber(text) || ACCOUNT.test(text)) return NOTHING_ELSE;
  if (args.product !== undefined && !/\s/.test(text.trim())) return MAYBE_PRODUCT;
  const isAboutNobody = Object.keys(args).length === recalled.length;
  if (isAboutNobody && recalled.length > 0) return NOTHING_ELSE;
  const customer = customerOf(command);
  return customer !== null && args[customer] === undefined ? RATHER_ELSE : null;
}

function namingInNothing(text: string, act: Act): Naming {
  if (DENIALS.has(act)) return TURNS_DOWN;
  // The words of a question that the bot cannot answer are no name: "mai có mưa không?"
  return asksBeyond(act) && !text.includes("?") ? NOTHING_ELSE : RATHER_ELSE;
}

/** True for a look-up of nobody, by digits alone, or by a name that leaves out words of the text. */
function isPoorlyRead(text: string, { args, recalled }: CommandRequest): boolean {
  const values = Object.values(args);
  // "Trần thị bình" right after another customer's card names nobody that was understood.
  if (values.length === recalled.length) return true;
  return values.some(
    (value) => DIGITS.test(value) || (value.startsWith("name:") && saysMoreThan(value, text)),
  );
}

/** True if a text has a word or a number that tells something, and is not in the name. */
function saysMoreThan(name: string, text: string): boolean {
  const named = new Set(tellingWords(name).map(({ plain }) => plain));
  return tellingWords(text).some(({ plain }) => !named.has(plain));
}

/** A part of a number, which no argument can hold: "0770 888". */
export const DIGITS = /^[\d .-]+$/;

/** True for a part of a phone number alone: "0845177", "458 826". "458826" is the number of a record. */
function isPartOfNumber(text: string): boolean {
  const digits = text.replace(/\D/g, "").length;
  const isOfPhone = /^\s*0|\d[ .-]\d/.test(text);
  return isOfPhone && DIGITS.test(text.trim()) && digits >= LEAST_DIGITS && digits <= MOST_DIGITS;
}

/** Fewer digits are the number of a record, and more of them a whole phone. */
const [LEAST_DIGITS, MOST_DIGITS] = [6, 8];

/** The beginning of an e-mail address, before the "@": "binh.bui25". A product's code may look so, too. */
const ACCOUNT =
  /^\s*(?:(?:tìm|tim|khách|khach|kh|e?mail)\s+)*\p{Ll}{2,30}[._]\p{Ll}{2,30}[\p{Ll}\d._]{0,30}\s*$/u;

function mayBeNamed(text: string, { leastTelling }: Naming): boolean {
  const words = text.trim().split(/\s+/).length;
  if (text.length > LONGEST || words > MOST_WORDS || text.includes("\n") || ONE_WORD.test(text)) return false;
  return tellingWords(text).length >= leastTelling;
}

interface Named {
  /** The words of the text that name customers of the index. */
  said: string;
  /** True if the text says something else as well. */
  isAmidOthers: boolean;
}

/** Returns null if the index has nobody with the words that name somebody. */
async function namedIn(
  text: string,
  { leastAmidTalk, mayBeAmidOthers }: Naming,
  search: CustomerSearch,
): Promise<Named | null> {
  const found = await search.search(text);
  const [first] = found?.hits ?? [];
  if (!found || first === undefined) return null;
  if (isExact(found)) return { said: text, isAmidOthers: false };
  if (ORDER_OR_DENIAL.test(fold(text))) return null;
  const isLikeName = found.isWhole && found.isNamed && leastAmidTalk !== null;
  // With a slip, similar names are offered.
  if (isLikeName && tellingWords(text).length >= FEWEST_WITH_SLIP) return { said: text, isAmidOthers: false };
  const isFound = async (said: string) => {
    const again = said === "" || said === text.trim() ? null : await search.search(said);
    return again !== null && again.hits.length > 0 && isExact(again);
  };
  const calm = withoutTalk(text, first.customer);
  if (leastAmidTalk !== null && mayBeSaid(calm, leastAmidTalk) && (await isFound(calm)))
    return { said: calm, isAmidOthers: true };
  const said = saidOf(text, first.customer);
  const isNamed = mayBeAmidOthers && saysWholeName(text, first.customer) && (await isFound(said));
  return isNamed ? { said, isAmidOthers: true } : null;
}

/** Fewer words with a slip are like those of many. */
const FEWEST_WITH_SLIP = 3;

/** True if enough words tell something, or a part of a number. */
function mayBeSaid(said: string, least: number): boolean {
  const telling = tellingWords(said);
  const hasWord = telling.some(({ plain }) => /^\D+$/.test(plain));
  return (hasWord && telling.length >= least) || isPartOfNumber(said);
}

function isExact({ isWhole, isNamed, closeness }: SearchResult): boolean {
  return isWhole && isNamed && closeness === "exact";
}
