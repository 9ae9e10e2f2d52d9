import { maySayStop } from "./doubt.ts";
import { fold } from "./fold.ts";
import type { Understanding } from "./grammar.ts";

/** For each command that subscribes somebody to messages: the command that lists the subscriptions. */
const LISTS: Readonly<Record<string, string>> = { alert: "alerts", digest: "digests" };
/** The commands that subscribe somebody to messages. */
export const SUBSCRIBES: ReadonlySet<string> = new Set(Object.keys(LISTS));
/** The commands that write at once, without asking for a confirmation. */
const UNCONFIRMED: ReadonlySet<string> = new Set([...SUBSCRIBES, "language"]);

/** "Gửi báo cáo phiếu mỗi sáng 8h hả", "báo khi có phiếu mới có tốn tiền k": a question. "… được không" asks politely. */
const ASKS_ABOUT =
  /(?<!\p{L})(?:hả|hở|há|phải (?:không|ko|k)|phai (?:khong|ko|k)|(?:có|co) (?:(?!(?:dc|đc|duoc|được)(?!\p{L}))\p{L}+ ){1,3}(?:không|khong|ko|k|hok|hong))[\s.?!]*$/iu;
/** "Mấy giờ gửi báo cáo chiến dịch": a question. "Khi nào có phiếu mới thì báo" asks to be told. */
const ASKS_WHEN =
  /^\W*(?:(?:bot|em|e|anh|chi|oi|ua) )*(?:(?:vao )?(?:bao gio|khi nao|may gio|luc nao|chung nao|hoi nao)|when) (?:(?:thi|moi|la|se|bot|no|em|will|do|does|you) )*(?:gui|bao|nhan|nhac|send)(?!\p{L})/u;
/** "Khách nói tiếng Anh" tells of the customer. */
const SPEAKS =
  /(?<!\p{L})(?:khach|kh|customer|client|ho|(?:chi|anh|ong|ba|co) (?:ay|ta)|ong|ba) (?:\p{L}+ ){0,2}(?:noi|dung|xai|biet|speaks?)(?!\p{L})/u;

/** True if the command writes at once, and a word of the text may say not to: "chuyển sang tiếng anh, à không cần đâu". */
export function mayBeStopped(command: string, text: string): boolean {
  return UNCONFIRMED.has(command) && maySayStop(text);
}

/**
 * Reads a text that names such a command and does not ask for it: a question about a digest opens the list of digests, and
 * "khách nói tiếng Anh" is a report. Null if the text may ask for the command.
 */
export function readAsNoRequest(command: string, text: string): Understanding | null {
  const list = LISTS[command];
  if (list !== undefined && (ASKS_ABOUT.test(text.normalize("NFC")) || ASKS_WHEN.test(fold(text))))
    return { kind: "command", command: list, args: {}, isUncertain: true };
  return command === "language" && SPEAKS.test(fold(text)) ? { kind: "nothing", act: "report" } : null;
}
