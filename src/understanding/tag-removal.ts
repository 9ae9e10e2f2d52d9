import type { ChangeReader } from "./change-patterns.ts";
import { listChange, type SentenceChange } from "./changed-value.ts";
import { withoutFillersAtEnd } from "./fillers.ts";
import { type Folded, fold, typedGroup } from "./fold.ts";
import type { ReadingContext } from "./grammar.ts";
import { mayBeName } from "./person-name.ts";
import { readValue } from "./value.ts";

const NO_REMOVAL =
  /[,;:]|(?<!\p{L})(?:vao|vo|cho|cua|khoi|gan|them)(?!\p{L})|(?:^| )(?:roi|r|chua|ha|khong|ko|k|hong|sao)$/u;
const NAME_WORDS = 4;
/** Without "nhãn" behind it, a verb needs its accents: "Đồ gỗ" is a tag. */
const SURELY_REMOVED = /^(?:bỏ|gỡ|xoá|xóa|remove|delete)$/iu;
/** Words before the verb that deny it or tell of it, or are a part of the tag with it: "Rời bỏ". */
const NOT_TO_REMOVE = /(?:^| )(?:dung|khong|ko|k|hong|chua|khoi|da|bi|hay|roi|tu|not|don ?t)$/u;

/** True for the verb of "nhãn VIP bỏ". "Nhãn VIP đừng bỏ" removes none, and "nhãn Rời bỏ" is a tag. */
export function isRemovedBehind(match: RegExpExecArray, said: Folded): boolean {
  const { object, value = "" } = match.groups ?? {};
  const isVerb = object !== undefined || SURELY_REMOVED.test(typedGroup(match, said, "verb"));
  return isVerb && !NOT_TO_REMOVE.test(value);
}

/** Returns the removal of a tag from somebody named, or from nobody named: the bot then asks from whom. */
export function tagRemoved(
  match: RegExpExecArray,
  { command, which, fieldCalled }: ChangeReader,
  said: Folded,
  context: ReadingContext,
): SentenceChange | null {
  const { groups } = match;
  const argument = fieldCalled.get(groups?.field ?? "");
  const typed = (group: string) => typedGroup(match, said, group).trim();
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
