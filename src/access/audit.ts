/** One row of "who looked at whom, and why": it names the customer by the CRM's id, never by phone or e-mail. */
export interface AuditEntry {
  at: Date;
  /** `"slack:U0123"` */
  person: string;
  /** `"slack:C01:"` */
  place: string;
  command: string;
  effect: "look-up" | "write" | "refusal";
  /** `"customer:9457"`, `"lead:2964"`, or null where no one customer was found. */
  customer: string | null;
  /** `"shown"`, `"none"`, `"several"`, `"done"`, `"failed"`, a fault … */
  outcome: string;
  /** Whom a list, a search or a file showed, where that is more than `customer`: `["customer:475", "lead:2964"]`. */
  customers?: readonly string[];
}

/** Where the entries go; kept by the store. */
export interface Audit {
  add(entry: AuditEntry): Promise<void>;
}
