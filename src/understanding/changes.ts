import { assignedTo } from "./assigned-move.ts";
import { type ChangeReader, changeReadersOf, type Pattern } from "./change-patterns.ts";
import { ignoredOf, listChange, readPart, type SentenceChange } from "./changed-value.ts";
import { findPhone } from "./customer.ts";
import { holdsRemark } from "./customer-remark.ts";
import { type Folded, fold, foldWithPositions, openPassage, typedGroup, typedText } from "./fold.ts";
import {
  ADDED,
  type ArgumentGrammar,
  CLEAR,
  type CommandGrammar,
  EMPTIED,
  type ReadingContext,
} from "./grammar.ts";
import { takeListChanges } from "./list-changes.ts";
import { isSum } from "./numbers.ts";
import { isRemovedBehind, tagRemoved } from "./tag-removal.ts";
import { readValue } from "./value.ts";
import { isDay } from "./weekdays.ts";
import { readRequestOf } from "./whole-request.ts";

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

/**
 * Creates the reader of sentences that change one field of a record, in any order of words. The fields are those of the
 * commands' grammars; null for any other text. Examples: `"đổi email khách 0867123456 thành b@shop.vn"`, `"khách 476
 * đổi email b@shop.vn"`, `"chuyển phiếu 17464 sang Đang xử lý"`, `"thêm số 0912… cho khách 476"`.
 */
export function changesOf(commands: readonly CommandGrammar[]) {
  const readers = changeReadersOf(commands);
  return (said: string, context: ReadingContext): SentenceChange | null => {
    const folded = foldWithPositions(said.replace(/(?<![.!?\s])[.!?\s]+$/, ""));
    if (!MAY_CHANGE.test(folded.text)) return null;
    for (const reader of readers) {
      for (const { kind, pattern } of reader.patterns) {
        const match = pattern.exec(folded.text);
        const change = match && changeIn({ match, kind, reader, said: folded, context });
        if (change) return change;
      }
    }
    return null;
  };
}

/** A sentence that matches a pattern of the reader. */
interface Match {
  match: RegExpExecArray;
  kind: Pattern["kind"];
  reader: ChangeReader;
  said: Folded;
  context: ReadingContext;
}

function changeIn(found: Match): SentenceChange | null {
  const { match, kind, reader, said, context } = found;
  const { called, which: one, field: written, value = "", verb } = match.groups ?? {};
  if (verb !== undefined && !isRemovedBehind(match, said)) return null;
  if (one === undefined) return tagRemoved(match, reader, said, context);
  const { command, which, fieldCalled, furtherIn } = reader;
  const named = written === undefined ? undefined : fieldCalled.get(written);
  if (called === undefined && !isKeyAlone(one, reader.record, named)) return null;
  const several = severalChangesIn(found);
  if (several !== null) return several;
  if (furtherIn.test(one)) return null;
  const key = readWhich(which, typedGroup(match, said, "which").trim(), called, context);
  if (key === null) return null;
  const typed = typedGroup(match, said, "value").trim();
  if (named === undefined) {
    const assigned = assignedTo(typed, command.name);
    if (assigned !== null) return assigned;
    if (OF_OTHER_FIELD.test(value)) return null;
  }
  const argument = named ?? movedField(reader, value);
  if (argument === undefined) return null;
  if (argument.name === "addresses" && holdsRemark(value)) return null;
  const on = { command, args: { [which.name]: key } };
  if (kind === "add" || kind === "remove") return listChange(kind, argument, typed, on, context);
  return fieldsChanged(found, argument, on);
}

/** The fields that only a customer has: a short number beside one is a customer's. */
const OF_CUSTOMER: ReadonlySet<string> = new Set(["note", "tags"]);

/** True for a key that needs no word before it: "đổi email 0867123456 thành …". */
function isKeyAlone(folded: string, record: ChangeReader["record"], field?: ArgumentGrammar): boolean {
  const isOfCustomer = field !== undefined && OF_CUSTOMER.has(field.name);
  const looks = isOfCustomer && record.noted?.test(folded) ? record.noted : record.looks;
  return looks?.test(folded) === true;
}

/** Returns all changes of a sentence that adds to a list or removes from it, and changes more than that. */
function severalChangesIn({ kind, reader: { command, which }, said, context }: Match): SentenceChange | null {
  if (!takeListChanges(openPassage(said.source), command, {})) return null;
  const { args } = readRequestOf(command, said.source, context);
  const isSeveral = kind === "change" || numberOfChanges(args) > 1;
  return isSeveral && args[which.name] !== undefined ? { command: command.name, args } : null;
}

/** Returns the field that a move changes: "dời đơn 3502 qua thứ 6" its delivery, "đổi đơn 3502 thành 4tr250" its total. */
function movedField({ record, command }: ChangeReader, folded: string): ArgumentGrammar | undefined {
  const total = record.moves === "stage" && isSum(folded) ? "value" : record.moves;
  const moved = isDay(folded.replace(/^qua /, "")) ? "delivery" : total;
  return command.arguments.find(({ name }) => name === moved);
}

/** Returns the new values of the field that the pattern found, and of the fields named behind it. */
function fieldsChanged(
  { match, kind, reader: { command, split }, said, context }: Match,
  argument: ArgumentGrammar,
  on: { args: Record<string, string> },
): SentenceChange | null {
  const { field: written, value = "" } = match.groups ?? {};
  const [from = 0] = match.indices?.groups?.value ?? [];
  // "Chuyển trạng thái đã giao": the field's name before the value of a move.
  const skipped = written === undefined ? (FIELD_OF_MOVE.exec(value)?.[0].length ?? 0) : 0;
  const moved = value.slice(skipped);
  const typed = (start: number, end: number) => typedText(said, from + skipped + start, from + skipped + end);
  const parts = split(moved, typed(0, moved.length), argument);
  if (parts.length === 1 && EMPTIED.test(moved.trim()) && !mayBeEmpty(argument)) {
    return { command: "help", args: { beyond: "clear" } };
  }
  const reads = parts.map(({ argument: field, start, end }) => {
    const isAppended = kind === "append" && field === argument;
    return { field, ...readNew(command, field, typed(start, end).trim(), isAppended, context) };
  });
  // "Người nhận thành chị Hoa, 0912…": the number is a field of its own, which the reader of sentences finds.
  const takesPhone = command.arguments.some(({ kind: one }) => one === "phone");
  if (takesPhone && reads.some((read) => read.field.kind === "line" && findPhone(fold(read.value)) !== null))
    return null;
  const args = Object.fromEntries(reads.map((read) => [read.field.name, read.value]));
  return { command: command.name, args: { ...args, ...on.args }, ...ignoredOf(reads) };
}

/** Returns the new value of a field: emptied, added to what stands there, or another one. */
function readNew(
  command: CommandGrammar,
  field: ArgumentGrammar,
  text: string,
  isAppended: boolean,
  context: ReadingContext,
): { value: string; leftover: string } {
  const added = field.kind === "lines" ? (ADDS_TO.exec(text)?.[0].length ?? (isAppended ? 0 : null)) : null;
  if (added !== null) return { value: ADDED + text.slice(added), leftover: "" };
  if (field.clearable === true && EMPTIED.test(fold(text))) return { value: CLEAR, leftover: "" };
  return readPart(command, field, text, context);
}

/** Counts the changed fields. The record itself is none, and a list may get and lose values. */
function numberOfChanges({ added = "", removed = "", ...others }: Record<string, string>): number {
  const lists = (changes: string) => new Set(changes.match(/^\w+(?=:)/gmu)).size;
  return Object.keys(others).length - 1 + lists(added) + lists(removed);
}

function mayBeEmpty({ clearable, kind }: ArgumentGrammar): boolean {
  return clearable === true || kind === "line";
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
