import { foldWithPositions, typedGroup } from "./fold.ts";
import type { CommandGrammar, CommandRead, ReadingContext } from "./grammar.ts";
import { readRange } from "./range.ts";
import { composedVietnamese } from "./telex.ts";
import { withoutPoliteness } from "./word-lists.ts";

const ASKED =
  "(?:(?:tim|kiem|loc|xem|coi|lay|liet ke|cho xem|danh sach|ds|dem|co|bao nhieu|nhung|cac|may|tat ca|toan bo|moi|show|list|find|get|all|the|how many) )*";
const WHO = "(?:khach(?: hang)?|kh|ai|customers?|clients?)";
const LINK = "(?<link>(?: (?:nao|ma|dang|co|duoc|da|thuoc|mang|gan|with|who have|have|having))*)";
const VALUE = "(?<value>[^\\n]{1,60}?)";
const END = "(?: (?:vay|the|z|v|khong|ko|k|nhe|nha|a|em|oi))*[?!. ]*$";

const asked = (filter: string, said: string) => ({
  filter,
  pattern: new RegExp(`^${ASKED}${WHO}${LINK} ${said}${END}`, "du"),
});

/** By what the list is filtered, and how people say it. */
const WAYS = [
  asked("tag", `(?<noun>nhan|the|tags?|tagged|label)(?: (?:la|ten|named))?:? ${VALUE}`),
  asked("rank", `(?<noun>hang|rank)(?: thanh vien)?(?: la)?:? ${VALUE}`),
  asked(
    "staff",
    `(?<noun>do|cua|giao cho) ${VALUE} (?:dang )?(?:phu trach|cham soc|quan ly|theo doi)(?<days>(?: [^\\n]{1,30}?)?)`,
  ),
];

/** The nouns as typed. Folded, "nhãn" is the same word as "nhận", and "hạng" as "hàng". */
const NOUNS: ReadonlySet<string> = new Set([
  "nhãn",
  "nhan",
  "thẻ",
  "tag",
  "tags",
  "tagged",
  "label",
  "hạng",
  "rank",
  "do",
  "của",
  "cua",
  "giao cho",
]);
/** "Khach hang Gold" may be "khách hàng Gold" or "khách hạng Gold". Both are the customers of a rank with such a name. */
const HANG: ReadonlySet<string> = new Set(["hang", "hàng"]);
const RANK = /^(?:platinum|diamond|gold|silver|bronze|titan)$/iu;
/** "Khach nhan hang" says that somebody receives goods; "khach co nhan VIP" and "khach nhan VIP" have a tag. */
const LEADS_TO_TAG = /(?:co|gan|mang)$/u;
/** Words of another request or of a question: "khách hạng Gold còn mấy điểm", "khách hạng gì". */
const NO_VALUE =
  /(?<!\p{L})(?:cho|roi|con|bao nhieu|may|diem|gi|nao|ai|phieu|vao|khoi|thanh|xoa|sua|bo|go (?:nhan|the|tags?)|chua)(?!\p{L})|\d{4}/u;
/** "Chưa liên hệ" is a tag, and "khách có nhãn VIP chưa" a question. */
const MAY_BEGIN = /^chua /u;
const MOST_WORDS = 5;
/** A longer text says more than that. */
const MOST_CHARS = 200;
const LIST = "customers";

/**
 * Reads a text that asks for the customers with a tag, with a rank or of a colleague, and says nothing else: `"khách có
 * nhãn VIP"`, `"khách hạng Gold tháng này"`, `"khách do Lan phụ trách"`. Null for any other text.
 */
export function readListedCustomers(
  commands: readonly CommandGrammar[],
  text: string,
  context: ReadingContext,
): CommandRead | null {
  if (text.length > MOST_CHARS || !commands.some(({ name }) => name === LIST)) return null;
  const passage = foldWithPositions(composedVietnamese(withoutPoliteness(text.replace(/^[/!\s]+/, ""))));
  for (const { filter, pattern } of WAYS) {
    const match = pattern.exec(passage.text);
    if (match === null) continue;
    const written = (group: string) => typedGroup(match, passage, group);
    const noun = written("noun").toLowerCase();
    const value = written("value").replace(/^["“«]+|(?<!["”»])["”»]+$/gu, "");
    const isSurely = noun !== "nhan" || LEADS_TO_TAG.test(match.groups?.link ?? "") || /^\p{Lu}/u.test(value);
    const isNoun = NOUNS.has(noun) || HANG.has(noun);
    if (!isNoun || !isSurely || !isValue(match.groups?.value ?? "")) continue;
    const days = match.groups?.days ?? "";
    // "Sinh nhật tháng này" is a tag.
    const args: Record<string, string> =
      filter === "tag" ? { tag: value } : withDays(filter, value + days, context);
    if (HANG.has(noun) && !RANK.test(args.rank ?? "")) continue;
    if (days === "" || args.range !== undefined) return { kind: "command", command: LIST, args };
  }
  return null;
}

function isValue(folded: string): boolean {
  return folded.split(" ").length <= MOST_WORDS && !NO_VALUE.test(folded.replace(MAY_BEGIN, ""));
}

/** Returns the value without the days behind it, and these: "Gold tháng này". */
function withDays(filter: string, value: string, context: ReadingContext): Record<string, string> {
  const words = value.split(" ");
  for (const at of words.keys()) {
    const range = at === 0 ? null : readRange(words.slice(at).join(" "), context);
    if (range !== null) return { [filter]: words.slice(0, at).join(" "), range };
  }
  return { [filter]: value };
}
