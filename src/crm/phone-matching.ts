import { AppError } from "../errors.ts";
import { type E164, groupedForms, parsePhone, phoneForms, readStoredPhone } from "./phone.ts";

/** A way of writing numbers, `"VN plain 0"` for `0867123456`. A form is one number in one style. */
type Style = string;

/** Enough for the customers of a busy day. */
const REMEMBERED = 2_000;

/**
 * Learns how this CRM matches phone numbers, which is not documented. Otherwise every form would be tried, up to 14
 * calls for a number that nobody has. See src/crm/API.md#phones-and-e-mails
 */
export class PhoneMatching {
  /** False after a search for `0…` found a number stored as `84…` or `+84…`. */
  #distinguishesCountryCode = true;
  /** False after a search for a new prefix found a number stored with the old one. */
  #distinguishesOldPrefix = true;
  /** False after a search for digits found a number stored with spaces, dots or dashes. */
  #distinguishesSeparators = true;
  /** By number: the form that found it, and how the found records hold it. */
  readonly #found = new Map<E164, { form: string; stored: ReadonlySet<string> }>();
  /** How many numbers each style has found, of those with an old prefix and of the others. */
  readonly #hits = new Map<string, number>();
  readonly #learned = new LearnedForms();

  /** Returns the form for a write: the form that found this number, else `0867123456` as in the vendor's samples. */
  toSend(phone: E164): string {
    return this.#found.get(phone)?.form ?? canonicalForm(phone);
  }

  /** Notes that a search for `form` found a customer with these stored phones. */
  learn(phone: E164, form: string, stored: readonly string[]): void {
    this.#remember(phone, form, stored);
    const spellings = stored.filter((text) => readStoredPhone(text) === phone);
    // A record may hold the number twice. The form then shows only that its own spelling is found.
    for (const text of spellings.includes(form) ? [form] : spellings) this.#learned.note(phone, text, form);

    const asStored = stored.filter((text) => parsePhone(text) === phone);
    if (asStored.length === 0 || !form.startsWith("0")) return;
    if (asStored.every(hasCountryCode)) this.#distinguishesCountryCode = false;
    if (asStored.every((text) => isOld(text) && !isOld(form))) this.#distinguishesOldPrefix = false;
    if (!hasSeparators(form) && asStored.every(hasSeparators)) this.#distinguishesSeparators = false;
  }

  #remember(phone: E164, form: string, stored: readonly string[]): void {
    const before = this.#found.get(phone);
    const isSame = before?.form === form;
    if (!isSame) {
      const key = hitsKey(stylesOf(phone), form);
      this.#hits.set(key, (this.#hits.get(key) ?? 0) + 1);
      if (this.#found.size >= REMEMBERED) this.#found.clear();
    }
    this.#found.set(phone, { form, stored: new Set([...(isSame ? before.stored : []), ...stored]) });
  }

  /**
   * Returns the form by which this CRM is likely to find a record that holds the number as `stored`: the form that found
   * it, else the form that found a record of the same style, else `stored` itself.
   */
  formFor(phone: E164, stored: string): string {
    const found = this.#found.get(phone);
    if (found?.stored.has(stored)) return found.form;
    return this.#learned.formFor(phone, stored) ?? stored;
  }

  /**
   * Searches for one form after the other until one finds something. Then it searches for the forms with separators that
   * have found nobody so far, all at once, because they are many and rarely stored.
   */
  async search<T>(
    phone: E164,
    ask: (form: string) => Promise<T[]>,
  ): Promise<{ found: T[]; tried: string[] }> {
    const { inTurn, atOnce } = this.#formsOf(phone);
    const tried: string[] = [];
    for (const form of inTurn) {
      tried.push(form);
      const found = await (tried.length === 1 ? ask(form) : askForAnother(form, ask));
      if (found.length > 0) return { found, tried };
    }
    const answers = await Promise.all(atOnce.map((form) => askForAnother(form, ask)));
    return { found: answers.find((found) => found.length > 0) ?? [], tried: [...tried, ...atOnce] };
  }

  /** Returns the forms to search for: the one that found this number before, then those of the styles that found most. */
  #formsOf(phone: E164): { inTurn: string[]; atOnce: string[] } {
    const before = this.#found.get(phone)?.form;
    const plain = phoneForms(phone).filter((form, index) => index === 0 || this.#isWorthAsking(form, phone));
    const grouped = this.#distinguishesSeparators ? groupedForms(phone) : [];
    const forms = [...new Set([...(before === undefined ? [] : [before]), ...plain, ...grouped])];
    const styles = stylesOf(phone);
    const hits = new Map(forms.map((form) => [form, this.#hits.get(hitsKey(styles, form)) ?? 0]));
    if (before !== undefined) hits.set(before, Number.POSITIVE_INFINITY);
    const hitsOf = (form: string) => hits.get(form) ?? 0;
    const isRare = (form: string) => grouped.includes(form) && hitsOf(form) === 0;
    return {
      inTurn: forms.filter((form) => !isRare(form)).sort((a, b) => hitsOf(b) - hitsOf(a)),
      atOnce: forms.filter(isRare),
    };
  }

  #isWorthAsking(form: string, phone: E164): boolean {
    if (!phone.startsWith("+84")) return true;
    if (!this.#distinguishesCountryCode && hasCountryCode(form)) return false;
    return this.#distinguishesOldPrefix || !isOld(form);
  }
}

/** Remembers in which style a list of this CRM answers for numbers that its records hold in another style. */
export class LearnedForms {
  /** By the style of the records. */
  readonly #answered = new Map<Style, Style>();

  /** Notes that the list answered to `form` with a record that holds the number as `stored`. */
  note(phone: E164, stored: string, form: string): void {
    const styles = stylesOf(phone);
    const [ofRecord, ofForm] = [styles.get(stored), styles.get(form)];
    if (ofRecord !== undefined && ofForm !== undefined) this.#answered.set(ofRecord, ofForm);
  }

  /** Returns the form that answers for a number stored like this. Undefined if it is not learned. */
  formFor(phone: E164, stored: string): string | undefined {
    const styles = stylesOf(phone);
    const ofRecord = styles.get(stored);
    const wanted = ofRecord === undefined ? undefined : this.#answered.get(ofRecord);
    return wanted === undefined ? undefined : [...styles].find(([, style]) => style === wanted)?.[0];
  }
}

/** `"0867123456"`, as in the vendor's samples. */
export function canonicalForm(phone: E164): string {
  return phoneForms(phone)[0] ?? phone;
}

/** Returns the style of each form of the number: `"0867123456"` → `"VN plain 0"`. */
function stylesOf(phone: E164): Map<string, Style> {
  const country = phone.startsWith("+84") ? "VN" : "abroad";
  return new Map([
    ...phoneForms(phone).map((form, index) => [form, `${country} plain ${index}`] as const),
    ...groupedForms(phone).map((form, index) => [form, `${country} grouped ${index}`] as const),
  ]);
}

/** Returns the key by which the hits of a form are counted. A number with an old prefix may be stored in more styles. */
function hitsKey(styles: ReadonlyMap<string, Style>, form: string): string {
  return `${styles.size} styles, ${styles.get(form)}`;
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
