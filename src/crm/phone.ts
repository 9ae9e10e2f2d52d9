import { isValidPhoneNumber, parsePhoneNumberFromString } from "libphonenumber-js";
import { AppError } from "../errors.ts";

/** A phone number as the bot holds it: `"+84867123456"`. */
export type E164 = `+${string}`;

/** The renumbering of September 2018: eleven-digit mobiles lost a digit. Old prefix → new, both without the 0. */
const RENUMBERED: Readonly<Record<string, string>> = {
  "120": "70",
  "121": "79",
  "122": "77",
  "126": "76",
  "128": "78",
  "123": "83",
  "124": "84",
  "125": "85",
  "127": "81",
  "129": "82",
  "162": "32",
  "163": "33",
  "164": "34",
  "165": "35",
  "166": "36",
  "167": "37",
  "168": "38",
  "169": "39",
  "186": "56",
  "188": "58",
  "199": "59",
};

const FORMERLY: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(RENUMBERED).map(([old, current]) => [current, old]),
);

/** A number as Slack sends it and as pages link it: `<tel:+84867123456|0867 123 456>`. */
const TEL_LINK = /^<?tel:([^|>]+)(?:\|[^>]*)?>?$/i;
/** Characters between the digits: spaces of every width, dots, dashes, brackets, direction marks. */
const BETWEEN_DIGITS = /[\s.\-()\u00ad\u200b-\u200f\u2010-\u2015\u202a-\u202e\u2060-\u2069\u2212\ufeff]/g;
const MOBILE = /^[35789]\d{8}$/;
const OLD_MOBILE = /^1\d{9}$/;
/** Landlines have ten digits after the 0 since 2017: `024 3826 4154`, `0203 382 6415`. */
const LANDLINE = /^2\d{9}$/;

/**
 * Reads a phone number in any form. Returns null where the text is not exactly one number.
 *
 * `"0867 123 456"`, `"84867123456"`, `"+84.867.123.456"`, `"<tel:0867123456|0867 123 456>"` → `"+84867123456"`;
 * `"0162 345 6789"`, an old mobile, → `"+84323456789"`; a landline `"024 3826 4154"`; a foreign number with its `+`.
 */
export function parsePhone(text: string): E164 | null {
  // Longer than any phone number with its separators.
  if (text.length > 100) return null;
  const written = TEL_LINK.exec(text.trim())?.[1] ?? text;
  const compact = written.replace(BETWEEN_DIGITS, "");
  if (!/^\+?\d{9,16}$/.test(compact)) return null;

  const international = compact.startsWith("00") ? `+${compact.slice(2)}` : compact;
  if (international.startsWith("+84")) return vietnamese(international.slice(3).replace(/^0/, ""));
  if (international.startsWith("+"))
    return isValidPhoneNumber(international) ? (international as E164) : null;
  if (international.startsWith("0")) return vietnamese(international.slice(1));
  if (international.startsWith("84")) return vietnamese(international.slice(2).replace(/^0/, ""));
  return null;
}

/** A mobile number of nine or eleven digits, with its 0: "086712345", "khách 0867 123 45". A whole one has ten. */
const MISDIALLED = /(?<![\p{L}\d+@/_.-])0[35789](?:[ .-]?\d){7}(?:(?:[ .-]?\d){2})?(?![\p{L}@/_]|[ .-]?\d)/u;

/** Finds a mobile number that has a digit too few or too many, as it is written. Null for a shorter part of a number. */
export function misdialledIn(text: string): { written: string; digits: number } | null {
  const written = text.length > 100 ? undefined : MISDIALLED.exec(text)?.[0];
  return written === undefined ? null : { written, digits: written.replace(/\D/g, "").length };
}

/** @throws AppError `invalid` where the text is not exactly one number */
export function checkPhone(text: string): E164 {
  const phone = parsePhone(text);
  if (!phone) throw new AppError("invalid", "the phone is not a number");
  return phone;
}

/**
 * Reads a number as it is stored. It accepts the forms people type, and a mobile that lost its 0 in a spreadsheet,
 * `"867123456"`.
 */
export function readStoredPhone(stored: string): E164 | null {
  const phone = parsePhone(stored);
  if (phone) return phone;
  const compact = stored.length <= 100 ? stored.replace(BETWEEN_DIGITS, "") : "";
  return MOBILE.test(compact) ? `+84${compact}` : null;
}

/**
 * Returns the forms in which AntCRM may have stored this number, in the order to search for them: `"+84323456789"` →
 * `["0323456789", "84323456789", "+84323456789", "01623456789", …]`. The old number of a mobile comes last, in the same
 * three forms, for records from before 2018. See src/crm/API.md#phones-and-e-mails
 */
export function phoneForms(phone: E164): string[] {
  if (!phone.startsWith("+84")) return [phone, phone.slice(1)];
  return nationalNumbers(phone).flatMap((digits) => [`0${digits}`, `84${digits}`, `+84${digits}`]);
}

/** Returns the number without its country code, and the one that a mobile had before 2018. */
function nationalNumbers(phone: E164): string[] {
  const national = phone.slice(3);
  const old = MOBILE.test(national) ? FORMERLY[national.slice(0, 2)] : undefined;
  return old ? [national, old + national.slice(2)] : [national];
}

/**
 * Returns the forms with separators, for a CRM that compares letter by letter. The old mobile has the same forms.
 * `"+84867123456"` → `["0867 123 456", "0867.123.456", "0867-123-456", "+84 867 123 456"]`. People group mobiles as
 * 4-3-3 and old ones as 4-3-4. Landlines have no common grouping.
 */
export function groupedForms(phone: E164): string[] {
  if (!phone.startsWith("+84") || !MOBILE.test(phone.slice(3))) return [];
  return nationalNumbers(phone).flatMap((digits) => {
    const groups = [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6)];
    return [...[" ", ".", "-"].map((sign) => `0${groups.join(sign)}`), `+84 ${groups.join(" ")}`];
  });
}

/**
 * Formats a number for people: `"0867 123 456"`; a landline `"024 3826 4154"`; a foreign number `"+1 213 373 4253"`.
 */
export function formatPhone(phone: E164): string {
  const national = phone.startsWith("+84") ? phone.slice(3) : "";
  if (MOBILE.test(national)) return `0${national.slice(0, 3)} ${national.slice(3, 6)} ${national.slice(6)}`;
  const parsed = parsePhoneNumberFromString(phone);
  if (!parsed) return phone;
  return parsed.country === "VN" ? parsed.formatNational() : parsed.formatInternational();
}

/**
 * Returns the digits of a part of a number as they are written now: `"84867"` → `"0867"`, and the beginning of an old
 * mobile `"0162345"` → `"032345"`.
 */
export function currentDigits(digits: string): string {
  const local = /^(?:84|0084)\d{2,}$/.test(digits) ? `0${digits.replace(/^(?:00)?84/, "")}` : digits;
  const current = local.startsWith("01") ? RENUMBERED[local.slice(1, 4)] : undefined;
  return current ? `0${current}${local.slice(4)}` : local;
}

function vietnamese(national: string): E164 | null {
  if (MOBILE.test(national) || LANDLINE.test(national)) return `+84${national}`;
  if (!OLD_MOBILE.test(national)) return null;
  const current = RENUMBERED[national.slice(0, 3)];
  return current ? `+84${current}${national.slice(3)}` : null;
}
