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

/** Whom a record shows, for the audit and the quota: as a button asks for them, else by name; null where it names nobody. */
export function shownAs(customer: (Named & { name: string | null }) | null): string | null {
  return customerReference(customer) ?? (customer?.name ? `name:${customer.name}` : null);
}
