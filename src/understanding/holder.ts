import { readEmail } from "./customer.ts";
import { type Finding, foundAt, type Passage, take, typed } from "./fold.ts";
import type { CommandGrammar } from "./grammar.ts";
import { findPersonName, isSurelyCalled, leadBefore, mayBeName } from "./person-name.ts";

/** The argument that says whose records a list shows, by command. */
const WHOSE: Readonly<Record<string, string>> = { tickets: "customer", tasks: "person" };

/** A name before what somebody does with work: "Minh ôm mấy phiếu", "Lan còn mấy việc". A customer has tickets, and no tasks. */
const HOLDS =
  /(?<![\p{L}\p{N}])(\p{L}{2,20})(?= (?:dang |con |chua )?(?:(?:om|giu|phu trach|xu ly)(?: (?:bao nhieu|may|nhung|cac))* (?:phieu|ticket|viec|vc|task|cv)|(?:lam|ban|co|con|tre)(?: (?:bao nhieu|may|nhung|cac|cong))* (?:viec|vc|task|cv))(?!\p{L}))/gu;
/** These say "I", or ask who. */
const NO_HOLDER =
  /^(?:hien|tong|cong|sep|shop|minh|toi|tui|em|anh|chi|tao|to|ai|nhom|team|ca|nguoi|khach|kh|dang|con|da|hom|nay|moi|who|ben|ngay|tuan|thang|nhung|cac|may|dua|con|chua|nao)$/;

/** Finds the colleague whose tickets or tasks a text asks for, named without "@": "việc của Minh", "Lan ôm mấy phiếu". */
function findHolder(passage: Passage, isOfStaff: boolean): Finding | null {
  for (const match of passage.free.matchAll(HOLDS)) {
    const [, word = ""] = match;
    const written = typed(passage, match.index, match.index + word.length);
    if (
      isNamedMinh(written, passage) ||
      (!NO_HOLDER.test(word) &&
        mayBeName(word) &&
        (begins(passage, match.index) || !isAccented(written, word)))
    )
      return foundAt(match, `name:${written}`);
  }
  const heldBy = isOfStaff ? null : findHeldBy(passage);
  if (heldBy !== null) return heldBy;
  const minh = isOfStaff ? null : findMinh(passage);
  if (minh !== null) return minh;
  const named = isOfStaff ? findPersonName(passage, true) : null;
  return named !== null && isSurelyCalled(passage, named) ? named : null;
}

/** "Phiếu Minh đang xử lý": who has them, with a capital. In small letters "minh" is mostly "mình". */
const HELD_BY =
  /(?<=(?<!\p{L})(?:phieu|tickets?) (?:ma )?)(\p{L}{2,20})(?= (?:(?:dang|con|chua) )?(?:om|giu|cam|phu trach|xu ly)(?!\p{L}))/gu;

function findHeldBy(passage: Passage): Finding | null {
  for (const match of passage.free.matchAll(HELD_BY)) {
    const written = typed(passage, match.index, match.index + match[0].length);
    const isName = match[0] === "minh" || (!NO_HOLDER.test(match[0]) && mayBeName(match[0]));
    if (/^\p{Lu}\p{Ll}/u.test(written) && isName) return foundAt(match, `name:${written}`);
  }
  return null;
}

/** "Minh" without its accent, among words with accents, is a name: "I" would be "mình". */
function isNamedMinh(written: string, { folded }: Passage): boolean {
  return /^[Mm]inh$/.test(written) && folded.source.toLowerCase() !== folded.text;
}

/** "Phiếu của minh" */
const OWNED_BY_MINH = /(?<=(?<!\p{L})(?:cua|do|giao cho|gan cho) )minh(?!\p{L})/u;

function findMinh(passage: Passage): Finding | null {
  const match = OWNED_BY_MINH.exec(passage.free);
  const written = match && typed(passage, match.index, match.index + match[0].length);
  return match && written === "minh" && isNamedMinh(written, passage) ? foundAt(match, "name:minh") : null;
}

/** True at the start of the text: the subject of "hùng đang ôm mấy phiếu" is a name in small letters too. */
function begins({ folded }: Passage, at: number): boolean {
  return folded.text.slice(0, at).trim() === "";
}

/** True for a word in small letters with accents: most names are typed with a capital then. */
function isAccented(written: string, word: string): boolean {
  return written === written.toLowerCase() && written !== word;
}

/** "Giao cho lan.cskh@example.com": the address behind these words is a colleague's. */
const ASSIGNED =
  /(?<![\p{L}\p{N}])(?:(?:giao|gan|phan cong)(?: viec)? (?:cho )?|(?:assigned to|handled by) )(?<address>[^\s@]{1,64}@[^\s@,;]{3,90})/u;

function takeAssignee(passage: Passage, args: Record<string, string>): void {
  const match = ASSIGNED.exec(passage.free);
  const address = readEmail(match?.groups?.address ?? "");
  if (match === null || address === null || args.assignee !== undefined) return;
  args.assignee = address;
  take(passage, match.index, match.index + match[0].length);
}

/** Takes the colleague whose work is asked for. */
export function takeHolder(passage: Passage, command: CommandGrammar, args: Record<string, string>): void {
  if (command.name === "tickets") takeAssignee(passage, args);
  const key = WHOSE[command.name];
  if (key === undefined || args[key] !== undefined || args.whose !== undefined) return;
  const isOfStaff = key === "person";
  const found = findHolder(passage, isOfStaff);
  if (found === null) return;
  // The team knows people by the last word of their names.
  args[key] = isOfStaff
    ? `name:${found.value
        .replace(/^name:/, "")
        .split(" ")
        .at(-1)}`
    : found.value;
  take(passage, leadBefore(passage.free, found.start), found.end);
}
