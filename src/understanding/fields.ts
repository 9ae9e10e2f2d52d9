import { withoutSaidToBot } from "./dictation.ts";
import { withoutFillers, withoutFillersAtEnd } from "./fillers.ts";
import { fold, type Passage, TAKEN, take, typed } from "./fold.ts";
import { ADDED, type ArgumentGrammar, type CommandGrammar, type ReadingContext } from "./grammar.ts";
import { isSum, readAmount } from "./numbers.ts";
import { isInName, mayBeName } from "./person-name.ts";
import { unquoted } from "./plain-values.ts";
import { readValue } from "./value.ts";
import { isDay } from "./weekdays.ts";
import { WORD_CHARS } from "./word-chars.ts";
import { withoutLeadIn } from "./word-lists.ts";

/** A field with the pattern of its key. */
interface FieldPattern extends SpokenField {
  pattern: RegExp;
}

interface SpokenField {
  name: string;
  /** Folded words before the value. */
  key: string;
  /** True: commas belong to the value, as in an address. */
  long?: boolean;
  /** True: the value begins right behind these words, and goes below what stands there. */
  adds?: boolean;
}

const NOTE =
  "(?:them |ghi |de |go )?(?:cai |dong )?(?:ghi chu|gchu|gc|note|luu y|dan do|dan them)(?: giao hang)?(?: lai)?|(?:ghi|nhac)(?: lai)?(?= (?:la|:)|:)";
const TICKET_FIELDS: readonly SpokenField[] = [
  {
    name: "group",
    key: "(?:chuyen |giao |cho |qua )?(?:nhom|bo phan|phong|team|group|dept|department)(?: xu ly)?",
  },
  { name: "category", key: "(?:danh muc|loai|phan loai|category|type)(?: phieu)?" },
  {
    name: "sla",
    key: "(?:han(?: xu ly| chot)?|deadline|sla|xu ly (?:trong|truoc)|(?:gia han|keo han|lui han|doi han|noi han)(?: sla)?)(?! cua hop dong)",
  },
];

/** The words before a field, by command, beside the field's own names. */
const FIELDS: Readonly<Record<string, readonly SpokenField[]>> = {
  ticket: [
    { name: "title", key: "(?:voi )?(?:tieu de|title|ten phieu|subject|chu de)(?: phieu)?", long: true },
    { name: "summary", key: "noi dung|mo ta|details?|description|chi tiet", long: true },
    ...TICKET_FIELDS,
  ],
  editticket: [
    { name: "title", key: "(?:tieu de|title|ten phieu|ten|subject)", long: true },
    { name: "summary", key: "noi dung|mo ta|chi tiet|summary|description|details?", long: true },
    // "Ghi thêm khách đồng ý chờ" names no field: it goes below the text of the ticket.
    { name: "summary", key: "(?:ghi|viet|note) them(?= (?!vao|vo)\\p{L}|:)", long: true, adds: true },
    {
      name: "resolution",
      key: '(?:cach|huong) (?:xu ly|giai quyet)|ket qua(?: xu ly)?|giai phap|resolution|(?:ghi )?ly do|reason|kq|(?:ghi|note)(?= (?:la|")|:)|bang cach',
      long: true,
    },
    { name: "status", key: "(?:trang thai|tinh trang|status|tt)" },
    ...TICKET_FIELDS,
  ],
  editcustomer: [
    { name: "name", key: "(?:ho )?ten(?: khach| day du| chu the)?|rename|name" },
    {
      name: "addresses",
      key: "(?:cho o|dia chi(?! (?:e-?)?mail)|d/c|dc|address|don (?:ve|toi|ra|qua|vo)|chuyen nha (?:ve|toi|ra|qua))(?: giao(?: hang)?| nha| moi)?",
      long: true,
    },
    { name: "gender", key: "gioi tinh|gender" },
    { name: "source", key: "nguon|source" },
    { name: "industry", key: "(?:nganh|linh vuc)(?: nghe)?|industry" },
    { name: "stage", key: "(?:trang thai|giai doan|stage)" },
    { name: "note", key: NOTE, long: true },
  ],
  newcustomer: [
    { name: "addresses", key: "(?:dia chi|d/c|dc|address|nha o|song o|lives(?: in| at)?|o)", long: true },
    { name: "source", key: "(?:nguon|source|biet (?:qua|tu)|den tu|from|tu)(?: tu)?" },
    { name: "industry", key: "(?:nganh|linh vuc)(?: nghe)?|industry" },
    { name: "stage", key: "(?:trang thai|giai doan|stage)" },
    { name: "tags", key: "(?:gan |kem |voi )?(?:nhan|the|tags?)" },
    { name: "note", key: NOTE, long: true },
  ],
  newdeal: [
    { name: "name", key: "(?:ten don|ten giao dich|dat ten|ten la|deal name)" },
    { name: "stage", key: "(?:trang thai|giai doan|stage)" },
    { name: "branch", key: "(?:giao |xuat |nhan |chuyen )?(?:ve |tu |o |tai )?(?:chi nhanh|cn|branch|kho)" },
    { name: "note", key: NOTE, long: true },
    {
      name: "delivery",
      key: "(?:giao|ship|deliver)(?: hang| tan)?(?: (?:ra|ve|toi|den|tai|o|luc|vao|sang|to|on|ngay|truoc|sau|chieu|sap))*",
      long: true,
    },
  ],
  editdeal: [
    { name: "name", key: "ten(?: don| giao dich)?" },
    {
      name: "stage",
      key: "(?:trang thai|giai doan|stage|status|tt)|(?:chuyen|doi|dua|day|move)(?= (?:\\uffff|sang|qua|ve))",
    },
    { name: "branch", key: "(?:chi nhanh|cn|branch|kho)" },
    { name: "note", key: NOTE, long: true },
    {
      name: "delivery",
      key: "(?:dia chi|d/c|dc|noi|ngay|gio|lich|cho)(?: giao| nhan)(?: hang)?|(?:doi|dời) giao|giao(?: hang)?(?: (?:ra|ve|toi|den|tai|qua))|doi dia chi|delivery",
      long: true,
    },
  ],
  editproduct: [
    { name: "newCode", key: "(?:doi |sua |chuyen )?ma(?: (?:moi|hang|sp|san pham))?|code" },
    { name: "name", key: "(?:doi |sua )?ten(?: sp| san pham| hang| moi)?|rename|name", long: true },
  ],
};

const PATTERNS = new Map(
  Object.entries(FIELDS).map(([command, fields]) => [
    command,
    fields.map(
      (field): FieldPattern => ({
        ...field,
        pattern: new RegExp(
          `(?<![${WORD_CHARS}]|@\\S{0,40})(?:${field.key})(?![${WORD_CHARS}]|[.@_-]\\p{L})`,
          "gu",
        ),
      }),
    ),
  ]),
);

const INTO =
  "(?:thanh|sang|qua|thay bang|bang|la|ve|toi|den|len|xuong con|xuong|ra|to|into|as|is|:|=|->|=>|→|dung la|phai la|cho dung la|con)";
/** The words between a field and its value, with their accents. */
const LINKS = new Set(
  "của cho ở trong vào vô trên phiếu đơn đh khách hàng sản phẩm thẻ hồ sơ lại thêm mới giúp giùm dùm em chị anh này đó thành sang qua thay bằng là về tới đến lên xuống còn ra đúng phải dời".split(
    " ",
  ),
);
const FOLDED_LINKS = new Set([...LINKS].map(fold));
const WORD = /\p{L}+/gu;
const HIDDEN = "_";

/**
 * Returns the folded text from here, with each word hidden that only looks like a link without its accents: "đèn" is no "đến",
 * "sáng" no "sang". With `isText`, a capital begins the text: "tiêu đề Thẻ bị khoá".
 */
function withLinks(passage: Passage, from: number, isText: boolean): string {
  return passage.free.slice(from).replace(WORD, (word, at: number, all: string) => {
    if (!FOLDED_LINKS.has(word)) return word;
    const written = typed(passage, from + at, from + at + word.length).normalize("NFC");
    const lower = written.toLowerCase();
    const isOther = lower !== word && !LINKS.has(lower);
    const behind = all.slice(at + word.length, at + word.length + 2);
    const begins = isText && /^\p{Lu}\p{Ll}*$/u.test(written) && !/^ ?[:\uffff]/u.test(behind);
    return isOther || begins ? HIDDEN.repeat(word.length) : word;
  });
}

/** "Sửa tiêu đề phiếu 17464 bị sai, đổi lại thành X": what is between a field and its value. "Nội dung là" is a field. */
const BETWEEN =
  /^(?<skip>[^;\n"“]{0,70}?(?<![\p{L}\p{N}])(?:thanh|sang|thay bang|->|=>|→|phai la|(?<!noi )dung la|moi la)(?![\p{L}])(?: la)?)[ :]*/u;
const DIRECT = new RegExp(
  `^(?:[ ${TAKEN}]|(?<![${WORD_CHARS}])(?:cua|cho|o|trong|vao|vo|tren|phieu|ticket|don|dh|khach(?: hang)?|kh|sp|san pham|the|ho so|lai|them|moi|giup|gium|dum|em|chi|anh|nay|do|${INTO})(?=[ :${TAKEN}"“]|$)|[:=]|->|=>)*`,
  "u",
);
const QUOTED = /^\s*(?:"([^"\n]{1,500})"|“([^”\n]{1,500})”|«([^»\n]{1,500})»|'([^'\n]{3,500})')/;
const ENDS_DICTATED = /[\n\uffff]/u;
const ENDS_LONG = /[;\n\uffff]|[.!?](?=\s|$)/u;
const ENDS_SHORT = /[,;\n\uffff]|[.!?](?=\s|$)| [–—-] /u;
/** "Thêm ghi chú", "ghi thêm vào nội dung": the text goes below what stands there. */
const ADDS =
  /(?<!\p{L})(?:ghi them|them|bo sung|add)(?: vao| vo| cai| to| a| the| mot| 1| dong){0,2} (?:ghi chu|gchu|gc|note|luu y|dan do|noi dung|mo ta|details?)[^.;\n]{0,60}$/u;
/** ", email tam@shop.vn" and "sdt 0918…" behind a postal address. */
const CONTACT =
  /(?:[,.;] ?| )(?:dia chi )?(?:e-?mail|mail|sdt|so dien thoai|dt|phone)(?: la)?[ :]+(?=\S{1,64}@|\+?\d[\d .]{7})/u;
const FURTHER =
  / (?:va|voi|roi|roi dong|xong|cho) (?:(?:dong|mo)(?! (?:may|hop|goi|thung|tien|cua|app|dien))|(?:doi|sua|chuyen|giao|dat)(?! (?:y|hang|tra|may|cai|mau|size|truoc|sau|tre|nham|thieu|coc|ban|khoan|tien))|ghi|them)(?!\p{L})/u;

/** What separates a text from the next field. */
const COMMA_AT_END = /(?<![,\s])[,\s]+$/u;
const AND_AT_END = /[,\s]{1,3}(?:và|va|and|with|với|voi|kèm|kem|còn|con)$/iu;
/** The fields whose text is kept word for word. */
const DICTATED: ReadonlySet<string> = new Set("title summary resolution note".split(" "));

/** Takes the fields that a sentence names, with words between them and their values: "tiêu đề … sai, sửa thành X". */
export function takeSpokenFields(
  passage: Passage,
  command: CommandGrammar,
  args: Record<string, string>,
  context: ReadingContext,
): void {
  const fields = PATTERNS.get(command.name) ?? [];
  const isEdit = command.name.startsWith("edit");
  const places = fields
    .flatMap((field) => {
      const argument = command.arguments.find(({ name }) => name === field.name);
      if (!argument || args[field.name] !== undefined) return [];
      const match = [...passage.free.matchAll(field.pattern)].find(
        ({ index, 0: key }) => !isInName(passage, index, index + key.length),
      );
      return match ? [{ field, argument, start: match.index, from: match.index + match[0].length }] : [];
    })
    .sort((a, b) => a.start - b.start || b.from - a.from);
  for (const [index, { field, argument, start, from }] of places.entries()) {
    if (passage.free.slice(start, from).includes(TAKEN) || args[field.name] !== undefined) continue;
    const limit = places.slice(index + 1).find((next) => next.start >= from)?.start ?? passage.free.length;
    const found = valueAfter(passage, from, limit, field, isEdit);
    const value = found && readField(argument, found.written, context);
    if (!found || value === null || value === undefined) continue;
    if (isWhose(passage.free.slice(from, found.start), passage.free.slice(found.start))) continue;
    const isAdded =
      field.adds === true || (argument.kind === "lines" && isEdit && ADDS.test(passage.free.slice(0, from)));
    const moved = field.name === "stage" ? noStage(value, args) : null;
    Object.assign(args, moved ?? { [field.name]: isAdded ? `${ADDED}${value}` : value });
    take(passage, start, from);
    take(passage, found.start, found.end);
  }
}

/** Reads what an order is moved to and is no stage: a day, "dời đơn qua thứ 6", or the new total, "đổi đơn thành 4tr250". */
function noStage(value: string, args: Record<string, string>): Record<string, string> | null {
  if (args.delivery === undefined && isDay(fold(value))) return { delivery: value };
  const total = args.value === undefined && isSum(value) ? readAmount(value) : null;
  return total === null ? null : { value: total };
}

/** True for "ghi chú của Bình": whose it is, and no new value. Behind a new value's few words more would stand. */
function isWhose(lead: string, behind: string): boolean {
  return (
    /^ (?:cua|of) [^:\uffff]*$/.test(lead) &&
    /^[\p{L} ]{1,30}[?. ]*$/u.test(behind) &&
    !SAYS_VALUE.test(`${lead}${behind}`)
  );
}

const SAYS_VALUE = /(?<!\p{L})(?:thanh|la|sang|bang|de|cho|sua|doi)(?!\p{L})/u;

function readField(argument: ArgumentGrammar, written: string, context: ReadingContext): string | null {
  return /[\p{L}\p{N}]/u.test(written) && written.length > 1 ? readValue(argument, written, context) : null;
}

/** Returns the length of the words between a field and its value. Behind a colon the value begins: "ghi chú: anh Tư nghe máy". */
function leadLengthOf(text: string): number {
  const lead = DIRECT.exec(text)?.[0] ?? "";
  const colon = lead.indexOf(":");
  const behind = colon < 0 ? "" : lead.slice(colon).replace(/^[ :]+/, "");
  // Behind the record's own number the words go on: "địa chỉ: 0867… về 12 Lê Lợi".
  return behind.startsWith(TAKEN) ? lead.length : lead.length - behind.length;
}

/** A noun behind the lead is the first word of a dictated text: "lý do khách không phản hồi", "ghi chú đơn giao trễ". */
const FIRST_NOUN =
  /(?<!\p{L}|(?:giup|gium|dum|ho|cho|cua|vao|vo|trong|tren|o) )(?:khach|kh|don|phieu|anh|chi|em)(?!\p{L})/u;
/** What ends the words about the record: its number, a sign, or "là". */
const BEFORE_TEXT = new RegExp(`[${TAKEN}:=>]|(?<!\\p{L})(?:la|thanh|sang)(?!\\p{L})`, "gu");

/** A customer with a name and a number before a text: "cho chị Bình 0867…: …". */
const CUSTOMER_BEFORE_TEXT = new RegExp(
  `^(?<lead> (?:(?:cho|cua|vao|vo|ve|for|to|of) )?)(?<name>[^:;,.\\n${TAKEN}]{1,60}?)[ (]{0,2}${TAKEN}{1,80}[ )]{0,2}(?::|(?<=[ )])(?=["“«]|\\p{L}+ \\p{L}))`,
  "u",
);
const CAPITALS = /^\p{Lu}\p{L}*(?: \p{Lu}\p{L}*)*$/u;

/** Returns the length of such a customer behind the name of a field, with the colon; 0 without one. */
function customerBeforeText(passage: Passage, from: number): number {
  const { 0: whole = "", groups } = CUSTOMER_BEFORE_TEXT.exec(passage.free.slice(from, from + 200)) ?? {};
  const start = from + (groups?.lead?.length ?? 0);
  const name = withoutLeadIn(typed(passage, start, start + (groups?.name?.length ?? 0)));
  return name !== "" && (CAPITALS.test(name) || mayBeName(name)) ? whole.length : 0;
}

/** Does the same before a dictated text, whose first words may be those of a lead: "ghi chú là khách ở nhà". */
function dictatedLeadLengthOf(text: string): number {
  const length = leadLengthOf(text);
  const lead = text.slice(0, length);
  const last = [...lead.matchAll(BEFORE_TEXT)].at(-1);
  const from = last ? last.index + last[0].length : 0;
  const noun = FIRST_NOUN.exec(lead.slice(from));
  return noun && /^\p{L}/u.test(text.slice(length)) ? from + noun.index : length;
}

function signsLength(text: string): number {
  return /^[ :]*/.exec(text)?.[0].length ?? 0;
}

function valueAfter(
  passage: Passage,
  from: number,
  limit: number,
  { name, long: isLong = false, adds = false }: SpokenField,
  isEdit: boolean,
) {
  const { free } = passage;
  const linked = withLinks(passage, from, DICTATED.has(name));
  const leadLength = adds ? signsLength : DICTATED.has(name) ? dictatedLeadLengthOf : leadLengthOf;
  // A new record has no value that becomes another.
  const between = adds || !isEdit ? null : BETWEEN.exec(linked.slice(0, 100));
  const isNear = between !== null && from + between[0].length <= Math.max(limit, from + between[0].length);
  const direct = leadLength(linked);
  const customer = DICTATED.has(name) ? customerBeforeText(passage, from) : 0;
  const start = from + (customer || (between && isNear ? between[0].length : direct));
  const isLed = /(?::|(?<!\p{L})(?:thanh|la))$/u.test(free.slice(from, start).trimEnd());
  const begin = start + (isLed ? 0 : leadLength(linked.slice(start - from)));
  const quote = QUOTED.exec(typed(passage, begin, free.length));
  if (quote) {
    const written = quote[1] ?? quote[2] ?? quote[3] ?? quote[4] ?? "";
    return { written, start: begin, end: begin + quote[0].length };
  }
  const room = free.slice(begin, Math.max(limit, begin));
  // Behind a colon a text is dictated, with its signs: "mô tả lại là: máy ở tầng 3; khách hẹn 9h30".
  const isBehindColon = DICTATED.has(name) && /:\s*$/.test(free.slice(from, begin));
  const stop =
    (isBehindColon ? ENDS_DICTATED : isLong ? ENDS_LONG : ENDS_SHORT).exec(room)?.index ?? room.length;
  const ends = name === "addresses" ? [FURTHER, CONTACT] : [FURTHER];
  const end = begin + Math.min(...ends.map((one) => one.exec(room.slice(0, stop))?.index ?? stop));
  // "sửa lại tên cho đúng Võ Thị Lài"
  const written = typed(passage, begin, end).replace(/^đúng(?: là)? (?=[\p{Lu}\d])/u, "");
  return {
    written: unquoted(
      DICTATED.has(name)
        ? (end === limit && limit < free.length ? beforeField(written) : withoutSaidToBot(written)).replace(
            COMMA_AT_END,
            "",
          )
        : withoutFillers(withoutFillersAtEnd(written)),
    ),
    start: begin,
    end,
  };
}

/** Returns a text before the name of the next field, without the word that links them: "máy hư và" → "máy hư". */
function beforeField(written: string): string {
  return withoutSaidToBot(written.trimEnd().replace(AND_AT_END, ""));
}
