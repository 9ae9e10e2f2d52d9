import { AppError } from "../errors.ts";
import type { E164 } from "./phone.ts";
import { canonicalForm, type LearnedForms, type PhoneMatching } from "./phone-matching.ts";

/** The forms of numbers to which this CRM has answered. */
export interface HistoryForms {
  /** In the lists of customers and deals. */
  phones: PhoneMatching;
  /** In the history of points. */
  historyForms: LearnedForms;
}

/**
 * Whether other forms of a phone are tried if the likeliest one finds nothing. `until-learned`: at most two others, and
 * none once the history has answered for a number that is stored in the same style.
 */
export type OtherForms = "never" | "until-learned" | "always";

interface HistoryPhone {
  phone: E164;
  /** As the customer's record holds it, `"0162 345 6789"`; undefined if no record was read. */
  storedAs: string | undefined;
  otherForms: OtherForms;
}

/**
 * Searches the history by the form that is likely to answer for a phone stored like this, and by others as `otherForms`
 * says. Without `storedAs` it tries every form. A form that AntCRM refuses finds nothing, because a CRM may reject a form
 * as malformed.
 * @throws AppError `refused` if AntCRM refuses every form
 */
export async function searchHistory<T>(
  { phones, historyForms }: HistoryForms,
  { phone, storedAs, otherForms }: HistoryPhone,
  ask: (form: string) => Promise<T[]>,
): Promise<T[]> {
  if (storedAs === undefined) return (await phones.search(phone, ask)).found;
  const learned = () => historyForms.formFor(phone, storedAs);
  const likely = new Set([learned() ?? phones.formFor(phone, storedAs), storedAs, canonicalForm(phone)]);
  let hasAnswered = false;
  let refusal: AppError | undefined;
  const tryForm = async (form: string): Promise<T[]> => {
    try {
      const found = await ask(form);
      hasAnswered = true;
      if (found.length > 0) historyForms.note(phone, storedAs, form);
      return found;
    } catch (error) {
      if (!(error instanceof AppError) || error.fault !== "refused") throw error;
      refusal ??= error;
      return [];
    }
  };

  for (const form of likely) {
    const found = await tryForm(form);
    if (found.length > 0) return found;
    const isEnough = otherForms === "never" || (otherForms === "until-learned" && learned() !== undefined);
    if (hasAnswered && isEnough) return [];
  }
  if (otherForms === "always") {
    const { found } = await phones.search(phone, async (form) => (likely.has(form) ? [] : tryForm(form)));
    if (found.length > 0) return found;
  }
  if (!hasAnswered && refusal !== undefined) throw refusal;
  return [];
}
