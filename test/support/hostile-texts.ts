import { type AST, RegExpParser } from "@eslint-community/regexpp";

/** A text that may make a pattern slow: a prefix, a repeated part, and an end that may not match. */
export interface Hostile {
  start: string;
  repeated: string;
  end: string;
}

/** Single characters of every class in the bot's patterns. */
const CHARACTERS = [
  ..." \t\n.,;:!?()[]{}<>\"'@#$%&*+-_=/\\|~^`0123456789aeoxyzdsfrjAEOXZ",
  ..."đạéĐ“»…–×₫\u0301\u200b\u2028😀中０①",
];
const ENDS = ["", "\u0001", "x", " ", "\n"];
/** Fewer repetitions are harmless. */
const MANY = 30;
const parser = new RegExpParser();

export function textOf({ start, repeated, end }: Hostile, chars: number): string {
  return `${start}${repeated.repeat(Math.max(1, Math.floor(chars / repeated.length)))}${end}`;
}

/** Returns texts made from a pattern: its characters, its repetitions and its shortest matches, repeated many times. */
export function hostileTexts({ source, flags }: RegExp): Hostile[] {
  const pattern = parser.parsePattern(source, 0, source.length, {
    unicode: flags.includes("u"),
    unicodeSets: flags.includes("v"),
  });
  const texts = new Map<string, Hostile>();
  const add = (start: string, repeated: string, ends: readonly string[]) => {
    if (repeated === "") return;
    for (const end of ends) texts.set(JSON.stringify([start, repeated, end]), { start, repeated, end });
  };
  const { characters, repetitions } = partsOf(pattern, flags);
  for (const one of characters) add("", one, ENDS.slice(0, 3));
  for (const { before, elements } of repetitions) {
    for (const element of elements) {
      add(before, element, ENDS);
      add("", before + element, ["\u0001"]);
      add("", before + element.repeat(3), ["\u0001"]);
    }
  }
  for (const choice of [0, 1, 2]) {
    const match = shortest(pattern, flags, choice);
    for (const one of [match, `${match} `, match.slice(0, -1)]) add("", one, ["\u0001"]);
  }
  if (characters.length <= 12) {
    for (const one of characters) for (const other of characters) add("", one + other, ["\u0001"]);
  }
  return [...texts.values()];
}

interface Repetition {
  /** The shortest text that leads to the repetition. */
  before: string;
  elements: readonly string[];
}

function partsOf(pattern: AST.Pattern, flags: string) {
  const characters = new Set<string>();
  const repetitions: Repetition[] = [];
  const walk = (node: AST.Node, before: string): void => {
    switch (node.type) {
      case "Quantifier": {
        const elements = [0, 1, 2].map((choice) => shortest(node.element, flags, choice));
        if (node.max >= MANY) repetitions.push({ before, elements: [...new Set(elements)] });
        walk(node.element, before);
        return;
      }
      case "Alternative": {
        let reached = before;
        for (const element of node.elements) {
          walk(element, reached);
          reached += shortest(element, flags, 0);
        }
        return;
      }
      case "Character":
        characters.add(String.fromCodePoint(node.value));
        return;
      case "CharacterClass":
      case "CharacterSet":
        for (const one of samples(node, flags)) characters.add(one);
        return;
      default:
        if ("alternatives" in node) for (const one of node.alternatives) walk(one, before);
    }
  };
  walk(pattern, "");
  return { characters: [...characters], repetitions };
}

/** Returns the shortest text that a part matches. `choice` picks one of its alternatives and characters. */
function shortest(node: AST.Node, flags: string, choice: number): string {
  switch (node.type) {
    case "Quantifier":
      return shortest(node.element, flags, choice).repeat(Math.min(node.min, 50));
    case "Alternative":
      return node.elements.map((element) => shortest(element, flags, choice)).join("");
    case "Character":
      return String.fromCodePoint(node.value);
    case "CharacterClass":
    case "CharacterSet": {
      const found = samples(node, flags);
      return found[choice % Math.max(1, found.length)] ?? "";
    }
    case "Pattern":
    case "Group":
    case "CapturingGroup": {
      const one = node.alternatives[Math.min(choice, node.alternatives.length - 1)];
      return one === undefined ? "" : shortest(one, flags, choice);
    }
    default:
      return "";
  }
}

/** Returns up to three characters of a class. */
function samples({ raw }: AST.Node, flags: string): string[] {
  const isOne = new RegExp(`^${raw}$`, flags.replace(/[gy]/g, ""));
  const found = CHARACTERS.filter((one) => isOne.test(one));
  return found.length <= 3
    ? found
    : [found[0], found[Math.floor(found.length / 2)], found.at(-1)].filter((one) => one !== undefined);
}
