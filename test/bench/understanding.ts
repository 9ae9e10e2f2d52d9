import { type CataloguePorts, createCommands } from "../../src/features/catalogue.ts";
import type { Understanding } from "../../src/understanding/grammar.ts";
import { openModel } from "../../src/understanding/model/model.ts";
import { createIntents } from "../../src/understanding/understand.ts";
import { playConversations } from "../understanding/conversations.ts";
import { isHeldOut, readCorpus, type Sample } from "../understanding/corpus.ts";
import { GRADES, type Grade, type Grader, gradeOf } from "../understanding/grading.ts";
import { NOISES, noisyText } from "../understanding/noise.ts";
import type { Figure } from "./report.ts";

const CONTEXT = { now: new Date("2026-11-27T02:00:00Z"), timeZone: "Asia/Ho_Chi_Minh" };
/** What is being done with the words, where nothing may be written. */
const UNSAFE_ACTS = new Set(["denial", "question", "report", "condition", "wish", "quotation", "chatter"]);

/** Words that make a request look like a denial, a report, a question or a condition. */
const LOOKS_ALIKE =
  /(?<!\p{L})(?:không|khong|ko|k|chưa|chua|đừng|khoan|thôi|rồi|roi|r|đã|lỡ|nếu|hôm qua)(?!\p{L})|\?/iu;

interface Graded {
  sample: Sample;
  understood: Understanding;
  grade: Grade;
}

interface UnderstandingFigures {
  figures: readonly Figure[];
  /** How many texts of each grade, by command and by kind of text. */
  tables: readonly string[];
}

/** Grades how texts that nobody saw while the program was written are understood. */
export function understandingFigures(part: "train" | "unseen"): UnderstandingFigures {
  const registry = createCommands({} as CataloguePorts);
  const before = process.memoryUsage().rss;
  const model = openModel();
  model.opinionOf("chị Bình còn mấy điểm");
  const megabytes = (process.memoryUsage().rss - before) / 1024 ** 2;
  const intents = createIntents(registry.grammars, model);
  const grader: Grader = {
    commandOf: (name) => registry.get(name),
    grammarOf: ({ name }) => registry.grammars.find((one) => one.name === name) ?? { arguments: [] },
    context: CONTEXT,
    argumentsOf: (name, text) => intents.readArguments(name, text, CONTEXT),
  };
  const times: number[] = [];
  const understand = (text: string) => {
    const started = performance.now();
    const understood = intents.understand(text, CONTEXT);
    times.push(performance.now() - started);
    return understood;
  };
  const graded = readCorpus(new URL(`../understanding/corpus/${part}/`, import.meta.url))
    .filter((sample) => part === "unseen" || isHeldOut(sample))
    .map((sample): Graded => {
      const understood = understand(sample.text);
      return { sample, understood, grade: gradeOf(sample, understood, grader) };
    });
  return {
    figures: [
      ...gradeFigures(graded),
      ...safetyFigures(graded, ({ expected }) => registry.find(expected[0] ?? "")?.effect === "write"),
      ...flipFigures(graded, (text) => intents.understand(text, CONTEXT)),
      ...timeFigures(times),
      { name: "memory for the model", ours: megabytes, unit: "MB", goal: { atMost: 15 } },
    ],
    tables: [
      tableBy("Expected", graded, ({ sample }) => sample.expected[0] ?? ""),
      tableBy("Kind of text", graded, ({ sample }) => sample.act),
      tableBy("Style", graded, ({ sample }) => sample.style[0] ?? ""),
    ],
  };
}

/** Plays the conversations with the whole bot. Each turn is judged alone, whatever came of the turns before it. */
export async function conversationFigures(part: "train" | "unseen"): Promise<Figure[]> {
  const folder = new URL(`../understanding/corpus/${part}/`, import.meta.url);
  const { counts } = await playConversations(folder, { isMended: true });
  return Object.entries(counts).map(([kind, { turns, right }]) => ({
    ...{ name: `${kind}: right command and record`, ours: (100 * right) / turns, unit: `% of ${turns}` },
    ...(kind === "last shown" && { goal: { atLeast: 90 } }),
  }));
}

function gradeFigures(graded: readonly Graded[]): Figure[] {
  const share = (grades: readonly Grade[]) =>
    (100 * graded.filter(({ grade }) => grades.includes(grade)).length) / graded.length;
  const figure = (name: string, grades: readonly Grade[], goal?: Figure["goal"]): Figure => ({
    ...{ name, ours: share(grades), unit: "%", goal },
  });
  return [
    { name: "texts", ours: graded.length, unit: "" },
    ...GRADES.map((grade) => figure(grade, [grade])),
    figure("right or asked", ["right", "asked"], { atLeast: 90 }),
    figure("right, asked or one tap away", ["right", "asked", "one tap away"], { atLeast: 95 }),
  ];
}

function safetyFigures(graded: readonly Graded[], isWrite: (sample: Sample) => boolean): Figure[] {
  const wrong = graded.filter(({ grade }) => grade === "wrong write").length;
  const unsafe = graded.filter(({ sample }) => UNSAFE_ACTS.has(sample.act));
  const unsafeWrites = unsafe.filter(({ grade }) => grade === "wrong write").length;
  const scope = graded.filter(({ sample }) => sample.act === "scope");
  const taken = scope.filter(({ grade }) => grade === "wrong write" || grade === "wrong and harmless").length;
  const wished = graded.filter(({ sample }) => sample.act === "request" && isWrite(sample));
  const looksAlike = wished.filter(({ sample }) => LOOKS_ALIKE.test(sample.text));
  const prepared = (all: readonly Graded[]) =>
    (100 * all.filter(({ grade }) => grade === "right" || grade === "asked").length) / all.length;
  return [
    { name: "wrong writes", ours: wrong, unit: `of ${graded.length}`, goal: { atMost: 0 } },
    {
      name: "wrong writes, 95 % upper bound",
      ours: upperBound(wrong, graded.length),
      unit: "%",
      goal: { atMost: 0.1 },
    },
    {
      name: "denials, questions, reports: wrong writes",
      ours: unsafeWrites,
      unit: `of ${unsafe.length}`,
      goal: { atMost: 0 },
    },
    { name: "requests to write that are prepared", ours: prepared(wished), unit: `% of ${wished.length}` },
    {
      ...{ name: "of these, with a word of a denial or report", ours: prepared(looksAlike) },
      ...{ unit: `% of ${looksAlike.length}`, goal: { atLeast: 98 } },
    },
    {
      name: "out of scope, taken for a command",
      ours: (100 * taken) / scope.length,
      unit: `% of ${scope.length}`,
    },
  ];
}

/** Returns the exact one-sided bound, in percent, of a share of which `hits` of `all` were seen (Clopper and Pearson). */
function upperBound(hits: number, all: number): number {
  let [low, high] = [hits / all, 1];
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    if (chanceOfAtMost(hits, all, middle) > 0.05) low = middle;
    else high = middle;
  }
  return 100 * high;
}

function chanceOfAtMost(hits: number, all: number, share: number): number {
  let term = Math.log1p(-share) * all;
  let sum = Math.exp(term);
  for (let hit = 1; hit <= hits; hit++) {
    term += Math.log((all - hit + 1) / hit) + Math.log(share) - Math.log1p(-share);
    sum += Math.exp(term);
  }
  return sum;
}

/** How often the command changes when the text is typed worse. */
function flipFigures(graded: readonly Graded[], understand: (text: string) => Understanding): Figure[] {
  return NOISES.map((noise) => {
    const changed = graded.flatMap(({ sample, understood }, index) => {
      const text = noisyText(sample.text, noise, index);
      return text === sample.text ? [] : [nameOf(understand(text)) !== nameOf(understood)];
    });
    const flips = changed.filter((isFlip) => isFlip).length;
    return {
      name: `another command, ${noise}`,
      ours: (100 * flips) / changed.length,
      unit: `% of ${changed.length}`,
      goal: { atMost: 2 },
    };
  });
}

function nameOf(understood: Understanding): string {
  return understood.kind === "command" ? understood.command : understood.kind;
}

function timeFigures(times: number[]): Figure[] {
  times.sort((a, b) => a - b);
  const part = (share: number) => times[Math.floor(times.length * share)] ?? 0;
  return [
    { name: "time for a text, p50", ours: part(0.5), unit: "ms" },
    { name: "time for a text, p95", ours: part(0.95), unit: "ms", goal: { atMost: 1 } },
  ];
}

function tableBy(title: string, graded: readonly Graded[], keyOf: (one: Graded) => string): string {
  const rows = [...new Set(graded.map(keyOf))].sort().map((key) => {
    const of = graded.filter((one) => keyOf(one) === key);
    return [key, of.length, ...GRADES.map((grade) => of.filter((one) => one.grade === grade).length)];
  });
  const lines = [[title, "texts", ...GRADES], ...rows].map(([key = "", ...cells]) =>
    [
      String(key).padEnd(16),
      ...cells.map((cell) => String(cell).padStart(Math.max(6, String(cell).length))),
    ].join("  "),
  );
  return lines.join("\n");
}
