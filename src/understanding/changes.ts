import { readArgumentsOf } from "./arguments.ts";
import { assignedTo } from "./assigned-move.ts";
import { anyOf, fieldsOf, splitterOf } from "./changed-fields.ts";
import { findPhone } from "./customer.ts";
import { holdsRemark } from "./customer-remark.ts";
import { withoutFillersAtEnd } from "./fillers.ts";
import { type Folded, fold, foldWithPositions, openPassage } from "./fold.ts";
import { FORMS_OF_ADDRESS } from "./forms-of-address.ts";
import {
  ADDED,
  type ArgumentGrammar,
  CLEAR,
  CONTACTS,
  type CommandGrammar,
  EMPTIED,
  type ReadingContext,
} from "./grammar.ts";
import { takeListChanges } from "./list-changes.ts";
import { isSum } from "./numbers.ts";
import { mayBeName } from "./person-name.ts";
import { readValue } from "./value.ts";
import { isDay } from "./weekdays.ts";
import { readRequestOf } from "./whole-request.ts";
import { WORD_CHARS } from "./word-chars.ts";

/** The command and its arguments that a sentence means, if it changes a record. */
interface SentenceChange {
  command: string;
  args: Record<string, string>;
  /** The words after a value that are not part of it, if there are any. */
  ignored?: string;
}

/** A kind of record that people change. */
interface Changeable {
  command: string;
  /** The argument that identifies the record. */
  which: string;
  called: string;
  /** The form of a key that needs no word before it: `"đổi email 0867123456 thành …"`. */
  looks?: RegExp;
  /** The form of a key that a note needs no word before: a note is about a customer, and an order's number is longer. */
  noted?: RegExp;
  /** The field that a move changes: `"chuyển phiếu 17464 sang Đang xử lý"`. */
  moves?: string;
}

const CHANGEABLE: readonly Changeable[] = [
  { command: "editticket", which: "ticket", called: "(?:the )?(?:phieu|ticket)(?: so)?", moves: "status" },
  {
    command: "editdeal",
    which: "deal",
    called: "(?:the )?(?:don hang|don|dh|giao dich|gd|co hoi|deal|order)(?: so)?",
    moves: "stage",
  },
  {
    command: "editproduct",
    which: "product",
    called: "(?:the )?(?:san pham|sp|mat hang|product)",
    looks: /^[a-z]*\d[a-z0-9._-]*$/,
  },
  {
    command: "editcustomer",
    which: "customer",
    called: "(?:the )?(?:khach hang|khach|kh|lead|customer)(?: so)?",
    looks: /^[+(]?\d[\d .()-]{8,}$|@/,
    noted: /^#?[1-9]\d{0,2}$/,
  },
];

const VERB =
  "(?:sua|doi|thay doi|thay|chuyen|cap nhat|dat|tang|giam|ha|set|change|update|move|edit)(?: lai| the)?";
const INTO = "(?:thanh|sang|la|len|xuong|con|ve|to|into|as)";
const OF = "(?:(?:cua|cho|o|of|for|on) )?";
/** "Ghi chú 500 cái": a number before one of these words counts. */
const UNIT = `(?:k|tr|trieu|nghin|ngan|dong|vnd|d|diem|cai|chiec|hop|thung|bo|lan|ngay|gio|h|p|phut|don|phieu|%)(?![${WORD_CHARS}])`;
const WHICH = "(?:(?<called>#called) ?)?(?<which>[^\\n]{1,60}?)";
const VALUE = "(?<value>[^\\n]{1,500})";

/** A text without one of these words is no change, and is not compared with the patterns. */
const MAY_CHANGE =
  /(?<![\p{L}\p{N}])(?:sua|doi|thay|chuyen|cap nhat|dat|tang|giam|ha|set|change|update|move|edit|them|bo|xoa|go|add|remove|ghi chu|note)(?![\p{L}\p{N}])|:/u;
/** Words for another field with its new value, and no status: "số lượng thành 3", "địa chỉ giao sang …". */
const OF_OTHER_FIELD =
  /^(?!(?:buoc|giai doan|trang thai|stage|status) )(?:(?:(?:qua|ve) )?(?:ten|dia chi|d\/c|dc|so luong|sl|noi dung|tieu de|gia|don gia|san pham|nguoi nhan|sdt|so dien thoai|email|ghi chu|ngay|gio|lich|chi nhanh|cn|kho|branch) |\S.* (?:thanh(?! cong)|sang) \S)/u;

/** The words before the value of a move: "chuyển trạng thái đã giao", "chuyển qua đang xử lý". */
const FIELD_OF_MOVE =
  /^(?:qua )?(?:(?:trang thai|tinh trang|giai doan|buoc|stage|status)(?: la| sang| thanh| to)? )?(?=\S)/u;

/** "Nội dung thêm: khách gọi lại" keeps what stands there. */
const ADDS_TO = /^(?:thêm|them|bổ sung|bo sung|add)(?: vào| vao)? ?[:,] ?(?=\S)/iu;

/** The verbs that add values to a list, and those that remove them. */
const ADD = "(?:them|bo sung|add)";
const REMOVE = "(?:bo|xoa|go|remove|delete)";
const LISTS = ["phones", "emails", "tags"];
/** Behind "bỏ nhãn", these begin no tag. */
const NO_TAG = `(?:khach(?! \\p{L}{2,9}(?: \\p{L}{2,9})? (?:cua|khoi) )|kh|phieu|cua|khoi|cho|nay|do|di|het|nao|gi|la|vao|ra|cu)(?![${WORD_CHARS}])`;
/** "Bỏ nhãn VIP vào …" adds it, and "bỏ nhãn VIP rồi" tells. */
const NO_REMOVAL =
  /[,;:]|(?<!\p{L})(?:vao|vo|cho|cua|khoi|gan|them)(?!\p{L})|(?:^| )(?:roi|r|chua|ha|khong|ko|k|hong|sao)$/u;
const NAME_WORDS = 4;
/** "Nhãn VIP bỏ nhãn", "nhãn VIP thì gỡ luôn": the verb stands behind the tag. */
const REMOVED_BEHIND = `(?: thi)? (?<verb>${REMOVE})(?<object> (?:cai )?(?:nhan|the|tags?))?(?: (?:di|luon))*`;
/** Without "nhãn" behind it, a verb needs its accents: "Đồ gỗ" is a tag. */
const SURELY_REMOVED = /^(?:bỏ|gỡ|xoá|xóa|remove|delete)$/iu;
/** Words before the verb that deny it or tell of it, or are a part of the tag with it: "Rời bỏ". */
const NOT_TO_REMOVE = /(?:^| )(?:dung|khong|ko|k|hong|chua|khoi|da|bi|hay|roi|tu|not|don ?t)$/u;

interface Pattern {
  kind: "change" | "append" | "add" | "remove";
  pattern: RegExp;
}

interface ChangeReader {
  record: Changeable;
  command: CommandGrammar;
  which: ArgumentGrammar;
  patterns: readonly Pattern[];
  fieldCalled: ReadonlyMap<string, ArgumentGrammar>;
  /** Matches a field's name inside the record's key, where its value would be read as the key. */
  furtherIn: RegExp;
  split: ReturnType<typeof splitterOf>;
}

/**
 * Creates the reader of sentences that change one field of a record, in any order of words. The fields are those of the
 * commands' grammars; null for any other text. Examples: `"đổi email khách 0867123456 thành b@shop.vn"`, `"khách 476
 * đổi email b@shop.vn"`, `"chuyển phiếu 17464 sang Đang xử lý"`, `"thêm số 0912… cho khách 476"`.
 */
export function changesOf(commands: readonly CommandGrammar[]) {
  const readers = CHANGEABLE.flatMap((record) => readerOf(record, commands));
  return (said: string, context: ReadingContext): SentenceChange | null => {
    const { text, source, at } = foldWithPositions(said.replace(/(?<![.!?\s])[.!?\s]+$/, ""));
    if (!MAY_CHANGE.test(text)) return null;
    for (const reader of readers) {
      for (const { kind, pattern } of reader.patterns) {
        const match = pattern.exec(text);
        const change = match && changeIn(match, kind, reader, { source, at }, context);
        if (change) return change;
      }
    }
    return null;
  };
}

function readerOf(record: Changeable, commands: readonly CommandGrammar[]): ChangeReader[] {
  const command = commands.find(({ name }) => name === record.command);
  const which = command?.arguments.find(({ name }) => name === record.which);
  if (!command || !which) return [];
  const fieldCalled = fieldsOf(command, which.name);
  const split = splitterOf(fieldCalled);
  const furtherIn = new RegExp(
    `[^${WORD_CHARS}](?:${[...fieldCalled.keys()].join("|")})(?![${WORD_CHARS}])`,
    "u",
  );
  return [
    { record, command, which, fieldCalled, furtherIn, split, patterns: patternsOf(record, fieldCalled) },
  ];
}

function patternsOf({ called, moves, noted }: Changeable, fieldCalled: ReadonlyMap<string, ArgumentGrammar>) {
  const names = (of: (argument: ArgumentGrammar) => boolean) =>
    anyOf([...fieldCalled].flatMap(([name, argument]) => (of(argument) ? [name] : [])));
  const field = `(?<field>${names(() => true)})`;
  const which = WHICH.replace("#called", called);
  const whole = (kind: Pattern["kind"], pattern: string): Pattern => ({
    kind,
    pattern: new RegExp(`^${pattern}$`, "du"),
  });
  const singles = names(({ name }) => !LISTS.includes(name));
  const dates = names(({ kind }) => kind === "date");
  const lists = names(({ name }) => LISTS.includes(name));
  const item = `(?<field>${lists}) ${VALUE.replace("}", "}?")}`;
  const tags = names(({ name }) => name === "tags");
  const tag = `(?<field>${tags}) (?<value>(?!${NO_TAG})[^\\n]{1,60}?)`;
  // "Gỡ thẻ" names a tag, and "remove the" does not.
  const removesTag = `${REMOVE}(?<!(?:remove|delete)(?= the )) ${tag}`;
  const listEdits = (kind: "add" | "remove", verb: string, links: string) => [
    whole(kind, `${verb} ${item} (?:${links}) ${which}`),
    whole(kind, `${which} ${verb} (?<field>${lists}) ${VALUE}`),
    // No word stands between them if the record is named by its kind: "xoá nhãn vip kh 0867…".
    whole(kind, `${verb} ${item} (?=(?:${called}) )${which}`),
  ];
  const texts = names(({ kind }) => kind === "lines");
  const notes = noted === undefined ? "" : names(({ name }) => name === "note");
  return [
    // "thêm vào nội dung phiếu 16001: …": it goes below what stands there.
    ...(texts === ""
      ? []
      : [whole("append", `(?:ghi )?${ADD}(?: vao| vo| to)? (?<field>${texts}) ${OF}${which} ?: ?${VALUE}`)]),
    // "ghi chú 476 khách thích màu xanh"
    ...(notes === ""
      ? []
      : [whole("change", `(?<field>${notes}) ${OF}(?<which>#?[1-9]\\d{2})(?! ?${UNIT}) ${VALUE}`)]),
    // "đổi email khách 0867… thành …", "cập nhật địa chỉ khách 476: …", "ghi chú khách 476: …"
    whole("change", `${VERB} ${field} ${OF}${which}(?: ${INTO} | ?: ?)${VALUE}`),
    // Lists need a verb: "tag customer 476: VIP" may mean to add a value.
    whole("change", `(?<field>${singles}) ${OF}${which} ?: ?${VALUE}`),
    whole("change", `${which} (?<field>${singles}) ?: ?${VALUE}`),
    ...(dates === "" ? [] : [whole("change", `${which} (?<field>${dates}) ${VALUE}`)]),
    // "chuyển phiếu 17464 sang trạng thái Đang xử lý", "khách 476 đổi email …"
    whole("change", `${VERB} ${which} (?:${INTO} )?${field}(?: ${INTO} | ?: ?| )${VALUE}`),
    whole("change", `${which} ${VERB} ${field}(?: ${INTO} | ?: ?| )${VALUE}`),
    ...(moves === undefined
      ? []
      : [
          whole("change", `(?:chuyen|doi|move|change) ${which} (?:${INTO}|(?=qua )) ?${VALUE}`),
          whole("change", `${which} (?:chuyen(?: ${INTO})?|(?:doi|move)(?: ${INTO}|(?= qua ))) ${VALUE}`),
        ]),
    ...(lists === ""
      ? []
      : [
          ...listEdits("add", ADD, "cho|vao|to|for"),
          ...listEdits("remove", REMOVE, "cua|khoi|o|cho|of|from"),
          // "bỏ nhãn VIP của chị Bình", and "bỏ nhãn VIP" of the customer that was shown.
          whole(
            "remove",
            `${removesTag} (?:cua|khoi|o|cho|of|from) (?<who>(?<address>khach |(?:${FORMS_OF_ADDRESS}|a|c|di) )?[^\\n]{1,40})`,
          ),
          whole("remove", removesTag),
          // "khách 476 nhãn VIP bỏ nhãn", "nhãn VIP gỡ luôn"
          whole("remove", `${which} (?:co )?(?<field>${tags}) (?<value>[^\\n]{1,60}?)${REMOVED_BEHIND}`),
          whole("remove", `(?:(?:${called}) (?:co )?)?(?!the )${tag}${REMOVED_BEHIND}`),
        ]),
  ];
}

function changeIn(
  match: RegExpExecArray,
  kind: Pattern["kind"],
  { record, command, which, fieldCalled, furtherIn, split }: ChangeReader,
  { source, at }: Pick<Folded, "source" | "at">,
  context: ReadingContext,
): SentenceChange | null {
  const { called, which: one, field: written, value = "", verb } = match.groups ?? {};
  if (verb !== undefined && !isRemovedBehind(match, { source, at })) return null;
  if (one === undefined) return tagRemoved(match, { command, which, fieldCalled }, { source, at }, context);
  const isNote = written !== undefined && fieldCalled.get(written)?.name === "note";
  const looks = isNote && record.noted?.test(one) ? record.noted : record.looks;
  if (called === undefined && looks?.test(one) !== true) return null;
  if (takeListChanges(openPassage(source), command, {})) {
    const { args } = readRequestOf(command, source, context);
    const isSeveral = kind === "change" || numberOfChanges(args) > 1;
    if (isSeveral && args[which.name] !== undefined) return { command: command.name, args };
  }
  if (furtherIn.test(one)) return null;
  const typed = (group: string) => {
    const [start = 0, end = 0] = match.indices?.groups?.[group] ?? [];
    return source.slice(at[start], at[end]).trim();
  };
  const key = readWhich(which, typed("which"), called, context);
  if (key === null) return null;
  const assigned = written === undefined ? assignedTo(typed("value"), command.name) : null;
  if (assigned !== null) return assigned;
  if (written === undefined && OF_OTHER_FIELD.test(value)) return null;
  // "Dời đơn 3502 qua thứ 6" moves its delivery, "đổi đơn 3502 thành 4tr250" its total.
  const total = record.moves === "stage" && isSum(value) ? "value" : record.moves;
  const moves = isDay(value.replace(/^qua /, "")) ? "delivery" : total;
  const argument =
    written === undefined ? command.arguments.find(({ name }) => name === moves) : fieldCalled.get(written);
  if (argument === undefined) return null;
  if (argument.name === "addresses" && holdsRemark(value)) return null;
  if (kind === "add" || kind === "remove") {
    return listChange(kind, argument, typed("value"), { command, args: { [which.name]: key } }, context);
  }
  const [from = 0] = match.indices?.groups?.value ?? [];
  // "Chuyển trạng thái đã giao": the field's name before the value of a move.
  const skipped = written === undefined ? (FIELD_OF_MOVE.exec(value)?.[0].length ?? 0) : 0;
  const moved = value.slice(skipped);
  const said = (start: number, end: number) =>
    source.slice(at[from + skipped + start], at[from + skipped + end]);
  const parts = split(moved, said(0, moved.length), argument);
  if (parts.length === 1 && EMPTIED.test(moved.trim()) && !mayBeEmpty(argument)) {
    return { command: "help", args: { beyond: "clear" } };
  }
  const reads = parts.map(({ argument: field, start, end }) => {
    const text = said(start, end).trim();
    const isEmptied = field.clearable === true && EMPTIED.test(fold(text));
    const isAppended = kind === "append" && field === argument;
    const more =
      field.kind === "lines" ? (ADDS_TO.exec(text)?.[0].length ?? (isAppended ? 0 : undefined)) : undefined;
    if (more !== undefined) return { field, value: ADDED + text.slice(more), leftover: "" };
    return {
      field,
      ...(isEmptied ? { value: CLEAR, leftover: "" } : readPart(command, field, text, context)),
    };
  });
  // "Người nhận thành chị Hoa, 0912…": the number is a field of its own, which the reader of sentences finds.
  const takesPhone = command.arguments.some(({ kind: one }) => one === "phone");
  if (takesPhone && reads.some((read) => read.field.kind === "line" && findPhone(fold(read.value)) !== null))
    return null;
  const args = Object.fromEntries(reads.map((read) => [read.field.name, read.value]));
  return { command: command.name, args: { ...args, [which.name]: key }, ...ignoredOf(reads) };
}

/** Counts the changed fields. The record itself is none, and a list may get and lose values. */
function numberOfChanges({ added = "", removed = "", ...others }: Record<string, string>): number {
  const lists = (changes: string) => new Set(changes.match(/^\w+(?=:)/gmu)).size;
  return Object.keys(others).length - 1 + lists(added) + lists(removed);
}

/** True for the verb of "nhãn VIP bỏ". "Nhãn VIP đừng bỏ" removes none, and "nhãn Rời bỏ" is a tag. */
function isRemovedBehind(
  { groups, indices }: RegExpExecArray,
  { source, at }: Pick<Folded, "source" | "at">,
) {
  const [start = 0, end = 0] = indices?.groups?.verb ?? [];
  const isVerb = groups?.object !== undefined || SURELY_REMOVED.test(source.slice(at[start], at[end]));
  return isVerb && !NOT_TO_REMOVE.test(groups?.value ?? "");
}

function mayBeEmpty({ clearable, kind }: ArgumentGrammar): boolean {
  return clearable === true || kind === "line";
}

/** Returns the removal of a tag from somebody named, or from nobody named: the bot then asks from whom. */
function tagRemoved(
  { groups, indices }: RegExpExecArray,
  { command, which, fieldCalled }: Pick<ChangeReader, "command" | "which" | "fieldCalled">,
  { source, at }: Pick<Folded, "source" | "at">,
  context: ReadingContext,
): SentenceChange | null {
  const argument = fieldCalled.get(groups?.field ?? "");
  const typed = (group: string) => {
    const [start = 0, end = 0] = indices?.groups?.[group] ?? [];
    return source.slice(at[start], at[end]).trim();
  };
  const tag = withoutFillersAtEnd(typed("value"));
  if (argument === undefined || tag === "" || NO_REMOVAL.test(fold(typed("value")))) return null;
  if (groups?.who === undefined) return listChange("remove", argument, tag, { command, args: {} }, context);
  const who = withoutFillersAtEnd(typed("who"));
  const called = groups.address === undefined ? who : who.replace(/^\S+ /, "");
  const isCapital = /^\p{Lu}\S*(?: \p{Lu}\S*)*$/u.test(called);
  const isName =
    (isCapital || (groups.address !== undefined && mayBeName(called))) &&
    called.split(" ").length <= NAME_WORDS;
  const customer = isName ? readValue(which, who, context) : null;
  if (customer === null) return null;
  return listChange("remove", argument, tag, { command, args: { [which.name]: customer } }, context);
}

/** Returns the leftover words. A short one is a typing error: "của" with a letter left out. */
function ignoredOf(reads: readonly { leftover: string }[]): { ignored?: string } {
  const left = reads.flatMap(({ leftover }) => (leftover.length > 2 ? [leftover] : []));
  return left.length > 0 ? { ignored: left.join(", ") } : {};
}

/** Returns the key of the record: the number in "phiếu 17464". A name is no key. */
function readWhich(
  argument: ArgumentGrammar,
  one: string,
  called: string | undefined,
  context: ReadingContext,
): string | null {
  const value = readValue(argument, one, context);
  if (value?.startsWith("name:")) return null;
  return value?.startsWith("id:") && called?.includes("lead") ? value.replace("id:", "lead:") : value;
}

/** Returns the change of a list. A command of its own adds tags. The command that edits the customer changes others. */
function listChange(
  kind: "add" | "remove",
  argument: ArgumentGrammar,
  written: string,
  { command, args }: { command: CommandGrammar; args: Record<string, string> },
  context: ReadingContext,
): SentenceChange | null {
  const isTags = argument.name === "tags";
  if (isTags && kind === "add") return { command: "addtags", args: { ...args, tags: written } };
  const name = kind === "add" ? "added" : "removed";
  if (readValue(argument, written, context) === null) return null;
  if (!command.arguments.some((one) => one.name === name)) return null;
  const read = readPart(command, argument, written, context);
  const lines = read.value.split("\n").map((value) => `${argument.name}:${value}`);
  return { command: command.name, args: { ...args, [name]: lines.join("\n") }, ...ignoredOf([read]) };
}

/** Returns the value of one field, and the words after it. A value that cannot be read stays as typed. */
function readPart(
  command: CommandGrammar,
  argument: ArgumentGrammar,
  text: string,
  context: ReadingContext,
): { value: string; leftover: string } {
  const whole = readValue(argument, text, context);
  if (whole !== null && !CONTACTS.has(argument.kind)) return { value: whole, leftover: "" };
  // "2750000, the old price was wrong"
  const [first = ""] = text.split(/, /, 1);
  const clause = argument.kind === "amount" && first !== text ? readValue(argument, first, context) : null;
  if (clause !== null) return { value: clause, leftover: text.slice(first.length + 2) };
  const alone = { ...command, arguments: [{ ...argument, keyed: false }] };
  const { args, leftover } = readArgumentsOf(alone, text, context);
  const value = whole ?? args[argument.name];
  // A leftover number may be half of the value: "5tr 500".
  const isHalf = value === undefined || (whole === null && /\d/.test(leftover));
  return isHalf ? { value: text, leftover: "" } : { value, leftover };
}
