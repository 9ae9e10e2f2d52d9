import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseSync, Visitor } from "oxc-parser";
import { analyse } from "scslre";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { CataloguePorts } from "../../src/features/catalogue.ts";
import { sourceFiles } from "../architecture/imports.ts";
import { type Hostile, hostileTexts, textOf } from "../support/hostile-texts.ts";

/** A pattern of the bot, and its place: `"understanding/grammar.ts:123"`. */
interface Found {
  at: string;
  pattern: RegExp;
}

const SRC = join(import.meta.dirname, "../../src");

/** Files outside the bot, and programs that run when they are loaded. */
const LEFT_OUT = /^(?:sandbox|cli)\/|^main\.ts$|-worker\.ts$/;

const files = sourceFiles(SRC).filter(({ file }) => !LEFT_OUT.test(file));

/** Every regular expression literal. */
const literals: Found[] = files.flatMap(({ file, text }) => {
  const found: Found[] = [];
  new Visitor({
    Literal(node) {
      if (!("regex" in node)) return;
      const line = text.slice(0, node.start).split("\n").length;
      found.push({ at: `${file}:${line}`, pattern: new RegExp(node.regex.pattern, node.regex.flags) });
    },
  }).visit(parseSync(file, text).program);
  return found;
});

/** Every pattern that modules compose when they are loaded, and while texts are read and masked. */
const composed: Found[] = [];

beforeAll(async () => {
  const NativeRegExp = globalThis.RegExp;
  globalThis.RegExp = new Proxy(NativeRegExp, {
    construct(target, [source, flags], newTarget) {
      const made = Reflect.construct(target, [source, flags], newTarget) as RegExp;
      // Patterns of libraries are left out.
      const caller = new Error().stack?.split("\n")[2] ?? "";
      if (!caller.includes("/src/") || caller.includes("node_modules")) return made;
      composed.push({
        at: `composed: ${made.source.slice(0, 60)}`,
        pattern: new NativeRegExp(made.source, made.flags),
      });
      return made;
    },
  });
  try {
    // Other tests of the same worker may have loaded some modules.
    vi.resetModules();
    for (const { file } of files) await import(pathToFileURL(join(SRC, file)).href);
    const { maskText } = await import("../../src/access/masking.ts");
    const { withoutMention } = await import("../../src/platforms/slack/text.ts");
    const { createIntents } = await import("../../src/understanding/understand.ts");
    const { createCommands } = await import("../../src/features/catalogue.ts");
    createIntents(createCommands({} as CataloguePorts).grammars);
    maskText("Nguyễn Văn An, An", ["Nguyễn Văn An", "An"]);
    withoutMention("<@U1> ai là 0900", "U1");
  } finally {
    globalThis.RegExp = NativeRegExp;
  }
});

/** The texts that take a pattern longest at this length are tried at the lengths below. */
const FIRST_CHARS = 1_500;
const TRIED = 3;
/** A busy machine disturbs single measurements, so a slow pattern has to be slow at each length. */
const LENGTHS = [8_000, 10_000, 12_000];
const TIMES_AS_LONG = 4;
/** A quadratic pattern takes sixteen times as long for four times the text, at every length. */
const MOST_TIMES = 9;
const FLOOR_MS = 10;

/** Measures the CPU time of this process, so that other programs do not count. */
function timeMs(pattern: RegExp, text: string): number {
  const before = process.cpuUsage();
  text.replace(pattern, "");
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** Returns the shortest of several runs, because garbage collection only makes a run longer. */
function bestMs(pattern: RegExp, text: string, runs: number, enoughMs = 0): number {
  let bestMs = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs && bestMs > enoughMs; run += 1)
    bestMs = Math.min(bestMs, timeMs(pattern, text));
  return bestMs;
}

/** Returns a hostile text that takes too long, or null. */
function slowTextFor(pattern: RegExp): string | null {
  const worst = hostileTexts(pattern)
    .map((hostile) => ({ hostile, firstMs: timeMs(pattern, textOf(hostile, FIRST_CHARS)) }))
    .sort((a, b) => b.firstMs - a.firstMs)
    .slice(0, TRIED)
    .find(({ hostile }) => LENGTHS.every((chars) => growsTooFast(pattern, hostile, chars)));
  return worst ? JSON.stringify(worst.hostile) : null;
}

function growsTooFast(pattern: RegExp, hostile: Hostile, chars: number): boolean {
  const shortMs = bestMs(pattern, textOf(hostile, chars), 2);
  const mostMs = Math.max(FLOOR_MS, shortMs * MOST_TIMES);
  return bestMs(pattern, textOf(hostile, chars * TIMES_AS_LONG), 2, mostMs) > mostMs;
}

function slowOnes(all: readonly Found[]): string[] {
  const seen = new Set<string>();
  return all.flatMap(({ at, pattern }) => {
    if (seen.size === seen.add(`${pattern}`).size) return [];
    const text = slowTextFor(pattern);
    return text === null ? [] : [`${at} ${pattern} is slow for ${text}`];
  });
}

describe("patterns on texts that people write", () => {
  it("are found: literals and composed ones", () => {
    expect(literals.length).toBeGreaterThan(400);
    expect(composed.length).toBeGreaterThan(100);
  });

  it("have no two repetitions that can match each other's characters, by static analysis", () => {
    const reports = [...literals, ...composed].flatMap(({ at, pattern }) =>
      analyse({ source: pattern.source, flags: pattern.flags }).reports.map(
        ({ type }) => `${at} ${pattern}: ${type}`,
      ),
    );
    expect(reports).toEqual([]);
  });

  it("are found slow when they take quadratic time", () => {
    expect(slowTextFor(/ab{10}[^x]*x/)).not.toBeNull();
  });

  it("take at most linear time, measured: composed ones", () => {
    expect(slowOnes(composed)).toEqual([]);
  }, 240_000);

  it("take at most linear time, measured: literals", () => {
    expect(slowOnes(literals)).toEqual([]);
  }, 240_000);
});
