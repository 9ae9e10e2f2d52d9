import { withoutFillers } from "./fillers.ts";
import { type Finding, type Passage, TAKEN, typed } from "./fold.ts";
import { WORD_CHARS } from "./word-chars.ts";

/** How a command's own text is found in a sentence. All patterns are of folded words. */
interface MainText {
  argument: string;
  /** The words before it. */
  before?: string;
  /** The words that name the command or ask for it, and are no part of it. */
  asking?: string;
  /** The words that end it. */
  stops?: string;
  /** The beginning of a text that is none of those words: "khách quen cho …". It is matched as typed, in lower case. */
  keeps?: RegExp;
  /** True: a word of letters and digits is taken first. */
  code?: true;
  /** True: several are separated by commas. */
  isList?: true;
  /** True: without a word before it, there is none. */
  onlyBefore?: true;
}

const ASK =
  "xem|coi|tra|tim|kiem|mo|lay|lay giup|liet ke|list|show|open|find|search|check|ktra|kiem tra|cho biet|gui|dua|hien|lay ra|in|loc|lam on|can|muon|hoi|bot|give|get|send|see|tell|pull up|look up";
const HOW =
  "ra sao|the nao|sao|toi dau|den dau|ra rang|hieu qua|ket qua|bao nhieu|bn|may|chay|gui|goi|duoc|dc|co|chua|khong|ko|k|roi|thi|la|i|voi|nhe|nha|giup|hom|tuan|thang|quy|nam|de|cho|cua|vay|z|luc|tu|ngay|trong|stats|results?|report|performance|for|last|this|yesterday|today|yet|please|pls|how|did|hi|nghe|nghen|vua|dang|da|bi|ai|may|cuoc|ti le|khach|nhu|ma|di|tra|xem|coi|doc|so|dem|lieu|sang|chieu|toi|dot|telesales?|tele|hay|hien|loai|list|made|make|call(?:ed|s)?|who|members?|con|nao|nhung|ds|danh sach|thanh|log|chi|em|anh|truoc|dau|ti|ty";
const CAMPAIGN: MainText = {
  argument: "campaign",
  before:
    "chien dich(?: telesales?| tele)?(?: ten)?|cd|campaign|telesales?(?: campaign| dot)?|tele|dot(?: goi| telesales?| tele| tin)?|cuoc goi|log goi|goi|call(?:s|ed)?(?: of| for| list)?(?: the)?",
  asking: `${ASK}|bao cao|bc|kq|ket qua|so lieu|chien dich|cd|campaign|telesales?|tele|cac cuoc|may cuoc|cuoc goi|nhat ky|danh sach|ds|khach hang|khach|kh|members?|calls?|list|nhung ai|ai`,
  stops: HOW,
};

const MAIN: Readonly<Record<string, MainText>> = {
  campaign: CAMPAIGN,
  telesales: CAMPAIGN,
  telecalls: CAMPAIGN,
  messages: {
    argument: "session",
    before:
      "(?:doan chat |chat |hoi thoai |cuoc |tin nhan )?(?:phien|session|ma|id|so|hoi thoai|conversation|chat)(?: so| id)?",
    onlyBefore: true,
  },
  accumulate: {
    argument: "code",
    code: true,
    before: "ma(?: so| tich diem| tren \\p{L}+)?(?: la)?|code",
    onlyBefore: true,
  },
  segment: {
    argument: "segment",
    before:
      "(?:vao |vo |sang |qua |into |to |in )?(?:the )?(?:phan khuc|pk|nhom(?: khach)?|segment|group)(?: ten| la| called)?|vao|vo|into",
    asking: `${ASK}|them|dua|cho|gan|xep|add|put|move|segment|phan khuc|khach|kh|so|sdt`,
    stops:
      "giup|gium|dum|ho|nhe|nha|nghen|nghe|hen|hi|di|luon|duoc|dc|cho|vi|de|gium|em|anh|chi|nay|roi|them|voi|a|liem|ne|pls|please|segment|group|lien|cai|neu|khi|ma|nua|ngay|gom|gan|trong|thoi|with|for|because|of|la|bot|c|e|k|hoac",
  },
  addtags: {
    argument: "tags",
    isList: true,
    keeps:
      /^(?:khách|khach)(?: (?:hàng|hang))? (?!vip )\p{Ll}{1,9}(?: \p{Ll}{1,9}){0,2}(?:,| (?:cho|vào|vao|lên|len|to|for)) /u,
    before:
      "(?:them |gan |dan |bo |ghim |dinh |add )?(?:cai )?(?:nhan|the|tags?|label|chu|mac)(?: ten)?(?: la)?(?: :)?|la|as",
    asking: `${ASK}|them|gan|dan|ghim|bo|danh dau|add|tag|put|mark|label|nhan|the|khach hang|khach|kh|customer`,
    stops:
      "cho|vao|vo|len|giup|gium|dum|ho|nhe|nha|nghen|nghe|hen|di|luon|khach|kh|to|on|for|anh|chi|co|chu|bac|ong|ba|o|em|duoc|dc|vi|de|please|pls|customer|roi|hi|cua|a|thoi|nua|nay|do",
  },
  product: {
    argument: "product",
    code: true,
    before:
      "(?:gia|ma|sp|san pham|mat hang|hang|price of|product|code|con|cai)(?: ban)?(?: cua| hang| sp| of)?",
    asking: `${ASK}|gia(?: ban)?|ma hang|ma|san pham|sp|mat hang|con hang|con|ton kho|ton|kho|price of|price|product|code|how much|is|are|in stock|stock|do we have|bao nhieu tien|bao nhieu|bn|bao tien|tien`,
    stops:
      "gia|bao|bn|nhiu|nhieu|may|con|het|ton|khong|ko|k|hong|giup|gium|dum|ho|nhe|nha|chua|roi|vay|z|the|sao|cho|de|khach|a|em|co|la|dang|da|in|ban|hien|luc|o|duoc|ai|hay|voi|di|ra|doi|sua|len|xuong|kho|hom|tang|giam|xoa|thi|nghen|nghe|hi|he|chi|anh|c|e|bot|ta|cost|now|still|available|nua|nay|hen|vua|moi|trung|bi|nam|mot|cai",
  },
  newproduct: {
    argument: "name",
    before: "(?:co )?ten(?: la| hang| san pham| sp)?|name|goi la|called",
    asking: `${ASK}|tao|them|mo|lap|len|khai bao|nhap|vo|vao|new|create|add|make|product|san pham|sp|mat hang|ma hang|ma so|ma sp|ma|hang|mon|moi|code|ky hieu|danh muc|bang hang|bang gia|catalogue|gia ban|gia|ban|price|rate|don gia|dong|item|cai|vnd`,
    stops:
      "ma|code|gia|ban|price|giup|gium|dum|ho|nhe|nha|nghen|nghe|di|vao|vo|vat|chua|hi|hen|a|ky hieu|them|roi|duoc|neu|only|please|pls|tao|cho em|cho chi|cho anh|luon|e|em",
  },
  products: {
    argument: "search",
    before:
      "(?:tim|kiem|loc|liet ke|xem|coi|list|find|search|show|have|sell)(?: giup| gium| dum| ho| cho| em| chi| anh| minh| all| me| the| any)*(?: (?:cac|nhung|may))?(?: (?:san pham|sp|ma|mau|hang|mat hang|loai|model|products?))?(?: (?:co chu|co ten|ten|ten co|co tu|with|named|called|loai))?|co chu|chu|loai|dong|mau|bang gia|san pham|sp",
    asking: `${ASK}|san pham|sp|mat hang|hang hoa|danh muc|bang gia|cac|nhung|may|products?|items|all|do we (?:have|sell)|what|we|model|mau|loai|shop|minh|ban|co|nao`,
    stops:
      "co|con|nao|khong|ko|k|may|bao|dang|ban|giup|gium|dum|ho|nhe|nha|cho|de|khach|trong|o|di|em|chi|anh|voi|ra|thoi|a|roi|loai|mau|gi|nhung|hien|shop|ben|do|we|in|are|is|ma|hi|nghen|hen|luon|hoi|xem|coi|duoc|vay|z|thi|v|do|pls|please|ben|minh|loai|hang|hi",
  },
};

/** Finds the text that a command is mainly about: the campaign, the segment, the tags, the product. */
export function findMainText(command: string, passage: Passage): (Finding & { argument: string }) | null {
  const spec = MAIN[command];
  if (!spec) return null;
  const found =
    (spec.code ? codeIn(passage) : null) ??
    afterWords(passage, spec) ??
    (spec.onlyBefore ? null : whatIsLeft(passage, spec)) ??
    quoted(passage, false);
  return found && { ...found, argument: spec.argument };
}

/** Finds the text of such a command in quotation marks: several tags, or one segment. */
export function findQuotedText(command: string, passage: Passage): (Finding & { argument: string }) | null {
  const spec = MAIN[command];
  const found = spec && !spec.code ? quoted(passage, command === "addtags") : null;
  return found && spec ? { ...found, argument: spec.argument } : null;
}

/** True for a command whose text is found by `findMainText`. */
export function hasMainText(command: string): boolean {
  return MAIN[command] !== undefined;
}

const QUOTE = /"([^"\n]{1,200})"|“([^”\n]{1,200})”|«([^»\n]{1,200})»/g;

function quoted(passage: Passage, isList: boolean): Finding | null {
  const { source } = passage.folded;
  const quotes = [...source.matchAll(QUOTE)].filter(([all]) => all.trim().split(" ").length <= 9);
  const [first, last] = [quotes[0], quotes.at(-1)];
  if (!first || !last) return null;
  const words = quotes.map((one) => (one[1] ?? one[2] ?? one[3] ?? "").trim()).filter((one) => one !== "");
  const value = isList ? words.join(", ") : (words[0] ?? "");
  const end = isList ? last.index + last[0].length : first.index + first[0].length;
  return value === "" ? null : { start: first.index, end, value };
}

const CODE =
  /(?<![\p{L}\p{N}@._/#-])(?=[a-z0-9._-]*[a-z])(?=[a-z0-9._-]*\d)[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?(?![\p{L}\p{N}@_-])/gu;
const NO_CODE =
  /^(?:\d{1,3}(?:k|h|tr|p|ph|cm|m|l|kg|w|g|inch|tr\d)|q\d{1,2}|p\d{1,2}|t\d{1,2}|\d{1,2}h\d{0,2}|\d+a|\d+l)$/;

/** Finds the longest word of letters and digits, as it was typed. */
function codeIn(passage: Passage): Finding | null {
  const codes = [...passage.free.matchAll(CODE)].filter(([word]) => word.length > 2 && !NO_CODE.test(word));
  const [best] = codes.sort(
    (a, b) => Number(hasCapital(passage, b)) - Number(hasCapital(passage, a)) || a.index - b.index,
  );
  if (!best) return null;
  const [start, end] = [best.index, best.index + best[0].length];
  return { start, end, value: typed(passage, start, end) };
}

function hasCapital(passage: Passage, { index, 0: word }: RegExpExecArray): boolean {
  return /\p{Lu}/u.test(typed(passage, index, index + word.length));
}

const words = (pattern: string, flags: string) =>
  new RegExp(`(?<![${WORD_CHARS}])(?:${pattern})(?![${WORD_CHARS}])`, flags);
const PAUSE = /[,;\n\uffff()]|[.!?:](?=\s|$)| [–—-] |=>|→/u;

function afterWords(passage: Passage, spec: MainText): Finding | null {
  if (spec.before === undefined) return null;
  const stop = spec.stops === undefined ? null : words(spec.stops, "u");
  const places = [...passage.free.matchAll(words(spec.before, "gu"))];
  for (const place of preferred(places)) {
    const from = place.index + place[0].length;
    const gap = /^[\s:=]*/.exec(passage.free.slice(from))?.[0].length ?? 0;
    const found = textFrom(passage, from + gap, { stop, keeps: spec.keeps });
    if (found) return spec.isList ? withListed(passage, found, { stop, keeps: spec.keeps }) : found;
  }
  return null;
}

/** Longer words say more: "phân khúc" before "vào". */
function preferred(places: readonly RegExpExecArray[]): RegExpExecArray[] {
  return [...places].sort((a, b) => b[0].length - a[0].length || a.index - b.index);
}

const NEXT_LISTED = /^ ?[,;/+&] ?(?:(?:nhan|tags?|the) )?(?=\p{L})/u;
const MOST_LISTED = 10;

/** Adds the texts that are listed with one: "nợ" in "gắn tag vip, nợ cho …". */
function withListed(passage: Passage, first: Finding, ends: TextEnds): Finding {
  let found = first;
  for (let count = 1; count < MOST_LISTED; count++) {
    const link = NEXT_LISTED.exec(passage.free.slice(found.end, found.end + 20));
    const next = link && textFrom(passage, found.end + link[0].length, ends);
    if (!next) break;
    found = { ...found, end: next.end, value: `${found.value}, ${next.value}` };
  }
  return found;
}

/** Where a text ends. */
interface TextEnds {
  stop: RegExp | null;
  keeps?: RegExp | undefined;
}

function textFrom(passage: Passage, from: number, { stop, keeps }: TextEnds): Finding | null {
  const left = passage.free.slice(from, from + 120);
  const pause = PAUSE.exec(left)?.index ?? left.length;
  const room = left.slice(0, pause);
  const end = stop === null ? room.length : endBefore(passage, from, room, { stop, keeps });
  const value = withoutFillersButAnd(typed(passage, from, from + end));
  return /[\p{L}\p{N}]/u.test(value) && value.length > 1 ? { start: from, end: from + end, value } : null;
}

/** Behind "và" a word belongs to the text: "Mẹ và bé". */
function withoutFillersButAnd(written: string): string {
  const value = withoutFillers(written);
  return /(?<!\p{L})(?:và|and)$/iu.test(value) ? written.trim() : value;
}

/** "máy in" is a thing, "mấy" a question; "cái" may be a part of a name. */
const MACHINE =
  /^(?:máy |may (?:in|giat|lanh|say|loc|hut|xay|ep|tinh|chieu|khoan|bom|anh|massage|do|dem|rua|nuoc)(?!\p{L}))/u;

const KEPT_CHARS = 60;

/** A capital or accents that differ from the stopping word belong to the text: "Gọi lại" in a name. */
function endBefore(
  passage: Passage,
  from: number,
  room: string,
  { stop, keeps }: { stop: RegExp; keeps: RegExp | undefined },
): number {
  const isKept = keeps?.test(typed(passage, from, from + KEPT_CHARS)) ?? false;
  const everywhere = new RegExp(stop.source, "gu");
  for (const match of room.matchAll(everywhere)) {
    if (MACHINE.test(typed(passage, from + match.index, from + room.length).toLowerCase())) continue;
    const written = typed(passage, from + match.index, from + match.index + match[0].length);
    const next = typed(passage, from + match.index + match[0].length, from + room.length);
    if (match.index === 0 && (isKept || /^\p{Lu}/u.test(written))) continue;
    if (
      /^\p{Lu}/u.test(written) ||
      (match.index > 0 && /^ \p{Lu}\p{Ll}/u.test(next) && isInName(passage, from, match.index))
    )
      continue;
    return match.index;
  }
  return room.length;
}

function isInName(passage: Passage, from: number, at: number): boolean {
  return /\p{Lu}\S{0,40}\s{0,2}$/u.test(typed(passage, from, from + at));
}

function whatIsLeft(passage: Passage, spec: MainText): Finding | null {
  const asking = words(spec.asking ?? "xem", "gu");
  const free = passage.free.replace(asking, (word, at: number) =>
    MACHINE.test(typed(passage, at, at + 16).toLowerCase()) ? word : TAKEN.repeat(word.length),
  );
  const stop = spec.stops === undefined ? null : words(spec.stops, "u");
  const parts: Finding[] = [];
  for (const match of free.matchAll(/[^\uffff,;\n.!?:()]+/gu)) {
    const blanks = /^\s*/.exec(match[0])?.[0].length ?? 0;
    const found = textFrom({ ...passage, free }, match.index + blanks, { stop });
    if (found) parts.push(found);
  }
  return parts.sort((a, b) => b.value.length - a.value.length)[0] ?? null;
}
