import type { Query } from "./engine.ts";
import type { TableRow } from "./schema.ts";

/*
 * Both engines find the records that have all of some terms, the last touched first. Terms are numbers of 32 bits.
 */

export type IndexedRow = TableRow<"search_index">;

/** An index over terms. Each change is to be run as one transaction. */
export interface TermIndex {
  /** @param before  the rank of the row that is replaced */
  put(row: IndexedRow, terms: readonly number[], before: number | undefined): Query<unknown>[];
  remove(id: string, rank: number): Query<unknown>[];
  clear(): Query<unknown>[];
  /** @param groups  a record matches if it has at least one term of each */
  find(groups: readonly (readonly number[])[], limit: number): Promise<IndexedRow[]>;
  /** The same in any order. */
  findAny(groups: readonly (readonly number[])[], limit: number): Promise<IndexedRow[]>;
  merge(): Promise<void>;
}
