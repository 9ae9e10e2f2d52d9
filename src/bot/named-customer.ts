import type { CustomerSearch } from "../search/customer-search.ts";
import { tellingWords, wholeNameIn, withoutTalk } from "../search/said-of.ts";
import type { SearchResult } from "../search/search-index.ts";
import type { Searchable } from "../search/terms.ts";
import type { Act } from "../understanding/grammar.ts";
import { namesSomebodyElse } from "../understanding/somebody-else.ts";
import { turnsDownOrOrders } from "../understanding/turning-down.ts";
import { asksBeyond } from "./nothing-asked.ts";
import type { Registry } from "./registry.ts";
import { type CommandRequest, commandRequest, type Request } from "./request-kinds.ts";

const LONGEST = 150;
const MOST_WORDS = 20;
/** A single word in small letters may be anything. A longer one is a joined name: "lekimthuphuong". */
const ONE_WORD = /^\s*[\p{Ll}\p{M}]{1,8}\s*$/u;

/**
 * Returns a request for the customer whom a text names, if it was understood otherwise. Null if the index has nobody, or the
 * request is likelier. The name may be all that the text says, "trần bình ở cộng hoà", "Lan 3456". It may also stand among
 * other words, "tieu xuan minh long quen mat khau app".
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
  const said = named.replace(/\s+/g, " ").trim();
  // A name has letters, and digits alone would be a number.
  const customer = `name:${/\p{L}/u.test(said) ? said : `số ${said}`}`;
  const staysOpen = request.kind === "command" ? request.staysOpen : null;
  return { ...commandRequest(lookUp, { customer }), staysOpen };
}

/** How a text may name a customer. */
interface Naming {
  /** The least number of words that tell something. With fewer, the match is chance. */
  fewestWords: number;
  /** The same if words of talk stand around them; null if there may be none. */
  fewestWordsInTalk: number | null;
  /** True if the whole name of a customer is enough, whatever stands around it. */
  mayHaveOtherWords: boolean;
}

/** A text that was not understood, or asks for what the bot cannot do. */
const NOTHING_ELSE: Naming = { fewestWords: 0, fewestWordsInTalk: 3, mayHaveOtherWords: true };
/** A look-up that left out words of the text. */
const LOOK_UP: Naming = { fewestWords: 0, fewestWordsInTalk: 1, mayHaveOtherWords: true };
/** A command without its customer; small talk may also stand around a whole name. */
const RATHER_ELSE: Naming = { fewestWords: 2, fewestWordsInTalk: null, mayHaveOtherWords: false };
const SMALL_TALK: Naming = { ...RATHER_ELSE, mayHaveOtherWords: true };
/** Nothing but the customer, in any words. */
const ALONE: Naming = { fewestWords: 0, fewestWordsInTalk: null, mayHaveOtherWords: false };
/** Words with capitals only: "Trần Thị Bình". */
const CAPITALISED = /^\s*\p{Lu}[\p{Ll}\p{M}]+(?: \p{Lu}[\p{Ll}\p{M}]*)*\s*$/u;
/** A refusal counts only if the whole text is a name. */
const TURNS_DOWN: Naming = { fewestWords: 2, fewestWordsInTalk: null, mayHaveOtherWords: false };
const DENIALS: ReadonlySet<Act> = new Set(["denial", "cancel", "correction"]);

/** Returns how a text may name a customer although it was understood as this request; null if it may not. */
function namingIn(text: string, request: Request, registry: Registry): Naming | null {
  if (request.kind === "unknown") return NOTHING_ELSE;
  // "Hương", "Huy", "Lý Thu Trang": what else such words may mean is less likely.
  const isOther =
    (request.kind === "cancel" && request.question === null) ||
    request.kind === "nothing" ||
    (request.kind === "command" && isEmptyRead(request));
  if (isOther && CAPITALISED.test(text)) return ALONE;
  if (request.kind === "nothing") return namingInNothing(text, request.act);
  if (request.kind !== "command" || request.draft !== null || request.command.effect === "write") return null;
  const { command, args, recalled } = request;
  if (command === registry.ofName()) return isPoorlyRead(text, request) ? LOOK_UP : null;
  if (args.beyond !== undefined || isPartOfNumber(text) || ACCOUNT.test(text)) return NOTHING_ELSE;
  // "hoaphung09" may be a product, or the beginning of an e-mail address.
  if (args.product !== undefined && !/\s/.test(text.trim())) return ALONE;
  const isAboutNobody = Object.keys(args).length === recalled.length;
  if (isAboutNobody && recalled.length > 0) return ALONE;
  const lacksCustomer = command.arguments.some(({ kind, required }) => kind === "customer" && required);
  return lacksCustomer && isEmptyRead(request) ? RATHER_ELSE : null;
}

/** True for a reading command without any value: "trang" reads like "trạng thái". */
function isEmptyRead({ command, args, draft }: CommandRequest): boolean {
  return command.effect !== "write" && draft === null && Object.keys(args).length === 0;
}

function namingInNothing(text: string, act: Act): Naming {
  if (DENIALS.has(act)) return TURNS_DOWN;
  // The words of a question that the bot cannot answer are no name: "mai có mưa không?"
  return asksBeyond(act) && !text.includes("?") ? NOTHING_ELSE : SMALL_TALK;
}

/** True for a look-up of nobody, by digits alone, or by a name that leaves out words of the text. */
function isPoorlyRead(text: string, { args, recalled }: CommandRequest): boolean {
  const values = Object.values(args);
  // "Trần thị bình" right after another customer's card names nobody that was understood.
  if (values.length === recalled.length) return true;
  return values.some(
    (value) =>
      DIGITS.test(value) || (value.startsWith("name:") && saysMoreThan(value.slice("name:".length), text)),
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

function mayBeNamed(text: string, { fewestWords }: Naming): boolean {
  const words = text.trim().split(/\s+/).length;
  if (text.length > LONGEST || words > MOST_WORDS || text.includes("\n") || ONE_WORD.test(text)) return false;
  return tellingWords(text).length >= fewestWords;
}

/** Returns the words of the text that name customers of the index; null if it has nobody whom they name. */
async function namedIn(text: string, naming: Naming, search: CustomerSearch): Promise<string | null> {
  const found = await search.search(text);
  const [first] = found?.hits ?? [];
  if (!found || first === undefined) return null;
  if (isExact(found)) return text;
  if (turnsDownOrOrders(text) || namesSomebodyElse(text)) return null;
  const isLikeName = found.isWhole && found.isNamed && naming.fewestWordsInTalk !== null;
  // With a slip, similar names are offered.
  if (isLikeName && tellingWords(text).length >= FEWEST_WITH_SLIP) return text;
  return namedAmongOthers(text, first.customer, naming, search);
}

/** Returns what names the customer in a text that says something else as well; null if the rest may change who is meant. */
async function namedAmongOthers(
  text: string,
  customer: Searchable,
  { fewestWordsInTalk, mayHaveOtherWords }: Naming,
  search: CustomerSearch,
): Promise<string | null> {
  const isFound = async (said: string) => {
    const again = said === "" || said === text.trim() ? null : await search.search(said);
    return again !== null && again.hits.length > 0 && isExact(again);
  };
  const told = withoutTalk(text, customer);
  if (fewestWordsInTalk !== null && mayBeSaid(told, fewestWordsInTalk) && (await isFound(told))) return told;
  const named = mayHaveOtherWords ? wholeNameIn(text, customer) : null;
  if (named === null || !(await isFound(named.said))) return null;
  // "Tiêu Minh Long với Lưu Hạnh Nga": two customers.
  const other = (await search.search(named.rest))?.hits[0]?.customer;
  return other === undefined || wholeNameIn(named.rest, other) === null ? named.said : null;
}

/** With fewer words, a slip is like the names of too many. */
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
