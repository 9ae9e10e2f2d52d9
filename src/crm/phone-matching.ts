import { AppError } from "../errors.ts";
import { type E164, groupedForms, parsePhone, phoneForms } from "./phone.ts";

/** Enough for the customers of a busy day. */
const REMEMBERED = 2_000;

/**
 * What this CRM was seen to do with phone numbers. How its filters match is not documented (antcrm-api.md 6), so every
 * form has to be tried, up to six calls for somebody who is not there; what one answer has shown is not asked again.
 */
export class PhoneMatching {
  /** Asked for `0…`, it found a number stored as `84…` or `+84…`. */
  #mindsCountryCode = true;
  /** Asked for a new prefix, it found the old one. */
  #mindsOldPrefix = true;
  /** Asked for bare digits, it found a number stored with blanks, dots or dashes. */
  #mindsSigns = true;
  readonly #found = new Map<E164, string>();

  /** The forms worth asking for, the one that found this number before first. */
  #formsOf(phone: E164): string[] {
    const forms = phoneForms(phone).filter((form, index) => index === 0 || this.#isWorthAsking(form, phone));
    const before = this.#found.get(phone);
    return before === undefined ? forms : [before, ...forms.filter((form) => form !== before)];
  }

  /** The form in which AntCRM knows this number, for a write: the one that found it, else `0867123456` as in [seed]. */
  toSend(phone: E164): string {
    return this.#found.get(phone) ?? phoneForms(phone)[0] ?? phone;
  }

  /** `form` found a customer whose phones are stored like this. */
  learn(phone: E164, form: string, stored: readonly string[]): void {
    if (this.#found.size >= REMEMBERED) this.#found.clear();
    this.#found.set(phone, form);

    const asStored = stored.filter((text) => parsePhone(text) === phone);
    if (asStored.length === 0 || !form.startsWith("0")) return;
    if (asStored.every(hasCountryCode)) this.#mindsCountryCode = false;
    if (asStored.every((text) => isOld(text) && !isOld(form))) this.#mindsOldPrefix = false;
    if (!hasSigns(form) && asStored.every(hasSigns)) this.#mindsSigns = false;
  }

  /**
   * Asks for one form after the other, and stops at the first that finds something. Only when none does are the
   * spellings with signs asked for, all at once: they are many, and rarely what is stored.
   */
  async search<T>(
    phone: E164,
    ask: (form: string) => Promise<T[]>,
  ): Promise<{ found: T[]; tried: string[] }> {
    const tried: string[] = [];
    for (const form of this.#formsOf(phone)) {
      tried.push(form);
      const found = await (tried.length === 1 ? ask(form) : askForAnother(form, ask));
      if (found.length > 0) return { found, tried };
    }
    const grouped = this.#mindsSigns ? groupedForms(phone).filter((form) => !tried.includes(form)) : [];
    const answers = await Promise.all(grouped.map((form) => askForAnother(form, ask)));
    return { found: answers.find((found) => found.length > 0) ?? [], tried: [...tried, ...grouped] };
  }

  #isWorthAsking(form: string, phone: E164): boolean {
    if (!phone.startsWith("+84")) return true;
    if (!this.#mindsCountryCode && hasCountryCode(form)) return false;
    return this.#mindsOldPrefix || !isOld(form);
  }
}

/** A CRM that takes one form may refuse another as badly written: nobody is stored under that one. */
function askForAnother<T>(form: string, ask: (form: string) => Promise<T[]>): Promise<T[]> {
  return ask(form).catch((error) => {
    if (error instanceof AppError && error.fault === "refused") return [];
    throw error;
  });
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, "");
}

function hasSigns(text: string): boolean {
  return /\d[ .()-]+\d/.test(text.trim());
}

function hasCountryCode(text: string): boolean {
  return digitsOf(text).startsWith("84");
}

/** An old mobile, `01623456789`: eleven digits with its 0, and landlines begin with 02. */
function isOld(text: string): boolean {
  return /^(0|84)1\d{9}$/.test(digitsOf(text));
}
