/** Who did or asked for what, for the security officer. A customer is named by the CRM's id, never by phone or e-mail. */
export interface AuditEntry {
  at: Date;
  /** `"slack:U0123"` */
  person: string;
  /** `"slack:C01:"` */
  place: string;
  command: string;
  effect: "look-up" | "write" | "refusal";
  /** `"customer:9457"`, `"lead:2964"`, or null if not exactly one customer was found. */
  customer: string | null;
  /** `"shown"`, `"none"`, `"several"`, `"done"`, `"failed"`, a fault … */
  outcome: string;
  /** The customers that a list, a search or a file showed: `["customer:475", "lead:2964"]`; absent: only `customer`. */
  customers?: readonly string[];
}

export interface AuditRepository {
  add(entry: AuditEntry): Promise<void>;
}
