import { withoutLastDigits } from "./query-numbers.ts";
import { canonical, comparableEmail, localPart } from "./terms.ts";

/** The e-mail part of a typed text. */
export interface EmailPart {
  /** The beginning of an e-mail address, without signs: `"binhtran"` for "binh.tran@". */
  email: string | null;
  /** An e-mail address, or its beginning behind the "@": `"binh.tran@example.com"`, `"info@hav"`. */
  emailWithDomain: string | null;
}

/** What may stand directly before an e-mail address: "<binh@example.com", "mail:binh@example.com". */
const BEFORE = String.raw`\s:,;([{<"“'`;
/** "binh.tran" of "binh.tran@example.com". */
const LOCAL = `[^@${BEFORE}]{3,64}`;
/** "example.com" of "binh.tran@example.com", "hav" of "info@hav", nothing of "binh.tran@***". */
const DOMAIN = String.raw`[^\s@,;)\]}>"”'*…]{0,80}`;
/** The space of "binh.tran@ gmail.com". Other words behind a space are no domain: "binh.tran@ ở Cộng Hoà". */
const SPACE_BEFORE_PROVIDER = " (?=gmail|yahoo|hotmail|outlook|icloud)";
const EMAIL = new RegExp(
  `(?<=^|[${BEFORE}])(?<local>${LOCAL}) ?@(?:${SPACE_BEFORE_PROVIDER})?(?<domain>${DOMAIN})`,
  "u",
);

/** Letters with more behind them, as before the "@" of an e-mail address: "binhtran92", "dung.thac". */
const ACCOUNT = /^[a-z]{3}[\w.-]{2,63}$|^[a-z][a-z]?[._][\w.-]{3,63}$/i;
/** Only a word with one of these signs is taken for an account. */
const SIGN_OF_ACCOUNT = /[\d._]/;
/** "c.Lan", "a.Hùng": a form of address, and a name. */
const WITH_TITLE = /^[ace]\.[a-z]{2,8}$/iu;
/** Signs for letters that are left out at the end of an account: "thinuong.da*". */
const CUT_OFF = /(?:[*…]{1,10}|\.{2,10})$/u;
const SHORTEST_LOCAL = 3;

/** Takes an e-mail address, a part of one, or an account like "binhtran92" out of a text. */
export function takeEmail(text: string): EmailPart & { left: string } {
  const written = EMAIL.exec(text);
  const found = written?.[0] ?? accountIn(text);
  if (found === null) return { left: text, email: null, emailWithDomain: null };
  const { local = found, domain = "" } = written?.groups ?? {};
  const email = localPart(local);
  // "…@example.com." at the end of a sentence.
  const ofDomain = domain.replace(/[.?!:]{1,10}$/u, "");
  return {
    left: text.replace(found, " "),
    email: email.length < SHORTEST_LOCAL ? null : email,
    emailWithDomain: ofDomain === "" ? null : comparableEmail(`${local}@${ofDomain}`),
  };
}

function accountIn(text: string): string | null {
  // "TP.HCM" and "quan7" are places, which are written in one way first.
  const words = canonical(withoutLastDigits(text))
    .split(/[\s:,;]+/)
    .map((word) => word.replace(CUT_OFF, ""));
  const isAccount = (word: string) =>
    ACCOUNT.test(word) && SIGN_OF_ACCOUNT.test(word) && !WITH_TITLE.test(word);
  return words.find((word) => isAccount(word) && text.includes(word)) ?? null;
}
