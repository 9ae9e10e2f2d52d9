/**
 * How the audit and the quota name a customer: by the CRM's number or ObjectId, else by a pseudonym; never by a phone, an
 * e-mail or a name.
 */
export function customerKey(reference: string, pseudonym: (clear: string) => string): string {
  return /^(customer|lead|contact|pseudonym):/.test(reference) ? reference : pseudonym(reference);
}
