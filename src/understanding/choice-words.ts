import { type Finding, foundAt, wholeWords } from "./fold.ts";
import type { ArgumentGrammar, CommandGrammar } from "./grammar.ts";
import { NO } from "./words-for-no.ts";

const VIETNAMESE = "(?:tieng )?viet(?: nam)?|tv|vietnamese|vn|vi";
const ENGLISH = "(?:tieng )?anh|ta|english|eng|en";
/** "Chuyển qua tiếng Anh đi, sếp không biết tiếng Việt" names two languages. The one after "qua" is meant. */
const INTO = "(?:sang|qua|thanh|ve|bang|to|into)";

/** "Not closed yet", "haven't been resolved", "unfinished". */
const NOT_YET =
  "(?:not|never|n['’ ]?t|to be|(?:is|are|was|were|has|have)n['’ ]?t)(?: (?:yet|been|fully|still|be)){0,3} (?:closed|resolved|done|solved|finished|completed|handled)|un(?:closed|resolved|solved|finished)";

/** Words that choose a value without being its label, by command and argument. The first pattern that fits counts. */
const SAYS: Readonly<Record<string, readonly (readonly [value: string, pattern: RegExp])[]>> = {
  "digestchange.effect": [
    [
      "resume",
      wholeWords(
        "(?:bat|gui|mo|chay|khoi dong|kich hoat|cho chay|hoat dong)(?: \\p{L}+){0,3} (?:lai|tiep)|tiep tuc|gui tiep|resume|unpause|restart|start|turn on|bat",
      ),
    ],
    [
      "remove",
      wholeWords(
        "xoa|go|huy|bo|dep|thoi (?:khong )?gui|khoi gui|khong can|cat|loai|remove|delete|cancel|drop|unsubscribe",
      ),
    ],
    [
      "pause",
      wholeWords(
        "tam (?:dung|ngung|tat|hoan|nghi)|dung|ngung|ngừng|nghi|hoan(?! tac)|tat|khoan|treo|im|pause|hold|stop|suspend",
      ),
    ],
  ],
  "alertchange.effect": [
    [
      "resume",
      wholeWords(
        "(?:bat|gui|mo|chay|keu|bao|kich hoat|nhac)(?: \\p{L}+){0,4} (?:lai|tiep)|tiep tuc|resume|unmute|unsnooze|turn on|bat|het im",
      ),
    ],
    [
      "snooze",
      wholeWords(
        "tam (?:dung|ngung|tat|hoan|im|nghi)|im(?: lang)?|nin|ngu|hoan(?! tac)|khoan|tat (?:.{0,30} )?(?:\\d+|mot|hai|nua|den|toi|trong) ?\\p{L}*|snooze|mute|pause|silence|quiet|nghi|hang|treo",
      ),
    ],
    [
      "remove",
      wholeWords(
        "xoa|go|huy|bo|dep|cat|loai|thoi|khoi|khong can|unfollow|remove|delete|cancel|drop|stop|tat|dung|ngung",
      ),
    ],
  ],
  "tickets.whose": [
    [
      "mine",
      wholeWords(
        "(?:cua|phan|do|giao cho|gan cho) (?:toi|tui|minh|em|e|to|t|anh|chi|tao|mk|me|i)|my|mine|(?:(?:assigned )?to|of) (?:me|myself)|(?:phieu|ticket|tix) (?:toi|tui|minh|em|e|to|t)|(?:toi|tui|minh|em|to) (?:con|co|dang|phai|giu|xu ly|om|duoc giao)|(?:anh|chi) (?:dang |con |phai )?(?:giu|xu ly|om)",
      ),
    ],
  ],
  "customers.kind": [
    ["leads", wholeWords("leads?|tiem nang|prospects?")],
    ["accounts", wholeWords("cong ty|cty|doanh nghiep|to chuc|compan(?:y|ies)|accounts?")],
  ],
  "tickets.state": [
    [
      "open",
      wholeWords(
        `${NOT_YET}|(?:${NO}) (?:dong|xong|giai quyet|xu ly|xu li) (?:duoc|dc)|` +
          "dang(?= (?:rat |can )?(?:gap|khan))|are(?= (?:still |currently )?urgent)|chua (?:dong|xong|giai quyet|xu ly|xu li|lam|hoan thanh|dut)|con (?:mo|ton|treo|dang|do)|dang (?:mo|xu ly|cho|treo|giu|om|cam|phu trach)|(?:giu|om|cam)(?= (?:bao nhieu|bn|may|nhung|cac) (?:phieu|tickets?))|ton(?: dong)?|open|pending|mo",
      ),
    ],
    [
      "closed",
      wholeWords(
        "(?:da |vua )?(?:dong|xong|giai quyet|hoan tat|hoan thanh|khep)(?: xong| roi)?|closed|resolved|done|solved",
      ),
    ],
  ],
  "tasks.status": [
    [
      "DONE",
      wholeWords(
        "(?:da |(?<!chua )lam )?(?<!chua |chua lam )xong(?: roi)?|(?<!chua )hoan thanh|(?<!(?:not|n['’]t)(?: yet| been)? )(?:done|finished|completed)",
      ),
    ],
    ["DOING", wholeWords("dang lam|do dang|in progress|doing")],
    ["TO_DO", wholeWords("chua lam(?! xong)|can lam|to do")],
  ],
  "tasks.priority": [
    ["LOW", wholeWords(`(?:uu tien |muc )(?:do )?thap|(?:${NO}) (?:gap|khan)|low(?: priority)?`)],
    ["NORMAL", wholeWords("(?:uu tien |muc )(?:do )?(?:binh thuong|trung binh|vua)|normal(?: priority)?")],
    ["HIGH", wholeWords("gap|khan(?: cap)?|uu tien(?: cao)?|quan trong|urgent|high(?: priority)?|important")],
  ],
  "language.language": [
    ["vi", wholeWords(`${INTO} (?:${VIETNAMESE})`)],
    ["en", wholeWords(`${INTO} (?:${ENGLISH})`)],
    ["vi", wholeWords(VIETNAMESE)],
    ["en", wholeWords(ENGLISH)],
  ],
  "role.role": [
    [
      "none",
      wholeWords(
        "thu hoi|(?:go|bo|rut|cat|xoa|khoa|thu|tuoc) (?:het |moi |toan bo )?quyen|khong (?:co )?quyen|no role|revoke|none",
      ),
    ],
    ["admin", wholeWords("quan tri(?: vien)?|admin(?:istrator)?|ad")],
    ["manager", wholeWords("quan ly|truong nhom|manager|ql|supervisor|giam sat|mod")],
    ["agent", wholeWords("nhan vien|agent|nv|cskh|staff|ho tro vien|tu van vien")],
    ["viewer", wholeWords("(?:chi )?xem|viewer|read only|doc|view")],
  ],
  "gifts.below": [],
};

/** "Tôi không biết tiếng Anh", "sếp không rành tiếng Việt": the language behind it is not the one that is wanted. */
const NOT_KNOWN = new RegExp(
  `(?<!\\p{L})(?:khong|ko|k|kg|hong|hok|chua|chang|dau|(?:do|does|did|can|could) ?n(?:o|['’])?t|don t|doesn t|can t|cant|cannot|not|dot|kem|mu)(?: \\p{L}+){0,2}? (?:biet|hieu|ranh|noi|doc|nghe|gioi|xai|dung|quen|thao|know|understand|speak|read|use)(?: \\p{L}+){0,2}? (?:(?<vi>${VIETNAMESE})|(?<en>${ENGLISH}))(?!\\p{L})`,
  "u",
);
const OTHER_LANGUAGE = { vi: "en", en: "vi" } as const;

/** Returns the language that is wanted by who does not know the other one. */
function languageWanted(free: string): Finding | null {
  const match = NOT_KNOWN.exec(free);
  if (match === null) return null;
  return foundAt(match, OTHER_LANGUAGE[match.groups?.vi === undefined ? "en" : "vi"]);
}

/** Finds the choice that is meant by other words than its label: `"bật lại báo cáo 2"` → `"resume"`. */
export function findSaidChoice(
  command: CommandGrammar,
  argument: ArgumentGrammar,
  free: string,
): Finding | null {
  const wanted = `${command.name}.${argument.name}` === "language.language" ? languageWanted(free) : null;
  if (wanted !== null) return wanted;
  for (const [value, pattern] of SAYS[`${command.name}.${argument.name}`] ?? []) {
    if (argument.choices?.every((choice) => choice.value !== value)) continue;
    const match = pattern.exec(free);
    if (match) return foundAt(match, value);
  }
  return null;
}
