/** The CRM's own number in a reference: what the audit and the journal may hold, as for other records. Phones, e-mails and names are null. */
export function numberIn(reference: string): string | null {
  return /^(customer|lead|ticket|deal|product|segment|pseudonym|person|setting|digest|alert):/.test(reference)
    ? reference
    : null;
}

/** Is it a record that is no customer, such as `"ticket:16001"`? */
export function isOtherRecord(reference: string | null): boolean {
  return reference !== null && /^(ticket|deal|product|segment|person|setting|digest|alert):/.test(reference);
}

/**
 * How the audit and the quota name a customer: by the CRM's number or ObjectId, else by a pseudonym; never by a phone, an
 * e-mail or a name.
 */
export function customerKey(reference: string, pseudonym: (clear: string) => string): string {
  return /^(customer|lead|contact|pseudonym):/.test(reference) ? reference : pseudonym(reference);
}
