/** Somebody whom a record names, as far as it does. */
interface Named {
  customerId: string | null;
  leadId: string | null;
  phones: readonly string[];
  emails: readonly string[];
}

/** How a button asks for them: `"customer:9457"`, `"lead:2964"`, else a phone or an e-mail; null where nothing tells. */
export function customerReference(customer: Named | null): string | null {
  if (customer?.customerId) return `customer:${customer.customerId}`;
  if (customer?.leadId) return `lead:${customer.leadId}`;
  return customer?.phones[0] ?? customer?.emails[0] ?? null;
}
