import type { SearchQuery } from "./query.ts";
import type { EmailPart } from "./query-email.ts";
import type { TermGroup } from "./repository.ts";
import {
  anyWord,
  beginningWith,
  emailGroup,
  groupsWithDomain,
  nameLike,
  numberGroups,
  plainName,
  typedWord,
  type WordKind,
  wordLike,
} from "./terms.ts";
import { SHORTEST_BEGINNING, type Word } from "./words.ts";

/** One way to understand the words of a search. */
export interface Attempt {
  words: readonly Word[];
  /** Words that may be the beginning of a longer one. */
  mayBegin: ReadonlySet<Word>;
  /** Words that may have a wrong letter. */
  mayDiffer: ReadonlySet<Word>;
  /** Words that are in the name of any customer. */
  knownNames: ReadonlySet<Word>;
  /** True: the only word must be the given name. */
  isGiven: boolean;
  /** True: the name must have no other word. */
  isWholeName: boolean;
  groups: readonly TermGroup[];
  /** Wider groups, which serve the next attempts as well; null if the next ones differ too much. */
  shared: readonly TermGroup[] | null;
  /** True if every word is looked for in names, and in the notes within them: "Chú Khương (Q2)". */
  isNameOnly: boolean;
  /** How many words were left out that may be part of a name. */
  leftOut: number;
  /** True: every word must be one of a place or a tag, and none of the name: "khách VIP". */
  isNameless: boolean;
  /** True if a word may be one of several of a place: "Huế" of "Thừa Thiên Huế". */
  mayScatter: boolean;
  /** The beginning of an e-mail address that one of the words is. */
  email: string | null;
}

/** Which words are known: whether any record has them. */
export interface KnownWords {
  isKnown(word: Word): boolean;
  /** Returns whose words it is in any record: `["name", "place"]`. Empty for an unknown word. */
  kindsOf(word: Word): readonly WordKind[];
  /** Returns the words that a joined one consists of: "phuong" and "tram". Null for other words. */
  takenApart(word: Word): readonly Word[] | null;
}

interface Options {
  mayBegin?: readonly Word[];
  mayDiffer?: readonly Word[];
  isGiven?: boolean;
  isWholeName?: boolean;
  isNameOnly?: boolean;
  leftOut?: number;
  isNameless?: boolean;
  mayScatter?: boolean;
  email?: Word;
  group?(word: Word): TermGroup | null;
}

/** Creates attempts for the words of one search. A way in which the words cannot be understood gives none. */
export type AttemptFactory = ReturnType<typeof createAttemptFactory>;

export function createAttemptFactory(query: SearchQuery, known: KnownWords) {
  /** What was typed beside the words. */
  const beside: readonly TermGroup[] = [...query.numbers.flatMap(numberGroups), ...emailGroups(query)];
  const { isKnown, kindsOf } = known;
  const isName = (word: Word) => kindsOf(word).includes("name");

  const create = (words: readonly Word[], options: Options = {}): Attempt => {
    const { mayBegin = [], mayDiffer = [], isGiven = false, isWholeName = false } = options;
    const {
      isNameOnly = false,
      leftOut = 0,
      isNameless = false,
      mayScatter = false,
      group = anyWord,
    } = options;
    const others = words.filter((word) => word !== options.email);
    const ofEmail = options.email === undefined ? [] : [emailGroup(options.email.plain)];
    return {
      words: others,
      ...{ isGiven, isWholeName, isNameOnly, leftOut, isNameless, mayScatter },
      mayBegin: new Set(mayBegin),
      mayDiffer: new Set(mayDiffer),
      knownNames: new Set(others.filter(isName)),
      email: options.email?.plain ?? null,
      shared: null,
      groups: [...others.map(group).filter((one) => one !== null), ...ofEmail, ...beside],
    };
  };

  /** Returns the groups of some words, of any kind, beside everything else that was typed. */
  const groups = (words: readonly Word[]): readonly TermGroup[] => [...words.map(anyWord), ...beside];

  /** Returns the groups of words of a name, and of what differs in one letter from a word that nobody has. */
  function namesWithSlips(words: readonly Word[]): (readonly TermGroup[])[] {
    if (!words.every((word) => isName(word) || !isKnown(word))) return [];
    const named = words.map((word) => (isKnown(word) ? typedWord("name", word) : nameLike(word)));
    return [[...named, ...beside]];
  }

  /** The same for words of any kind. */
  const groupsWithSlips = (words: readonly Word[]): readonly TermGroup[] => [
    ...words.map((word) => (isKnown(word) ? anyWord(word) : wordLike(word))),
    ...beside,
  ];

  /** All words are those of a name. One word alone is a given name: "chị Thanh" is not Nguyễn Thanh Tùng. */
  function names(words: readonly Word[], leftOut = 0, isWholeName = false): Attempt[] {
    if (words.length === 0 || !words.every(isName)) return [];
    const isGiven = words.length === 1;
    const group = (word: Word) => typedWord(isGiven ? "given" : "name", word);
    return [create(words, { isGiven, isWholeName, isNameOnly: true, leftOut, group })];
  }

  return {
    create,
    names,

    /** The last word is the beginning of another one. */
    beginning(words: readonly Word[], leftOut = 0): Attempt[] {
      const last = words.at(-1);
      // "7" is not the beginning of a house number: "chương ở số 7".
      if (last === undefined || /^\d+$/.test(last.plain) || !words.slice(0, -1).every(isKnown)) return [];
      // A beginning of one letter is only compared with what the other words find.
      const ofLast = last.plain.length < SHORTEST_BEGINNING ? null : beginningWith(last);
      const begin = (others: (word: Word) => TermGroup) =>
        create(words, {
          mayBegin: [last],
          leftOut,
          group: (word) => (word === last ? ofLast : others(word)),
        });
      const named = begin((word) => typedWord("name", word));
      return words.length > 1 ? [named, begin(anyWord)] : [named];
    },

    /** Words without a vowel are the beginnings of others: "ng t ái trinh" is Nguyễn Thị Ái Trinh. */
    abbreviated(words: readonly Word[], leftOut = 0): Attempt[] {
      const isShort = (word: Word) => ABBREVIATED.test(word.plain) && !kindsOf(word).includes("place");
      const mayBegin = words.filter(isShort);
      const others = words.filter((word) => !isShort(word));
      if (mayBegin.length === 0 || others.length === 0 || !others.every(isKnown)) return [];
      const begin = (word: Word) => (word.plain.length < SHORTEST_BEGINNING ? null : beginningWith(word));
      return [
        create(words, { mayBegin, leftOut, group: (word) => (isShort(word) ? begin(word) : anyWord(word)) }),
      ];
    },

    /** The first words are those of a name, and the others those of a place or a tag: "thanh định sầm sơn". */
    placed(words: readonly Word[], leftOut = 0): Attempt[] {
      const shared = words.length < FEWEST_TO_SHARE ? null : groups(words);
      const elsewhere = (word: Word) => kindsOf(word).filter((kind) => kind !== "name");
      return words.slice(1).flatMap((_, place) => {
        const [name, others] = [words.slice(0, place + 1), words.slice(place + 1)];
        const isPlace = (word: Word) => !isLetter(word) && elsewhere(word).length > 0;
        if (!name.every(isName) || !others.every(isPlace)) return [];
        const kind = name.length === 1 ? "given" : "name";
        const group = (word: Word) => (name.includes(word) ? typedWord(kind, word) : anyWord(word));
        return [{ ...create(words, { leftOut, group }), shared }];
      });
    },

    /** The words are those of a name, a place or a tag, in any order. */
    anywhere(words: readonly Word[], leftOut = 0, mayScatter = false): Attempt[] {
      const hasLetters = words.length > 1 && words.some(isLetter);
      const mayBe = words.length > 0 && !hasLetters && words.every(isKnown);
      return mayBe ? [create(words, { leftOut, mayScatter })] : [];
    },

    /** All words are those of a place or a tag. */
    nameless(words: readonly Word[], leftOut = 0): Attempt[] {
      const isNameless = words.length > 0 && words.every(isKnown);
      return isNameless ? [create(words, { isNameless, leftOut })] : [];
    },

    /** The only word that nobody has is the beginning of an e-mail address. */
    email(words: readonly Word[], leftOut = 0): Attempt[] {
      const [only, ...more] = words.filter((word) => !isKnown(word));
      const isEmail = only !== undefined && more.length === 0 && only.plain.length >= SHORTEST_LOCAL_PART;
      return isEmail ? [create(words, { email: only, leftOut })] : [];
    },

    /** Words that nobody has have a wrong letter. If all words are known, each of them may be the wrong one. */
    mistyped(words: readonly Word[], leftOut = 0): { names: Attempt[]; anywhere: Attempt[] } {
      const unknown = words.filter((word) => !isKnown(word));
      const choices = unknown.length > 0 ? [unknown] : words.map((word) => [word]);
      const ways = choices.map((mayDiffer) => {
        const others = words.filter((word) => !mayDiffer.includes(word));
        return { mayDiffer, shared: others.length < FEWEST_TO_SHARE - 1 ? null : groups(others) };
      });
      const slips = (like: (word: Word) => TermGroup, other: (word: Word) => TermGroup) =>
        ways.map(({ mayDiffer, shared }) => {
          const group = (word: Word) => (mayDiffer.includes(word) ? like(word) : other(word));
          return { ...create(words, { mayDiffer, leftOut, group }), shared };
        });
      return {
        names: slips(nameLike, plainName),
        anywhere: slips(wordLike, anyWord),
      };
    },

    /** One word is left out, or those that nobody has. @param fewest  how many words must be left */
    withoutOne(words: readonly Word[], fewest: number): Attempt[] {
      const left = words.filter(isKnown);
      const leftOut = words.length - left.length;
      if (leftOut > 0) return left.length >= fewest ? [create(left, { leftOut })] : [];
      if (words.length <= fewest) return [];
      return words.map((word) => {
        const others = words.filter((one) => one !== word);
        return create(others, { leftOut: 1 });
      });
    },

    groups,
    groupsWithSlips,
    namesWithSlips,
  };
}

/** Returns the groups of the e-mail part of a text, the narrowest ones. */
function emailGroups({ email, emailWithDomain }: EmailPart): TermGroup[] {
  if (emailWithDomain !== null) return groupsWithDomain(emailWithDomain);
  return email === null ? [] : [emailGroup(email)];
}

const ABBREVIATED = /^[bcdghklmnpqrstvx]{1,3}$/;
const SHORTEST_LOCAL_PART = 5;
/** Fewer words make fewer attempts than one more read is worth. */
const FEWEST_TO_SHARE = 4;

/** A letter alone is in the places of many: "A", "lô B". */
function isLetter({ plain }: Word): boolean {
  return /^\p{L}$/u.test(plain);
}
