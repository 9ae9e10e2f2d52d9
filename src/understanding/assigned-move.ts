import { fold } from "./fold.ts";
import { isSyllable } from "./syllables.ts";

/** The answer that the bot assigns nothing. */
interface AssignedMove {
  command: "help";
  args: Record<string, string>;
  /** The words behind the person: `"đổi ưu tiên cao"`. */
  ignored?: string;
}

/** Moving a ticket to somebody would assign it, which AntCRM's API cannot do: src/crm/API.md#post-tickets */
const TO_SOMEBODY = /^(?:cho|nhom|bo phan|phong|team|nhan vien|anh|chi(?! nhanh)|ban) |@/;

/** "Chuyển qua Lan" gives it to her, and "chuyển qua Closed" does not. */
const QUA_NAME = /^qua (?:\p{Lu}\p{Ll}{1,6} ?){1,3}$/u;
const QUA_STATUS =
  /^qua (?:closed|open|new|pending|assigned|resolved|solved|done|da|dang|cho|moi|hoan|huy)(?!\p{L})/u;
/** "Sang Minh": a name, where a ticket's status is expected. */
const NAME = /^(?:\p{Lu}\p{Ll}{1,6} ?){1,3}$/u;
/** The first word of a status in Vietnamese. */
const STATUS =
  /^(?:moi|mo|dong|cho|da|dang|hoan|huy|treo|hen|ton|xong|xu|giai|tiep|tam|chua|khoa|luu|gap|nhan|tra|doi|goi|lai|chot|kiem|can|khong|tu|that|thanh|ket|het|qua|trong|sap|ban|bao)(?!\p{L})/u;
/** What a move goes to, and what stands behind it: "Minh và đổi ưu tiên cao". */
const MOVE_AND_MORE = /^(?<to>[^,;]*?)(?:[,;] ?| (?:và|va|rồi|roi|xong|and|then) )(?<more>\S.*)$/iu;

/** Returns the answer that the bot assigns nothing, with the rest of the text as not used; null for a move to a status. */
export function assignedTo(value: string, command: string): AssignedMove | null {
  const { to = value, more } = MOVE_AND_MORE.exec(value)?.groups ?? {};
  const folded = fold(to);
  const isQua = QUA_NAME.test(to) && !QUA_STATUS.test(folded);
  const isName = () =>
    command === "editticket" && NAME.test(to) && !STATUS.test(folded) && folded.split(" ").every(isSyllable);
  if (!TO_SOMEBODY.test(folded) && !isQua && !isName()) return null;
  return { command: "help", args: { beyond: "assign" }, ...(more !== undefined && { ignored: more }) };
}
