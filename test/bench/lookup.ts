import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { CrmReady } from "./crm-process.ts";
import { median } from "./figures.ts";
import { startForked } from "./forked.ts";
import { type Contestant, type Round, takeTurns } from "./measure.ts";
import { residentMb } from "./process-figures.ts";
import {
  type Program,
  type RunEnvironment,
  type Running,
  SCRIPTS,
  start,
  storeCompiled,
} from "./programs.ts";
import { createDraw, type Question } from "./questions.ts";
import type { Figure } from "./report.ts";
import { openSlackSide } from "./slack-side.ts";
import { openTelegramSide } from "./telegram-side.ts";
import { closeConnections } from "./wire.ts";

/** Everything a look-up needs around the programs; `close` removes it. */
export interface BenchFixture {
  environment: RunEnvironment;
  byPhone: readonly Question[];
  byNumber: readonly Question[];
  /** The bot on each platform, and its baseline. */
  slack: { baseline: Program; ours: Program };
  telegram: { baseline: Program; ours: Program };
  close(): Promise<void>;
}

export async function createBenchFixture(): Promise<BenchFixture> {
  const [slackSide, telegramSide, folder] = await Promise.all([
    openSlackSide(),
    openTelegramSide(),
    mkdtemp(join(tmpdir(), "antcrm-chatops-bench-")),
  ]);
  storeCompiled(folder);
  const crmProcess = startForked("crm-process.ts");
  const crm = await crmProcess.message<CrmReady>();
  return {
    environment: { crm, folder },
    byPhone: crm.byPhone,
    byNumber: crm.byNumber,
    slack: {
      baseline: { name: "the Bolt baseline", script: SCRIPTS.baselineBolt, side: slackSide },
      ours: { name: "the bot on Slack", script: SCRIPTS.bot, side: slackSide },
    },
    telegram: {
      baseline: { name: "the Telegraf baseline", script: SCRIPTS.baselineTelegraf, side: telegramSide },
      ours: { name: "the bot on Telegram", script: SCRIPTS.bot, side: telegramSide },
    },
    async close() {
      await crmProcess.disconnect();
      slackSide.close();
      telegramSide.close();
      closeConnections();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface Effort {
  rounds: number;
  /** Look-ups a round at 32 in flight. */
  count: number;
}

export const IN_FLIGHT = 32;
const WARM_UP = 1_500;
const STARTS = 5;
/**
 * Idle memory is measured after this time without a question. The bot fills its indexes 5 s after the start. V8 returns the
 * memory that is then free when a process has allocated little for most of a minute.
 */
const SETTLE_MS = 90_000;

/** Returns the figures of the bot on one platform, beside its baseline. */
export async function lookUpFigures(
  fixture: BenchFixture,
  platform: "slack" | "telegram",
  effort: Effort,
): Promise<Figure[]> {
  const { baseline, ours } = fixture[platform];
  const starts = await firstAnswers(fixture, [baseline, ours]);
  const running: [Running, Running] = [await begin(fixture, baseline), await begin(fixture, ours)];
  try {
    await pause(SETTLE_MS);
    const idle = running.map(({ pid }) => residentMb(pid).now);
    const contestants: Contestant[] = [
      { running: running[0], draw: createDraw(fixture.byPhone) },
      { running: running[1], draw: createDraw(fixture.byPhone) },
      { running: running[1], draw: createDraw(fixture.byNumber) },
      { running: running[1], draw: createDraw(fixture.byPhone), everyoneNew: true },
    ];
    await takeTurns(contestants, 1, { inFlight: IN_FLIGHT, count: WARM_UP });
    const busy = await takeTurns(contestants, effort.rounds, { inFlight: IN_FLIGHT, count: effort.count });
    const single = await takeTurns(contestants, effort.rounds, {
      inFlight: 1,
      count: Math.ceil(effort.count / 10),
    });
    const peak = running.map(({ pid }) => residentMb(pid).peak);
    return [...busyFigures(platform, busy), ...calmFigures(single, { starts, idle, peak })];
  } finally {
    await Promise.all(running.map((one) => one.stop()));
  }
}

function begin({ environment, byPhone }: BenchFixture, program: Program): Promise<Running> {
  return start(program, environment, createDraw(byPhone)());
}

/** Starts each program several times in turn, and returns the medians. */
async function firstAnswers(fixture: BenchFixture, programs: readonly Program[]): Promise<number[]> {
  const times: number[][] = programs.map(() => []);
  for (let round = 0; round < STARTS; round += 1) {
    for (const [index, program] of programs.entries()) {
      const running = await begin(fixture, program);
      times[index]?.push(running.firstAnswerMs);
      await running.stop();
    }
  }
  return times.map(median);
}

/** The goals that differ by platform. */
const RATE_GOAL = { slack: 0.6, telegram: 0.45 } as const;

function busyFigures(
  platform: "slack" | "telegram",
  [baseline = [], ours = [], short = [], fromNew = []]: Round[][],
): Figure[] {
  const rate = ({ lookUpsPerSecond }: Round) => lookUpsPerSecond;
  const p99 = ({ p99Ms }: Round) => p99Ms;
  const cpu = ({ cpuSecondsPerThousand }: Round) => cpuSecondsPerThousand;
  return [
    beside("look-ups a second", "/s", baseline, ours, rate, { atLeast: RATE_GOAL[platform] }),
    beside("… with the card's extra parts off", "/s", baseline, short, rate, { atLeast: 0.85 }),
    beside("… each from somebody new", "/s", baseline, fromNew, rate, { atLeast: RATE_GOAL[platform] }),
    beside("p50, 32 in flight", "ms", baseline, ours, ({ p50Ms }) => p50Ms),
    beside("p99, 32 in flight", "ms", baseline, ours, p99, { atMost: 1.5 }),
    beside("… with the card's extra parts off", "ms", baseline, short, p99),
    beside("… each from somebody new", "ms", baseline, fromNew, p99, { atMost: 1.5 }),
    { ...plain("CPU for 1,000 look-ups", "s", baseline, ours, cpu), goal: { atMost: 1.8 } },
    plain("… with the card's extra parts off", "s", baseline, short, cpu),
    { ...plain("… each from somebody new", "s", baseline, fromNew, cpu), goal: { atMost: 1.8 } },
  ];
}

function calmFigures(
  [baseline = [], ours = [], , fromNew = []]: Round[][],
  { starts, idle, peak }: Record<"starts" | "idle" | "peak", number[]>,
): Figure[] {
  const overBaseline = (rounds: Round[]) =>
    median(rounds.map(({ p50Ms }, round) => p50Ms - (baseline[round]?.p50Ms ?? Number.NaN)));
  const alone = (name: string, rounds: Round[]): Figure => ({
    ...plain(name, "ms", baseline, rounds, ({ p50Ms }) => p50Ms),
    compared: { value: overBaseline(rounds), as: "over baseline" },
    goal: { atMost: 4 },
  });
  const pair = ([ofBaseline, ofOurs = Number.NaN]: number[]) => ({ baseline: ofBaseline, ours: ofOurs });
  return [
    alone("one at a time, median", ours),
    alone("… each from somebody new", fromNew),
    { name: "process start to first answer", unit: "ms", ...pair(starts), goal: { atMost: 700 } },
    { name: "resident memory, idle", unit: "MB", ...pair(idle), goal: { atMost: 110 } },
    { name: "resident memory, peak", unit: "MB", ...pair(peak), goal: { atMost: 250 } },
  ];
}

/** Compares as a ratio: each round with the baseline round right before it, then the median of these ratios. */
function beside(
  name: string,
  unit: string,
  baseline: readonly Round[],
  ours: readonly Round[],
  read: (round: Round) => number,
  goal?: Figure["goal"],
): Figure {
  const ratios = ours.map((one, round) => {
    const reference = baseline[round];
    return reference === undefined ? Number.NaN : read(one) / read(reference);
  });
  const compared = { value: median(ratios), as: "× baseline" } as const;
  return { ...plain(name, unit, baseline, ours, read), compared, goal };
}

function plain(
  name: string,
  unit: string,
  baseline: readonly Round[],
  ours: readonly Round[],
  read: (round: Round) => number,
): Figure {
  return { name, unit, baseline: median(baseline.map(read)), ours: median(ours.map(read)) };
}
