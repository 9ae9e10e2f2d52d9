import type { SearchEntry, SearchIndexRepository, SearchWord } from "./repository.ts";

/** A record as it is stored, and the words by which people find it. */
export interface IndexedRecord {
  entry: SearchEntry;
  words: readonly SearchWord[];
}

/**
 * Adds records, or replaces them. Their words are stored first, so that a record is never without them.
 * @param walk  the number of the walk over all records that has read them; absent for a single read
 */
export async function saveRecords(
  rows: SearchIndexRepository,
  records: readonly IndexedRecord[],
  walk = 0,
): Promise<void> {
  if (records.length === 0) return;
  await rows.addWords(records.flatMap(({ words }) => words));
  await rows.save(
    records.map(({ entry }) => entry),
    walk,
  );
}
