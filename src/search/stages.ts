import type { SearchQuery } from "./query.ts";
import type { TermGroup } from "./repository.ts";
import { beginningWith, emailGroup, numberGroups, plainWord, typedWord, wordLike } from "./terms.ts";
import type { Word } from "./words.ts";

/** How near the words of a found name are to the typed ones. */
export type Closeness = "exact" | "beginning" | "accents" | "slip";

/** One way to understand a search. */
export interface Stage {
  closeness: Closeness;
  /** The words that the name must have; `isGiven`: its last word must be the only one. */
  name: readonly Word[];
  isGiven?: boolean;
  /** The words that an address or a tag must have. */
  places: readonly Word[];
  groups: readonly TermGroup[];
}

/**
 * Returns the ways to understand a search, in the order to try them. The stages of one list are tried together, and a
 * later list only if the ones before it find nobody.
 */
export function stagesOf(query: SearchQuery): readonly (readonly Stage[])[] {
  const { words, addressed, places } = query;
  const beside = groupsBeside(query);
  const create = (
    closeness: Closeness,
    name: readonly Word[],
    names: readonly TermGroup[],
    where = places,
  ): Stage => ({
    ...{ closeness, name, places: where },
    groups: [...names, ...where.map((word) => placeGroup(word, closeness)), ...beside],
  });
  const asTyped = (name: readonly Word[], where = places) =>
    create(
      "exact",
      name,
      name.map((word) => typedWord("name", word)),
      where,
    );
  const [only] = words;
  if (only === undefined) return [[create("exact", [], [])], [create("slip", [], [])]];

  const isOne = words.length === 1;
  return [
    [
      // One word is a given name first: "chị Thanh" is not Nguyễn Thanh Tùng.
      ...(isOne
        ? [{ ...create("exact", words, [typedWord("given", only)]), isGiven: true }]
        : [asTyped(words)]),
      ...(addressed.length > 0 ? [asTyped(addressed)] : []),
    ],
    [
      create(
        "beginning",
        words,
        words.map((word, place) => beginningGroup(word, place === words.length - 1)),
      ),
    ],
    isOne ? [asTyped(words)] : splits(words).map(([name, where]) => asTyped(name, [...where, ...places])),
    [
      create(
        "accents",
        words,
        words.map((word) => plainWord("name", word)),
      ),
    ],
    oneSlip(words).map((names) => create("slip", words, names)),
    [
      create(
        "slip",
        words,
        words.map((word) => wordLike("name", word)),
      ),
    ],
  ].filter((stages) => stages.length > 0);
}

/** Returns the groups of what is no word of a name or a place. */
function groupsBeside({ digits, isEnd, email }: SearchQuery): TermGroup[] {
  const address = email === null ? null : emailGroup(email);
  return [...(digits === null ? [] : numberGroups(digits, isEnd)), ...(address === null ? [] : [address])];
}

/** A place or a tag: "Cộng Hoà", "VIP". */
function placeGroup(word: Word, closeness: Closeness): TermGroup {
  const of = closeness === "slip" ? wordLike : plainWord;
  const [place, tag] = [of("place", word), plainWord("tag", word)];
  return { terms: [...place.terms, ...tag.terms], variants: place.variants ?? [] };
}

function beginningGroup(word: Word, isLast: boolean): TermGroup {
  return isLast ? beginningWith("name", word) : typedWord("name", word);
}

/** Returns the groups of each search in which one word may have a wrong letter. */
function oneSlip(words: readonly Word[]): TermGroup[][] {
  if (words.length === 1) return [];
  return words.map((_, wrong) =>
    words.map((word, place) => (place === wrong ? wordLike("name", word) : plainWord("name", word))),
  );
}

type Split = [name: readonly Word[], where: readonly Word[]];

/** Returns the ways to take the last words, or the first ones, for a place or a tag: "Bình Cộng Hoà", "VIP Hương". */
function splits(words: readonly Word[]): Split[] {
  const cuts = words.slice(1).map((_, index) => words.length - 1 - index);
  return [
    ...cuts.map((cut): Split => [words.slice(0, cut), words.slice(cut)]),
    ...cuts.map((cut): Split => [words.slice(cut), words.slice(0, cut)]),
  ];
}
