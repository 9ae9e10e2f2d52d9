import { type Sentence, says } from "./sentence.ts";
import { WORD_CHARS } from "./word-chars.ts";

const WHO =
  "(?:nhung |cac |may |bao nhieu )?(?:khach(?: hang)?|kh|nguoi|ai|(?:nhan vien|nv|dai ly)(?= (?:nao|co|xu ly|dong|ban)))(?: nao)?";
/** What may stand before the question. A question in the middle of a story is a customer's. */
const LEAD_IN =
  "(?:xem|cho|hoi|em|minh|biet|liet ke|danh sach|ds|tim|loc|bot|oi|giup|gium|hom nay|bay gio|show|list|me|the|our)";
const TIME =
  "(?:hom nay|ngay mai|mai|(?:trong )?(?:tuan|thang|quy) (?:nay|sau|toi|\\d{1,2})|today|tomorrow|this|next|in)";
const MOST = "(?:nhieu|cao|lon|it|thap|nho)(?: (?:diem|tien|don|hang|lan|phieu|tickets?))? nhat";

/** What AntCRM's API does not tell, by the key of the answer: src/crm/API.md#not-available */
const QUESTIONS: Readonly<Record<string, string>> = {
  // "Khách nào sinh nhật tháng này" asks for no list of the customers that were created in this month.
  birthdays:
    `(?:${WHO} (?:(?:co|la|trong|ngay) )*|customers? (?:with |who have )?(?:a )?|who has a )(?:sinh nhat|birthdays?)(?: (?:la|vao|roi vao))? ${TIME}` +
    `|(?:sinh nhat|birthdays) ${TIME}(?: (?:co )?(?:ai|nhung ai|khach nao|nhung khach nao))?`,
  ranking:
    `top (?:\\d{1,3} )?(?:khach(?: hang)?|kh|customers?|buyers?|san pham|sp|products?)|${WHO} (?:(?:dang|co|mua|chi|tieu|tich|diem|tien|xu ly|dong|ban|om|giu) )*${MOST}` +
    `|(?:don|dh|giao dich)(?: hang)?(?: nao)? (?:co )?(?:gia tri )?${MOST}` +
    `|(?:san pham|sp|hang|mat hang|mon)(?: nao)? (?:dang )?ban (?:chay|nhieu|duoc)(?: nhat)?|best[ -]?sell(?:ing|ers?)|(?:best|biggest) customers`,
  segments:
    "(?:khach(?: hang)?|kh|nguoi|thanh vien) (?:nao )?(?:trong|cua|thuoc|o) (?:phan khuc|pk)|(?:phan khuc|pk)(?: [^\\n]{1,30})? (?:co|gom|con) (?:may|bao nhieu|nhung|ai|gi)" +
    "|(?:danh sach|ds|cac|nhung|list|show)(?: the| all)? (?:phan khuc|pk|segments)",
};

/** Commands that are understood where their records are asked for in a way that the API cannot answer. */
const TAKEN_FOR: Readonly<Record<string, readonly string[]>> = {
  birthdays: ["customers", "customer"],
  ranking: ["tickets", "customers", "customer", "deals", "points", "products", "product"],
  segments: ["customers", "customer", "segment"],
};

/** Sentences that ask for what AntCRM's API cannot do. The help explains it, with what people can do instead. */
export const BEYOND: readonly Sentence[] = [
  ...Object.entries(QUESTIONS).flatMap(([beyond, pattern]) => {
    const question = new RegExp(`^(?:${LEAD_IN} )*(?:${pattern})(?![${WORD_CHARS}])[^\\n]*$`, "u");
    const instead = (TAKEN_FOR[beyond] ?? []).map((insteadOf) => ({ args: { beyond }, insteadOf }));
    return [{ args: { beyond } }, ...instead].map((more) => says("help", question, more));
  }),
  says(
    "help",
    "(?:gop|merge)(?: lai| the| two| 2| hai)*(?= .{0,60}(?:khach|kh|customers?|contacts?|phieu|tickets?|trung|\\d{3}))(?: [^\\n]*)?",
    { args: { beyond: "merge" } },
  ),
];
