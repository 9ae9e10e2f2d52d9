/**
 * `npm run test:faults`: the fault suite, with Vitest's arguments.
 *
 * `npm run test:faults -- --hours 1`: only the recorded history, for so long; `--writes 100000`: until so many writes;
 * `--seed 7`: with other random faults; `--people 150`: so many on each platform instead of 75. It runs in rounds, each
 * with new servers and a database of its own, so that memory stays flat. Prints the sum of all reports. Exit code 1 if a promise is broken or a round did not finish.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readHistory } from "../history/check.ts";
import { checkHistory, noCounts, printViolations, reportOf, sumOf } from "../history/report.ts";

/** A round of this size needs 1.1 GB for its records and its platforms. */
const MAX_REQUESTS_PER_ROUND = 25_000;
/** Not every request ends in a confirmed write: some are declined, or not answered by a question. */
const REQUESTS_PER_WRITE = 1.15;
const LONGEST_ROUND_S = 3_600;
/** The longest pause between two faults. It is longer than in the fault suite, because a long run has enough faults. */
const CALM_MS = 10_000;
const HISTORY = "test/faults/history.test.ts";

/** Runs Vitest in a process of its own. @returns its exit code */
async function vitest(args: readonly string[], environment: Record<string, string> = {}): Promise<number> {
  const child = spawn("npx", ["vitest", "run", "--config", "vitest.faults.config.ts", ...args], {
    env: { ...process.env, ...environment },
    stdio: "inherit",
  });
  const [code] = (await once(child, "close")) as [number | null];
  return code ?? 1;
}

/** The requests and the time that `--writes` and `--hours` leave for the next round; null when it is done. */
function nextRound(limits: {
  seconds: number;
  writes: number;
}): { seconds: number; requests: number } | null {
  if (limits.seconds < 1 || limits.writes < 1) return null;
  return {
    seconds: Math.min(LONGEST_ROUND_S, Math.ceil(limits.seconds)),
    requests: Math.ceil(Math.min(MAX_REQUESTS_PER_ROUND, limits.writes * REQUESTS_PER_WRITE)),
  };
}

interface HistoryOptions {
  hours: number;
  writes: number;
  seed: number;
  people: number;
}

async function recordHistories({ hours, writes, seed, people }: HistoryOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "history-"));
  const startedMs = performance.now();
  let counts = noCounts();
  for (let round = 0; ; round += 1) {
    const spentS = (performance.now() - startedMs) / 1_000;
    const next = nextRound({ seconds: hours * 3_600 - spentS, writes: writes - counts.confirmations });
    if (next === null) break;
    const file = join(folder, `round-${round + 1}.jsonl`);
    const code = await vitest([HISTORY], {
      ...{ HISTORY_SECONDS: String(next.seconds), HISTORY_WRITES: String(next.requests) },
      ...{ HISTORY_SEED: String(seed + round), HISTORY_FILE: file, HISTORY_CALM_MS: String(CALM_MS) },
      HISTORY_PEOPLE: String(people),
    });
    const history = await readHistory(file);
    if (!history.some(({ kind }) => kind === "end")) {
      console.log(`the load of round ${round + 1} did not finish, so its history proves nothing: ${file}`);
      process.exitCode = 1;
      break;
    }
    const checked = checkHistory(history);
    counts = sumOf(counts, checked.counts);
    printViolations(checked);
    if (code !== 0) process.exitCode = 1;
  }
  const minutes = ((performance.now() - startedMs) / 60_000).toFixed(1);
  console.log(`\nhistories: ${folder}, seed ${seed}, ${minutes} minutes\n${reportOf(counts)}`);
}

const args = process.argv.slice(2);
if (args.some((arg) => /^--(hours|writes|seed|people)(=|$)/.test(arg))) {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ args, options: { hours: text, writes: text, seed: text, people: text } });
  const numberIn = (value: string | undefined, otherwise: number) => {
    const number = Number(value ?? otherwise);
    if (!(number > 0)) throw new Error(`not a positive number: ${value}`);
    return number;
  };
  const wholeIn = (value: string | undefined, otherwise: number) => {
    const number = numberIn(value, otherwise);
    if (!Number.isInteger(number)) throw new Error(`not a whole number: ${value}`);
    return number;
  };
  const hours = numberIn(values.hours, Number.POSITIVE_INFINITY);
  const writes = numberIn(values.writes, Number.POSITIVE_INFINITY);
  if (!Number.isFinite(hours) && !Number.isFinite(writes)) throw new Error("give --hours or --writes");
  await recordHistories({
    hours,
    writes,
    seed: wholeIn(values.seed, 1),
    people: wholeIn(values.people, 75),
  });
} else process.exitCode = await vitest(args);
