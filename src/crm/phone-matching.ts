import { AppError } from "../errors.ts";
import { type E164, groupedForms, parsePhone, phoneForms } from "./phone.ts";

/** Enough for the customers of a busy day. */
const REMEMBERED = 2_000;

/**
 * Learns how this CRM matches phone numbers, which is not documented. Otherwise every form would be tried, up to six
 * calls for a number that nobody has. See src/crm/API.md#phones-and-e-mails
 */
export class PhoneMatching {
  /** False after a search for `0…` found a number stored as `84…` or `+84…`. */
  #distinguishesCountryCode = true;
  /** False after a search for a new prefix found a number stored with the old one. */
  #distinguishesOldPrefix = true;
  /** False after a search for digits found a number stored with spaces, dots or dashes. */
  #distinguishesSeparators = true;
  readonly #found = new Map<E164, string>();

  /** Returns the forms to search for. The form that found this number before comes first. */
  #formsOf(phone: E164): string[] {
    const forms = phoneForms(phone).filter((form, index) => index === 0 || this.#isWorthAsking(form, phone));
    const before = this.#found.get(phone);
    return before === undefined ? forms : [before, ...forms.filter((form) => form !== before)];
  }

  /** Returns the form for a write: the form that found this number, else `0867123456` as in the vendor's samples. */
  toSend(phone: E164): string {
    return this.#found.get(phone) ?? phoneForms(phone)[0] ?? phone;
  }

  /** Notes that a search for `form` found a customer with these stored phones. */
  learn(phone: E164, form: string, stored: readonly string[]): void {
    if (this.#found.size >= REMEMBERED) this.#found.clear();
    this.#found.set(phone, form);

    const asStored = stored.filter((text) => parsePhone(text) === phone);
    if (asStored.length === 0 || !form.startsWith("0")) return;
    if (asStored.every(hasCountryCode)) this.#distinguishesCountryCode = false;
    if (asStored.every((text) => isOld(text) && !isOld(form))) this.#distinguishesOldPrefix = false;
    if (!hasSeparators(form) && asStored.every(hasSeparators)) this.#distinguishesSeparators = false;
  }

  /**
   * Searches for one form after the other until one finds something. Then it searches for the forms with separators,
   * all at once, because they are many and rarely stored.
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
    const grouped = this.#distinguishesSeparators
      ? groupedForms(phone).filter((form) => !tried.includes(form))
      : [];
    const answers = await Promise.all(grouped.map((form) => askForAnother(form, ask)));
    return { found: answers.find((found) => found.length > 0) ?? [], tried: [...tried, ...grouped] };
  }

  #isWorthAsking(form: string, phone: E164): boolean {
    if (!phone.startsWith("+84")) return true;
    if (!this.#distinguishesCountryCode && hasCountryCode(form)) return false;
    return this.#distinguishesOldPrefix || !isOld(form);
  }
}

/** Searches for another form. A refused form finds nobody: a CRM may reject a form as malformed. */
function askForAnother<T>(form: string, ask: (form: string) => Promise<T[]>): Promise<T[]> {
  return ask(form).catch((error) => {
    if (error instanceof AppError && error.fault === "refused") return [];
    throw error;
  });
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, "");
}

function hasSeparators(text: string): boolean {
  return /\d[ .()-]+\d/.test(text.trim());
}

function hasCountryCode(text: string): boolean {
  return digitsOf(text).startsWith("84");
}

/** Whether this is an old mobile, `01623456789`: eleven digits with its 0. Landlines begin with 02. */
function isOld(text: string): boolean {
  return /^(0|84)1\d{9}$/.test(digitsOf(text));
}
