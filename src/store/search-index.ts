import { sql } from "kysely";
import type {
  FoundEntry,
  SearchEntry,
  SearchIndexRepository,
  StoredEntry,
  TermGroup,
} from "../search/repository.ts";
import { type Engine, type Query, queryOf, readOne } from "./engine.ts";
import { createFts5Index } from "./fts5-index.ts";
import { createGinIndex } from "./gin-index.ts";
import type { IndexTables } from "./index-tables.ts";
import type { Sealer } from "./sealing.ts";
import { createSearchWords, createTermHash } from "./search-words.ts";
import type { IndexedRow } from "./term-index.ts";

type Stored = Pick<IndexedRow, "id" | "rank" | "digest" | "walk">;

/** An entry with the digest of all that is stored of it. */
interface DigestedEntry extends SearchEntry {
  digest: string;
}

/** Ranks count the seconds since then. */
const RANKS_SINCE_MS = Date.UTC(2000, 0);
/** Of records that were touched in one second, all but one get a rank up to a minute earlier, or more if that is taken. */
const APART_S = 60;

export function createSearchIndexTable(
  engine: Engine,
  sealer: Sealer,
  tables: IndexTables,
): SearchIndexRepository {
  const { builder } = engine;
  const seal = sealer.column(tables.records, "content");
  const digest = sealer.token(`${tables.purpose} digest`);
  const hash = createTermHash(sealer, tables);
  const createIndex = engine.dialect.termIndex === "fts5" ? createFts5Index : createGinIndex;
  const index = createIndex(engine, tables);
  const words = createSearchWords(engine, sealer, hash, tables);
  /** A row that does not open is found no more, until its customer or the key changes. */
  const opened = ({ id, content }: IndexedRow): StoredEntry => {
    try {
      return { id, content: seal.open(id, content) };
    } catch {
      sealer.onBrokenRow();
      return { id, content: null };
    }
  };
  const readable = (row: IndexedRow): FoundEntry[] => {
    const { id, content } = opened(row);
    return content === null ? [] : [{ id, content, touchedAt: RANKS_SINCE_MS + row.rank * 1000 }];
  };
  const withDigest = (entry: SearchEntry): DigestedEntry => {
    const { content, terms, touchedAt } = entry;
    return { ...entry, digest: digest(`${rankOf(touchedAt)} ${terms.join(" ")} ${content}`) };
  };

  async function storedOf(ids: readonly string[]): Promise<Map<string, Stored>> {
    const query = builder
      .selectFrom(tables.records)
      .select(["id", "rank", "digest", "walk"])
      .where("id", "in", ids);
    return new Map((await engine.read(queryOf(query.compile()))).map((row) => [row.id, row]));
  }

  async function areTaken(ranks: readonly number[]): Promise<ReadonlySet<number>> {
    const query = builder.selectFrom(tables.records).select("rank").where("rank", "in", ranks);
    return new Set((await engine.read(queryOf(query.compile()))).map(({ rank }) => rank));
  }

  /** Returns a free rank for each time, the nearest ones that are found quickly. */
  async function freeRanks(times: readonly number[]): Promise<number[]> {
    const ranks = [...times];
    const used = new Set<number>();
    let left = ranks.map((_, place) => place);
    for (let apart = APART_S; left.length > 0; apart *= 4) {
      const taken = await areTaken(left.map((place) => ranks[place] ?? 0));
      const again: number[] = [];
      for (const place of left) {
        const rank = ranks[place] ?? 0;
        if (!taken.has(rank) && !used.has(rank)) used.add(rank);
        else again.push(place);
      }
      for (const place of again) ranks[place] = (times[place] ?? 0) - Math.floor(Math.random() * apart);
      left = again;
    }
    return ranks;
  }

  async function save(entries: readonly SearchEntry[], walk: number): Promise<void> {
    // The rows are sorted, because two processes that lock the same rows in different orders would wait for each other.
    const given = [...new Map(entries.map((entry) => [entry.id, entry])).values()].sort(byId).map(withDigest);
    if (given.length === 0) return;
    const stored = await storedOf(given.map(({ id }) => id));
    const isSame = ({ id, digest }: DigestedEntry) => stored.get(id)?.digest === digest;
    const same = given.filter(isSame).filter(({ id }) => (stored.get(id)?.walk ?? walk) < walk);
    const changed = given.filter((entry) => !isSame(entry));
    if (same.length === 0 && changed.length === 0) return;
    const times = changed.map(({ id, touchedAt }) => Math.max(rankOf(touchedAt), stored.get(id)?.rank ?? 0));
    const ranks = await freeRanksOf(changed, times, stored);
    await engine.write([
      ...(same.length > 0 ? [seen(same, walk)] : []),
      ...changed.flatMap(({ id, content, terms, digest }, place) =>
        index.put(
          {
            ...{ id, digest },
            rank: ranks[place] ?? 0,
            walk: Math.max(walk, stored.get(id)?.walk ?? 0),
            content: seal.seal(id, content),
          },
          hash.all(terms),
          stored.get(id)?.rank,
        ),
      ),
    ]);
  }

  /** A record whose rank does not change keeps it. */
  async function freeRanksOf(
    changed: readonly SearchEntry[],
    times: readonly number[],
    stored: ReadonlyMap<string, Stored>,
  ): Promise<number[]> {
    const isKept = changed.map(({ id }, place) => stored.get(id)?.rank === times[place]);
    const free = await freeRanks(times.filter((_, place) => !isKept[place]));
    return times.map((time, place) => (isKept[place] ? time : (free.shift() ?? time)));
  }

  const seen = (entries: readonly SearchEntry[], walk: number): Query<unknown> =>
    queryOf(
      builder
        .updateTable(tables.records)
        .set({ walk })
        .where(
          "id",
          "in",
          entries.map(({ id }) => id),
        )
        .where("walk", "<", walk)
        .compile(),
    );

  async function read(ids: readonly string[]): Promise<FoundEntry[]> {
    if (ids.length === 0) return [];
    const query = builder.selectFrom(tables.records).selectAll().where("id", "in", ids);
    return (await engine.read(queryOf(query.compile()))).flatMap(readable);
  }

  /** Returns the hashes of each group; null if no record has any of one group. */
  async function setsOf(groups: readonly TermGroup[]): Promise<number[][] | null> {
    const sets = new Map<string, number[]>();
    for (const { terms, variants = [] } of groups) {
      const like = variants.length === 0 ? [] : await words.like(variants);
      const set = [...new Set([...hash.all(terms), ...like])];
      if (set.length === 0) return null;
      sets.set(set.join(), set);
    }
    return [...sets.values()];
  }

  const inTurn = createTurns();
  return {
    keyId: sealer.keyId,
    save: (entries, walk) => inTurn(() => save(entries, walk)),
    change: (id, by) =>
      inTurn(async () => {
        const [found] = await read([id]);
        const changed = found === undefined ? null : by(found);
        if (changed !== null) await save([changed], 0);
      }),

    addWords: (given) => inTurn(() => words.add(given)),
    knownWords: words.known,

    async find(groups, limit) {
      const sets = await setsOf(groups);
      return sets === null ? [] : (await index.find(sets, limit)).flatMap(readable);
    },

    async findFewer(groups, limit) {
      const sets = await setsOf(groups);
      const found = sets === null ? [] : await index.findAny(sets, limit);
      return found.length < limit ? found.flatMap(readable) : null;
    },

    read,

    async portion(after, limit) {
      const query = builder
        .selectFrom(tables.records)
        .selectAll()
        .where("id", ">", after)
        .orderBy("id")
        .limit(limit);
      return (await engine.read(queryOf(query.compile()))).map(opened);
    },

    async unseen(walk, limit) {
      const query = builder
        .selectFrom(tables.records)
        .select("id")
        .where("walk", "<", walk)
        .orderBy("walk")
        .orderBy("id")
        .limit(limit);
      return (await engine.read(queryOf(query.compile()))).map(({ id }) => id);
    },

    remove: (ids) =>
      inTurn(async () => {
        if (ids.length === 0) return;
        const stored = await storedOf(ids);
        await engine.write([...stored.values()].flatMap(({ id, rank }) => index.remove(id, rank)));
      }),

    async count() {
      const rows = sql<{ rows: number }>`select count(*) as rows from ${sql.table(tables.records)}`;
      return (await readOne(engine, queryOf(rows.compile(builder))))?.rows ?? 0;
    },

    merge: index.merge,
    clearWords: () => inTurn(() => engine.write([words.clear()]).then(words.forget)),
    clear: () => inTurn(() => engine.write([...index.clear(), words.clear()]).then(words.forget)),
  };
}

function byId(a: SearchEntry, b: SearchEntry): number {
  return a.id < b.id ? -1 : 1;
}

function rankOf(at: Date): number {
  return Math.max(0, Math.floor((at.getTime() - RANKS_SINCE_MS) / 1000));
}

/** Runs one piece of work after the other: two at once could give the same rank to two records. */
function createTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return <Result>(work: () => Promise<Result>): Promise<Result> => {
    const turn = last.then(work, work);
    last = turn.catch(() => {});
    return turn;
  };
}
