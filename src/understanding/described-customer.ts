import { nameValue, PART_OF_ADDRESS } from "./customer.ts";
import { openPassage, type Passage, typed } from "./fold.ts";
import { FORMS_OF_ADDRESS } from "./forms-of-address.ts";
import { descriptionLength } from "./person-description.ts";
import { findPersonName, leadBefore } from "./person-name.ts";

/** Words before a customer that only say that another one was meant. */
const LEAD =
  /^(?:(?:a|ah|oi|ua|ay|da|em|e|nham|lon|sai|quen|roi|y|la|phai|ma|cho|cua|doi|sang|thanh|qua|lai|lay|chon|no|wait|sorry|xin loi|i mean)[,:]? )*/u;
const PERSON = `(?:(?:khach(?: hang)?|kh|nguoi|customer|(?:the )?one|${FORMS_OF_ADDRESS}|a|c) )`;
/** "Đuôi 608", "số 0833 242", "khách có 3 số cuối 608": some digits of a phone number. */
const BY_DIGITS = new RegExp(
  `^${PERSON}?(?:co |with )?(?:(?:so |sdt |dt )?(?<end>duoi|cuoi|[2-6] so cuoi|so cuoi|ending|ends)(?: so| la| in| with)?|(?:so |sdt |dt )?(?:dau|bat dau)(?: so| la| bang| tu)?|so dien thoai|dien thoai|so|sdt|dt|phone|number) (?<digits>\\d(?:[ .-]?\\d){2,7})(?<behind>.*)$`,
  "u",
);
/** "Chị ở Gò Vấp": nobody is named. */
const BY_PLACE = new RegExp(`^${PERSON}(?=(?:nha )?(?:o|tai) |quan )`, "u");
/** Words behind the description that say nothing. */
const PARTICLES =
  /^(?:[ ,]+(?:moi|dung|ma|nha|nhe|nhen|a|co|chu|kia|day|ay|do|luon|giup|em|thoi|phai|instead|please))*[\s.!]*$/u;

/**
 * Reads a customer who is identified by a part of the phone number, by the street or the district, or by the beginning of the
 * e-mail address: `"đuôi 608"`, `"chị Bình ở Gò Vấp"`, `"binh.bui@"`. Null if the text has other words too.
 * @returns the customer argument: `"name:đuôi 608"`, `"name:Bình ở Gò Vấp"`
 */
export function describedCustomer(clause: string): string | null {
  const passage = openPassage(clause);
  const start = LEAD.exec(passage.free)?.[0].length ?? 0;
  const said = typed(passage, start, passage.free.length);
  if (PART_OF_ADDRESS.test(said)) return `name:${said}`;
  return byDigits(passage.free.slice(start)) ?? byName(passage, start) ?? byPlace(passage, start);
}

function byDigits(said: string): string | null {
  const { end, digits, behind = "" } = BY_DIGITS.exec(said)?.groups ?? {};
  if (digits === undefined || !PARTICLES.test(behind)) return null;
  return `name:${end === undefined ? "số" : "đuôi"} ${digits}`;
}

function byName(passage: Passage, start: number): string | null {
  const named = findPersonName(passage, true);
  if (named === null || leadBefore(passage.free, named.start) > start) return null;
  const isDescribed = hasDescription(passage, named.start, named.end);
  return isDescribed && PARTICLES.test(passage.free.slice(named.end)) ? named.value : null;
}

/** True if the words of a name end with a place or a number: "Bình ở Gò Vấp". */
function hasDescription({ folded, free }: Passage, start: number, end: number): boolean {
  const words = [...free.slice(start, end).matchAll(/ /g)].map(({ index }) => start + index);
  return words.some((at) => at + descriptionLength({ folded, free }, at) === end);
}

function byPlace(passage: Passage, start: number): string | null {
  const lead = BY_PLACE.exec(passage.free.slice(start))?.[0].length;
  if (lead === undefined) return null;
  const from = start + lead - 1;
  const end = from + descriptionLength(passage, from);
  const isWhole = end > from && PARTICLES.test(passage.free.slice(end));
  return isWhole ? nameValue(typed(passage, from, end).trim()) : null;
}
