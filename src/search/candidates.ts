import { isCommon } from "./common-words.ts";
import type { FoundEntry, SearchIndexRepository, TermGroup } from "./repository.ts";
import { customerIn } from "./stored-customer.ts";
import { looserTerms, type Searchable, searchWordsOf, termsOf } from "./terms.ts";

/** A record that may be meant. */
export interface Candidate<Of> {
  of: Of;
  indexed: Searchable;
  /** When the customer was last changed, or had a ticket or a deal; epoch ms. */
  touchedAt: number;
}

/** Candidates of some groups. The last touched come first. */
interface Candidates {
  candidates: readonly Candidate<string>[];
  /** True if a candidate has all of the groups. Candidates that were read for wider groups may lack one. */
  hasAll(candidate: Candidate<string>): boolean;
}

/** Reads the candidates of one search. */
export interface CandidateReader {
  /** @param limit  of more candidates, the last touched are returned */
  read(groups: readonly TermGroup[], limit: number): Promise<Candidates>;
  /** Reads the candidates of wider groups, from which `read` answers. Nothing is kept of `limit` candidates or more. */
  prepare(groups: readonly TermGroup[], limit: number): Promise<void>;
  /** Returns the candidates of all complete reads. One that reached its limit has only the last touched ones. */
  all(): readonly Candidate<string>[];
  /** How many times the index was asked. */
  reads(): number;
}

/**
 * Creates a reader that answers a narrower search from an earlier, complete read. One search makes many attempts, and most of
 * them are narrower than one before.
 */
export function createCandidateReader(
  rows: Pick<SearchIndexRepository, "find" | "findFewer">,
): CandidateReader {
  const complete: { groups: readonly TermGroup[]; candidates: readonly Candidate<string>[] }[] = [];
  /** What was read, by its groups. */
  const earlier = new Map<string, Candidates>();
  const keyOf = (groups: readonly TermGroup[]) => JSON.stringify(groups);
  /** Groups that more records have than were read. */
  const incomplete: (readonly TermGroup[])[] = [];
  const texts = new Map<Searchable, ReadonlySet<string>>();
  /** By their ids: a record is taken apart once, however often it is read. */
  const candidates = new Map<string, Candidate<string>>();
  let reads = 0;

  const textsOf = (record: Searchable): ReadonlySet<string> => {
    let known = texts.get(record);
    if (known === undefined) {
      known = new Set([...termsOf(record), ...searchWordsOf(record).flatMap(({ variants }) => variants)]);
      texts.set(record, known);
    }
    return known;
  };

  function candidateOf({ id, content, touchedAt }: FoundEntry): Candidate<string> {
    const candidate = candidates.get(id) ?? { of: id, indexed: customerIn(content), touchedAt };
    candidates.set(id, candidate);
    return candidate;
  }

  /** Returns the candidates from an earlier read that was wider. Null if there is none. */
  function fromEarlier(groups: readonly TermGroup[]): Candidates | null {
    const wider = complete.filter((read) => isNarrower(groups, read.groups));
    const [fewest] = wider.sort((a, b) => a.candidates.length - b.candidates.length);
    if (fewest === undefined) return earlier.get(keyOf(groups)) ?? null;
    const hasAll = ({ indexed }: Candidate<string>) =>
      groups.every((group) => hasOne(textsOf(indexed), group));
    return { candidates: fewest.candidates, hasAll };
  }

  async function readIndex(groups: readonly TermGroup[], limit: number): Promise<Candidates> {
    reads += 1;
    const entries = await rows.find(groups, limit);
    const read = { candidates: entries.map(candidateOf), hasAll: () => true };
    if (entries.length < limit) complete.push({ groups, candidates: read.candidates });
    else incomplete.push(groups);
    earlier.set(keyOf(groups), read);
    return read;
  }

  const hasTooMany = (groups: readonly TermGroup[]) =>
    incomplete.some((narrower) => isNarrower(narrower, groups));

  /** The engine goes through all records with a common word: that takes longer than to compare what the others find. */
  async function prepareRare(groups: readonly TermGroup[], limit: number): Promise<void> {
    const rare = groups.filter((group) => !isCommon(group));
    if (rare.length >= FEWEST_RARE && rare.length < groups.length) await prepare(rare, limit);
  }

  async function prepare(groups: readonly TermGroup[], limit: number): Promise<void> {
    if (fromEarlier(groups) !== null || hasTooMany(groups)) return;
    reads += 1;
    const entries = await rows.findFewer(groups, limit);
    if (entries === null) incomplete.push(groups);
    else complete.push({ groups, candidates: entries.map(candidateOf) });
  }

  return {
    prepare,
    async read(groups, limit) {
      const known = fromEarlier(groups);
      if (known !== null) return known;
      await prepareRare(groups, limit);
      return fromEarlier(groups) ?? readIndex(groups, limit);
    },
    all: () => [...new Set(complete.flatMap((read) => read.candidates))],
    reads: () => reads,
  };
}

/** Fewer words have too many records. */
const FEWEST_RARE = 2;

/** True if every record that has all groups of the first list has all of the second. */
function isNarrower(groups: readonly TermGroup[], wider: readonly TermGroup[]): boolean {
  return wider.every((wide) => groups.some((group) => isPartOf(group, wide)));
}

function isPartOf({ terms, variants = [] }: TermGroup, wide: TermGroup): boolean {
  const hasTerm = (term: string) =>
    wide.terms.includes(term) || looserTerms(term).some((one) => wide.terms.includes(one));
  const hasVariant = (variant: string) =>
    wide.variants?.some((one) => one === variant || one === variant.replace("like name:", "like word:"));
  return terms.every(hasTerm) && variants.every(hasVariant);
}

function hasOne(texts: ReadonlySet<string>, { terms, variants = [] }: TermGroup): boolean {
  return terms.some((term) => texts.has(term)) || variants.some((variant) => texts.has(variant));
}
