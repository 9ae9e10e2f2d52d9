/** Values that AntCRM publishes no list of (SLA policies, statuses, staff …), learned from the records that were read. */
export interface Learned {
  /** `remember("ticket status", ["New", "Assigned"], now)` adds new values and notes that known ones were used again. */
  remember(list: string, values: readonly string[], at: Date): Promise<void>;
  /** The last used first; those used at the same time by name. @param limit  100 unless given */
  values(list: string, limit?: number): Promise<string[]>;
}

/**
 * Remembers these values under the name of their list. Empty ones are left out. Never rejects: a store that fails here is no
 * reason for a card to fail.
 */
export async function rememberValues(
  list: string,
  values: readonly (string | null | undefined)[],
  { learned, clock }: { learned: Learned; clock: { now(): Date } },
): Promise<void> {
  const known = [...new Set(values)].filter((value): value is string => Boolean(value));
  if (known.length > 0) await learned.remember(list, known, clock.now()).catch(() => undefined);
}
