/** A record as the store keeps it, to be found by any of its terms. */
export interface SearchEntry {
  /** `"customer:475"`, `"lead:2964"` */
  id: string;
  /** What is searched and shown, as JSON; sealed on disk. */
  content: string;
  /** `["name:binh", "given:binh", "digits:0867"]`; on disk they are keyed hashes. */
  terms: readonly string[];
  /** When it was last touched: it orders what is found. */
  touchedAt: Date;
}

/** A word of a record, with everything that somebody may type for it. */
export interface SearchWord {
  /** `"name:binh"` */
  term: string;
  /** Its beginnings, and what is left of it without one letter: `["is name:binh", "like name:bih"]`. */
  variants: readonly string[];
}

/** One part of a search. A record matches if it has one of the terms, or a word with one of the variants. */
export interface TermGroup {
  terms: readonly string[];
  variants?: readonly string[];
}

export interface FoundEntry {
  id: string;
  content: string;
  /** When it was last touched, to about a minute; epoch ms. */
  touchedAt: number;
}

/** A row as it is stored; the content is null if it does not open: its key is gone, or it was changed. */
export interface StoredEntry {
  id: string;
  content: string | null;
}

export interface SearchIndexRepository {
  /**
   * Adds or replaces records. A record that is stored already as it is, is only noted as seen. A later touch stays.
   * @param walk  the number of the current walk over all records, or of the last one
   */
  save(entries: readonly SearchEntry[], walk: number): Promise<void>;
  /** Saves what the function makes of a stored record; null changes nothing. No other saving comes between. */
  change(id: string, by: (entry: FoundEntry) => SearchEntry | null): Promise<void>;
  /** Adds words, so that they are found by their variants. */
  addWords(words: readonly SearchWord[]): Promise<void>;
  /** Returns which of these words are stored, as they are given. */
  knownWords(words: readonly SearchWord[]): Promise<SearchWord[]>;
  /** Returns the records that match every group, the last touched first. */
  find(groups: readonly TermGroup[], limit: number): Promise<FoundEntry[]>;
  /** The same in any order; null if there are `limit` records or more, which is found out sooner than which were touched last. */
  findFewer(groups: readonly TermGroup[], limit: number): Promise<FoundEntry[] | null>;
  /** Returns the records with these ids. */
  read(ids: readonly string[]): Promise<FoundEntry[]>;
  /** Returns records sorted by their ids as texts: `portion("customer:475", 500)` returns the next 500 after it. */
  portion(after: string, limit: number): Promise<StoredEntry[]>;
  /** Returns ids that neither this walk nor a later one has seen. */
  unseen(walk: number, limit: number): Promise<string[]>;
  remove(ids: readonly string[]): Promise<void>;
  count(): Promise<number>;
  /** Makes searches faster after many changes: by half after a fill. Takes seconds for a million records; others go on. */
  merge(): Promise<void>;
  /** Deletes every word. The records are found by their words again after they were saved with the present key. */
  clearWords(): Promise<void>;
  /** Deletes every record and word. */
  clear(): Promise<void>;
  /** Names the key of the hashes: `"9f3a01bc"`. With another key nothing stored is found. */
  readonly keyId: string;
}
