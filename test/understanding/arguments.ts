/**
 * Measures how well the values in a text are read, given the command: `npx tsx test/understanding/arguments.ts`. With
 * `--held` it prints the texts that are held out, which nobody looks at while improving the readers. With `--show
 * ticket.title` it prints that argument's faults.
 */
import { parseArgs } from "node:util";
import { type CataloguePorts, createCommands } from "../../src/features/catalogue.ts";
import type { CommandGrammar } from "../../src/understanding/grammar.ts";
import { createIntents } from "../../src/understanding/understand.ts";
import { labelsOf, matches } from "./argument-labels.ts";
import { readCorpus, type Sample } from "./corpus.ts";

const CONTEXT = { now: new Date("2026-11-27T02:00:00Z"), timeZone: "Asia/Ho_Chi_Minh" };
const HELD_PART = 0.3;

interface Tally {
  right: number;
  missing: number;
  wrong: number;
  /** The text has no such argument, and one was read. */
  extra: number;
  faults: string[];
}

const { values: options } = parseArgs({
  options: {
    held: { type: "boolean", default: false },
    show: { type: "string" },
    count: { type: "string", default: "40" },
  },
});
const { grammars } = createCommands({} as CataloguePorts);
const intents = createIntents(grammars);
const byName = new Map(grammars.map((grammar) => [grammar.name, grammar]));
const samples = readCorpus(new URL("corpus/train", import.meta.url)).filter(
  ({ text, expected, args }) =>
    isHeld(text) === options.held && byName.has(expected[0] ?? "") && Object.keys(args).length > 0,
);
const tallies = new Map<string, Tally>();
const times: number[] = [];
for (const sample of samples) {
  const grammar = byName.get(sample.expected[0] ?? "");
  if (grammar) compare(sample, grammar);
}
if (options.show === undefined) printTable();
else printFaults(options.show);

/** Always the same texts: by a hash of the text (FNV-1a). */
function isHeld(text: string): boolean {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash / 2 ** 32 < HELD_PART;
}

function compare(sample: Sample, grammar: CommandGrammar): void {
  const read = intents.readArguments(grammar.name, sample.text, CONTEXT);
  times.push(leastTime(() => intents.readArguments(grammar.name, sample.text, CONTEXT)));
  const labels = labelsOf(sample, grammar);
  for (const { name, values } of labels) {
    const argument = grammar.arguments.find((one) => one.name === name);
    const tally = tallyOf(grammar.name, name);
    const given = read[name] ?? changedList(read, name);
    const isRight = argument && given !== undefined && matches(argument, values, given, CONTEXT);
    tally[isRight ? "right" : given === undefined ? "missing" : "wrong"]++;
    if (!isRight)
      tally.faults.push(
        `${given ?? "-"}  ≠  ${values.join(" | ")}\n      ${sample.text.replaceAll("\n", "\\n")}`,
      );
  }
  for (const [name, given] of Object.entries(read)) {
    const isCarried = grammar.arguments.find((one) => one.name === name)?.kind === "carried";
    if (isCarried || labels.some((label) => label.name === name) || grammar.name === "help") continue;
    const tally = tallyOf(grammar.name, name);
    tally.extra++;
    tally.faults.push(`${given}  ≠  (none)\n      ${sample.text.replaceAll("\n", "\\n")}`);
  }
}

/** Returns the shortest of three times in ms, because other programs disturb a single one. */
function leastTime(work: () => void): number {
  const taken = [1, 2, 3].map(() => {
    const before = performance.now();
    work();
    return performance.now() - before;
  });
  return Math.min(...taken);
}

/** A value that is added to a list, or removed: `"phones:+84…"`. */
function changedList(read: Readonly<Record<string, string>>, name: string): string | undefined {
  const line = [read.added, read.removed].find((lines) => lines?.startsWith(`${name}:`));
  return line?.slice(name.length + 1);
}

function tallyOf(command: string, argument: string): Tally {
  const key = `${command}.${argument}`;
  const tally = tallies.get(key) ?? { right: 0, missing: 0, wrong: 0, extra: 0, faults: [] };
  tallies.set(key, tally);
  return tally;
}

function printTable(): void {
  const total = { right: 0, missing: 0, wrong: 0, extra: 0 };
  for (const [key, tally] of [...tallies].sort(([a], [b]) => a.localeCompare(b))) {
    for (const kind of ["right", "missing", "wrong", "extra"] as const) total[kind] += tally[kind];
    console.log(lineOf(key, tally));
  }
  console.log(lineOf("all", total));
  times.sort((a, b) => a - b);
  const part = (share: number) => (times[Math.floor(times.length * share)] ?? 0).toFixed(2);
  console.log(`${samples.length} texts; p50 ${part(0.5)} ms, p95 ${part(0.95)} ms, most ${part(0.9999)} ms`);
}

function lineOf(key: string, { right, missing, wrong, extra }: Omit<Tally, "faults">): string {
  const all = right + missing + wrong;
  const share = all === 0 ? "" : `${((100 * right) / all).toFixed(0)} %`;
  return `${key.padEnd(24)} ${share.padStart(5)}  right ${right}, missing ${missing}, wrong ${wrong}, extra ${extra}`;
}

function printFaults(key: string): void {
  for (const fault of tallies.get(key)?.faults.slice(0, Number(options.count)) ?? []) console.log(fault);
}
