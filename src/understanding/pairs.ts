import { fold } from "./fold.ts";
import type { ArgumentGrammar, ArgumentKind, CommandGrammar, ReadingContext } from "./grammar.ts";
import { type Passage, take, typed } from "./passage.ts";
import { readValue } from "./value.ts";

interface Pair {
  argument: ArgumentGrammar;
  /** Of the key. */
  start: number;
  /** Of the value. */
  from: number;
}

/**
 * Where a value ends that is not the whole rest of its line: commas stand inside lists, amounts and dates too. Each looks
 * at a run of blanks from its beginning only: from each of them, 40,000 would take seconds.
 */
const ENDS: Partial<Readonly<Record<ArgumentKind, RegExp>>> = {
  lines: /(?<![\s,;])[\s,;]*$/,
  line: /(?<![\s,;])[\s,;]*(?:$|\n)/,
  list: /(?<![\s,;])[\s,;]*(?:$|\n)/,
  phones: /(?<![\s,;])[\s,;]*(?:$|\n)/,
  emails: /(?<![\s,;])[\s,;]*(?:$|\n)/,
  "deal-lines": /(?<![\s,;])[\s,;]*(?:$|\n)/,
  amount: /(?<!\s)\s*(?:$|[;\n]|,(?!\d))/,
  date: /(?<!\s)\s*(?:$|[;\n]|,(?! ?\d{4}))/,
};
const ENDS_AT_COMMA = /(?<!\s)\s*(?:$|[,;\n])/;
const QUOTED_START = /^\s*(?:"[^"\n]*"|“[^”\n]*”|«[^»\n]*»)/;

/**
 * Takes `key: value` and `key=value` out of a passage: `"ưu tiên: cao, khách: 0867 123 456"`. A value of text ends
 * where the next key begins, or with its line; any other also at a comma. A value that cannot be read is left alone.
 */
export function takePairs(
  passage: Passage,
  command: CommandGrammar,
  args: Record<string, string>,
  context: ReadingContext,
): void {
  const pairs = findPairs(passage, command);
  for (const [index, pair] of pairs.entries()) {
    const { argument } = pair;
    if (args[argument.name] !== undefined) continue;
    const end = endOfValue(passage, pair, pairs[index + 1]?.start ?? passage.free.length);
    const value = readValue(argument, typed(passage, pair.from, end), context);
    if (value === null) continue;
    args[argument.name] = value;
    take(passage, pair.start, end);
  }
}

function findPairs({ free }: Passage, command: CommandGrammar): Pair[] {
  if (!/[:=]/.test(free)) return [];
  const pairs = command.arguments.flatMap((argument) =>
    argument.kind === "page" || argument.kind === "carried"
      ? []
      : [argument.name, ...argument.keys].flatMap((key) =>
          placesOf(fold(key), free).map((place) => ({ argument, ...place })),
        ),
  );
  // Of "mã khách:" and "khách:" at one colon the longer key counts.
  const byValue = new Map<number, Pair>();
  for (const pair of pairs) {
    const other = byValue.get(pair.from);
    if (!other || pair.start < other.start) byValue.set(pair.from, pair);
  }
  return [...byValue.values()].sort((a, b) => a.start - b.start);
}

/** Where a key stands as a word of its own before a colon or an equals sign. */
function placesOf(key: string, free: string): { start: number; from: number }[] {
  const places: { start: number; from: number }[] = [];
  for (let start = free.indexOf(key); key !== "" && start !== -1; start = free.indexOf(key, start + 1)) {
    const sign = /^ ?[:=](?!\/\/)/.exec(free.slice(start + key.length, start + key.length + 4));
    if (sign && !/[\p{L}\p{N}]$/u.test(free.slice(Math.max(0, start - 2), start))) {
      places.push({ start, from: start + key.length + sign[0].length });
    }
  }
  return places;
}

function endOfValue({ free }: Passage, { argument, from }: Pair, limit: number): number {
  const value = free.slice(from, limit);
  const quoted = QUOTED_START.exec(value);
  if (quoted) return from + quoted[0].length;
  const pattern = ENDS[argument.kind] ?? ENDS_AT_COMMA;
  return (
    from + (pattern.exec(value.replace(/^\s+/, (blank) => " ".repeat(blank.length)))?.index ?? value.length)
  );
}
