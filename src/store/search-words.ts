import { lruCache } from "../lru-cache.ts";
import type { SearchWord } from "../search/repository.ts";
import { type Engine, execute, type Query, queryOf } from "./engine.ts";
import type { IndexTables } from "./index-tables.ts";
import type { Sealer } from "./sealing.ts";

/** Names repeat, so most hashes are computed once. */
const REMEMBERED_HASHES = 20_000;
/** Words that are known to be stored. Vietnamese names have a few thousand. */
const REMEMBERED_WORDS = 20_000;
/** SQLite takes at most 32,766 values in a statement, and a row has three. */
const ROWS_AT_A_TIME = 5_000;
/** A beginning of two letters may have hundreds of words; a longer list would only slow the search. */
const WORDS_OF_A_GROUP = 200;

export type TermHash = ReturnType<typeof createTermHash>;

/** Hashes terms to 32 bits. Two terms with the same hash do no harm: what is found is compared with its content. */
export function createTermHash(sealer: Sealer, { purpose }: IndexTables) {
  const token = sealer.token(`${purpose} terms`);
  const known = lruCache<number>(REMEMBERED_HASHES);
  const one = (term: string): number => {
    let hashed = known.get(term);
    if (hashed === undefined) {
      hashed = Buffer.from(token(term), "base64url").readInt32BE();
      known.set(term, hashed);
    }
    return hashed;
  };
  return { one, all: (terms: readonly string[]) => terms.map(one) };
}

/** Stores words by their variants. Rows of one word cannot be told from those of another without the key. */
export function createSearchWords(
  engine: Engine,
  sealer: Sealer,
  hash: TermHash,
  { words: table, purpose }: IndexTables,
) {
  const { builder } = engine;
  const stored = lruCache<true>(REMEMBERED_WORDS);
  const seal = sealer.column(table, "term");
  const idOf = sealer.token(`${purpose} words`);
  const rowsOf = ({ term, variants }: SearchWord) =>
    variants.map((text) => {
      const [variant, id] = [hash.one(text), idOf(`${text} ${term}`)];
      return { id, variant, term: seal.seal(id, String(hash.one(term))) };
    });

  async function read(
    variants: readonly number[],
    limit?: number,
  ): Promise<{ variant: number; term: number }[]> {
    if (variants.length === 0) return [];
    const query = builder.selectFrom(table).selectAll().where("variant", "in", variants);
    const rows = await engine.read(queryOf((limit === undefined ? query : query.limit(limit)).compile()));
    return rows.flatMap(({ id, variant, term }) => {
      try {
        return [{ variant, term: Number(seal.open(id, term)) }];
      } catch {
        // The row was changed, or its key is gone: the word is found without its variants.
        return [];
      }
    });
  }

  return {
    async add(words: readonly SearchWord[]): Promise<void> {
      // The same word may be given with fewer variants: "bt" is also the first letters of a place.
      const keyOf = ({ term, variants }: SearchWord) => `${term} ${variants.length}`;
      const missing = new Map(words.map((word) => [keyOf(word), word]));
      for (const key of missing.keys()) if (stored.has(key)) missing.delete(key);
      const rows = [...missing.values()].flatMap(rowsOf);
      for (let from = 0; from < rows.length; from += ROWS_AT_A_TIME) {
        const some = rows.slice(from, from + ROWS_AT_A_TIME);
        const add = builder.insertInto(table).values(some);
        await execute(
          engine,
          queryOf(add.onConflict((conflict) => conflict.column("id").doNothing()).compile()),
        );
      }
      for (const key of missing.keys()) stored.set(key, true);
    },
    /** Returns which of these words are stored. */
    async known(words: readonly SearchWord[]): Promise<SearchWord[]> {
      const stored = new Set(
        (await read(words.flatMap((word) => hash.all(word.variants)))).map(
          ({ variant, term }) => `${variant} ${term}`,
        ),
      );
      return words.filter(({ term, variants }) =>
        variants.some((variant) => stored.has(`${hash.one(variant)} ${hash.one(term)}`)),
      );
    },
    /** Returns the hashes of words with one of these variants. */
    like: async (variants: readonly string[]): Promise<number[]> =>
      (await read(hash.all(variants), WORDS_OF_A_GROUP)).map(({ term }) => term),
    /** After the query has run, `forget` must be called. */
    clear: (): Query<unknown> => queryOf(builder.deleteFrom(table).compile()),
    forget: () => stored.clear(),
  };
}
