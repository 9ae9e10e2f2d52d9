/** Values that AntCRM publishes no list of, learned from the records that were read. */
export interface Learned {
  remember(list: string, values: readonly string[], at: Date): Promise<void>;
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
