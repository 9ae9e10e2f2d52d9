/** Values that AntCRM publishes no list of (SLA policies, statuses, staff …), learned from the records that were read. */
export interface Learned {
  /** `remember("ticket status", ["New", "Assigned"], now)` adds new values and notes that known ones were used again. */
  remember(list: string, values: readonly string[], at: Date): Promise<void>;
  /** The last used first; those used at the same time by name. @param limit  100 unless given */
  values(list: string, limit?: number): Promise<string[]>;
}
