import { anyOf, fieldsOf } from "./changed-fields.ts";
import { findEmail, findPhone } from "./customer.ts";
import { withoutFillersAtEnd } from "./fillers.ts";
import { fold, type Passage, TAKEN, take, typed } from "./fold.ts";
import { FORMS_OF_ADDRESS } from "./forms-of-address.ts";
import type { ArgumentGrammar, CommandGrammar } from "./grammar.ts";

/** The verbs of a change. */
const ADD = "them|bo sung|gan them|gan|add";
const REMOVE = "bo|xoa|go|remove|delete";
/** "Đừng bỏ nhãn VIP", "không cần bỏ …", "sao lại bỏ …" change nothing. */
const DENIED =
  "(?:dung|khong|ko|k|hong|hok|khoi|khoan|chua|not)(?: (?:co|can|duoc|nen|phai|voi|muon))?|don'?t|do not|never|(?:tai |vi )?sao(?: lai)?|ai";
/** "Gắn nhầm tag VIP": what was done by mistake is not to be done. */
const MISTAKEN = "nham|lon";
/** Words between the verb and the field: "gắn giúp cái tag VIP". */
const BETWEEN = `(?: (?:giup|gium|dum|bot|lai|luon|vao|vo|cai|the|a|an|${MISTAKEN}))*`;
/** The verbs of another change, which ends the values before it. */
const CHANGE = "doi|sua|cap nhat|dat|set|change|update";
/** "Thêm số mới 0901…" has a word before the value. "Bỏ tag mới cho 476" names the tag "mới". */
const NEW = "moi(?! (?:cho|vao|khoi|cua|to|for|from|of) )";
/** A longer text is dictated, and is no list of changes. */
const MOST_CHARS = 1_000;
/** A longer value is no tag. */
const MOST_TAG_CHARS = 60;

/** The patterns that read the list changes of one command, from folded text. */
interface ListReader {
  /** The start of a change, up to its first value: "đừng bỏ giúp tag ". */
  clause: RegExp;
  /** What ends the tags of a change: "; ", " và thêm email …", " cho khách …". */
  end: RegExp;
  /** A further list behind a value: "thêm email b@shop.vn, nhãn VIP". */
  next: RegExp;
  /** The name of a field whose text is stored word for word: "ghi chú". Behind it nothing is a change. */
  note: RegExp;
  fieldCalled: ReadonlyMap<string, ArgumentGrammar>;
}

/** The readers created so far. Null for a command without lists. */
const readers = new WeakMap<CommandGrammar, ListReader | null>();

/**
 * Takes what a sentence adds to the lists of a record or removes from them, one per line in `added` and `removed`:
 * `"sửa khách 476 thêm tag sỉ, bỏ tag VIP, địa chỉ: 12 Lê Lợi"` gives `"tags:sỉ"` and `"tags:VIP"`. A change that the
 * sentence denies, or tells of as a mistake, is taken too, and changes nothing.
 * @returns whether anything was taken
 */
export function takeListChanges(
  passage: Passage,
  command: CommandGrammar,
  args: Record<string, string>,
): boolean {
  const reader = readerOf(command);
  if (reader === null || passage.free.length > MOST_CHARS) return false;
  const untouched = passage.free;
  const until = reader.note.exec(passage.free)?.index ?? passage.free.length;
  for (const match of passage.free.slice(0, until).matchAll(reader.clause)) {
    const { before = "", denied, adds, mistaken, field = "" } = match.groups ?? {};
    if (isInQuotes(passage.free.slice(0, match.index))) continue;
    const found = valuesFrom(passage, field, match.index + match[0].length, reader);
    if (found === null) continue;
    take(passage, startWithJoint(passage.free, match.index + before.length), found.end);
    if ((denied ?? mistaken) !== undefined) continue;
    const name = adds === undefined ? "removed" : "added";
    args[name] = [args[name], ...found.lines].filter(Boolean).join("\n");
  }
  return passage.free !== untouched;
}

/**
 * Reads the values behind one verb, from the first value on: `"b@shop.vn, nhãn VIP"` behind "thêm email" gives
 * `["emails:b@shop.vn", "tags:VIP"]`.
 */
function valuesFrom(
  passage: Passage,
  field: string,
  from: number,
  reader: ListReader,
): { lines: string[]; end: number } | null {
  const argument = reader.fieldCalled.get(field);
  const value = argument && valueIn(passage, argument, from, reader.end);
  if (!value) return null;
  const lines = value.values.map((one) => `${argument.name}:${one}`);
  reader.next.lastIndex = value.end;
  const next = reader.next.exec(passage.free);
  const further = next && valuesFrom(passage, next.groups?.field ?? "", next.index + next[0].length, reader);
  return further ? { lines: [...lines, ...further.lines], end: further.end } : { lines, end: value.end };
}

function readerOf(command: CommandGrammar): ListReader | null {
  const known = readers.get(command);
  if (known !== undefined) return known;
  const reader = createReader(command);
  readers.set(command, reader);
  return reader;
}

function createReader(command: CommandGrammar): ListReader | null {
  const hasLists = ["added", "removed"].every((name) => command.arguments.some((one) => one.name === name));
  if (!hasLists) return null;
  const fieldCalled = fieldsOf(command, "customer");
  const namesOf = (isOne: (argument: ArgumentGrammar) => boolean) =>
    anyOf([...fieldCalled].flatMap(([name, argument]) => (isOne(argument) ? [name] : [])));
  const lists = namesOf(({ name }) => ["phones", "emails", "tags"].includes(name));
  const others = namesOf(({ name }) => name !== "tags");
  const all = namesOf(() => true);
  const notes = namesOf(({ kind }) => kind === "lines");
  const further = anyPattern(
    // "đừng giúp tag", "đổi địa chỉ"
    `(?:${DENIED}|(?:(?:${DENIED}) )?(?:${ADD}|${REMOVE}|${CHANGE}))${BETWEEN} (?:${all})(?!\\p{L})`,
    // "email b@shop.vn"
    `(?:${others})(?!\\p{L})`,
    // "tag: sỉ"
    `(?:${all}) ?[:=]`,
  );
  const customer = `(?:khach|kh |#?\\d|${TAKEN}|nguoi|no(?!\\p{L})|(?:${FORMS_OF_ADDRESS}) )`;
  const end = anyPattern(
    `[;\\n${TAKEN}]`,
    `[,.]? (?:va|roi|con|voi|and|then) (?=${further})`,
    `[,.] ?(?=${further})`,
    // "… bỏ tag VIP" without a sign before it
    ` (?=(?:(?:${DENIED}) )?(?:${ADD}|${REMOVE}) (?:${lists})(?!\\p{L}))`,
    ` (?:cho|vao|khoi|cua|to|for|from|of) (?=${customer})`,
  );
  return {
    fieldCalled,
    next: new RegExp(`(?:,? (?:va |and )?)(?<field>${lists}) (?=\\S)`, "uy"),
    note: new RegExp(`(?<!\\p{L})(?:${notes})(?!\\p{L})`, "u"),
    clause: new RegExp(
      `(?<before>^|[^\\p{L}\\p{N}])(?:(?<denied>${DENIED}) )?(?:(?<adds>${ADD})|${REMOVE})(?<mistaken> (?:${MISTAKEN}))?${BETWEEN} (?<field>${lists})(?: (?:la|${NEW}|phu))*(?: ?[:=])? (?=\\S)`,
      "gu",
    ),
    end: new RegExp(end, "u"),
  };
}

/** Returns the pattern that matches one of these. The first that matches counts. */
function anyPattern(...patterns: readonly string[]): string {
  return `(?:${patterns.join("|")})`;
}

/** Reads one phone number or e-mail address, or one or several tags, that begin at a position. */
function valueIn(passage: Passage, argument: ArgumentGrammar, from: number, end: RegExp) {
  const free = passage.free.slice(from);
  if (argument.name !== "tags") {
    const found =
      argument.name === "phones"
        ? findPhone(free)
        : findEmail(free, typed(passage, from, passage.free.length));
    return found?.start === 0 ? { values: [found.value], end: from + found.end } : null;
  }
  const ended = end.exec(free);
  // "…, gỡ tag VIP, 475 gắn tag lẻ": a number right before the next verb is another customer's, and no tag.
  const comma = ended?.[0] === " " ? free.slice(0, ended.index).search(/, ?(?:\p{L}+ )?#?\d[\d .]*$/u) : -1;
  const to = from + (comma > 0 ? comma : (ended?.index ?? free.length));
  const tags = withoutFillersAtEnd(typed(passage, from, to))
    .split(/[,;]/)
    .map((tag) => tag.trim().replace(/^["“'‘«]|["”'’»]$/gu, ""))
    .filter((tag) => fold(tag) !== "");
  const isRead = tags.length > 0 && tags.every((tag) => tag.length <= MOST_TAG_CHARS);
  return isRead ? { values: tags, end: to } : null;
}

/** Returns where a change begins, with the "và" or the comma that joins it to the one before. */
function startWithJoint(free: string, at: number): number {
  const joint = /(?:,| (?:va|roi|and|then)) $/u.exec(free.slice(Math.max(0, at - 6), at));
  return at - (joint?.[0].length ?? 0);
}

/** True if a quotation is open behind this text. */
function isInQuotes(before: string): boolean {
  return (before.match(/["“”«»]/gu)?.length ?? 0) % 2 === 1;
}
