import type { HistoryLine, Told, Word } from "./history.ts";
import type { ViolationKind } from "./violations.ts";

/** A violation that is planted in a good history. */
export interface Planted {
  name: string;
  promise: ViolationKind;
  /** Changes the lines about one write that was confirmed and told as done. */
  change(lines: readonly HistoryLine[]): HistoryLine[];
}

const without = (kind: HistoryLine["kind"]) => (lines: readonly HistoryLine[]) =>
  lines.filter((line) => line.kind !== kind);
const isOutcome = (line: HistoryLine) => line.kind === "told" && line.word !== "question";

function again(kind: HistoryLine["kind"], lines: readonly HistoryLine[]): HistoryLine[] {
  const line = lines.find((one) => one.kind === kind);
  return line === undefined ? [...lines] : [...lines, { ...line, at: line.at + 1 }];
}

function withEffects(effects: number, lines: readonly HistoryLine[]): HistoryLine[] {
  return lines.map((line) => (line.kind === "end" ? { ...line, effects } : line));
}

function tellsInstead(word: Word, lines: readonly HistoryLine[]): HistoryLine[] {
  return lines.map((line) => (isOutcome(line) ? { ...(line as Told), word } : line));
}

/** At least one violation of each promise. */
export const PLANTED: readonly Planted[] = [
  {
    name: "a request that is sent twice",
    promise: "doubled",
    change: (lines) => again("crm-received", lines),
  },
  { name: "a doubled effect", promise: "doubled", change: (lines) => withEffects(2, lines) },
  { name: "an effect without a confirmation", promise: "unconfirmed", change: without("pressed") },
  {
    name: "an effect after a decline",
    promise: "unconfirmed",
    change: (lines) => lines.map((line) => (line.kind === "pressed" ? { ...line, button: "decline" } : line)),
  },
  {
    name: "a send before the confirmation",
    promise: "unconfirmed",
    change: (lines) => lines.map((line) => (line.kind === "crm-received" ? { ...line, at: 0 } : line)),
  },
  {
    name: "a lost request",
    promise: "lost ask",
    change: (lines) =>
      withEffects(
        0,
        lines.filter(({ kind }) => kind === "asked" || kind === "end"),
      ),
  },
  {
    name: "a press without an outcome",
    promise: "lost press",
    change: (lines) => lines.filter((line) => !isOutcome(line)),
  },
  {
    name: "a write that was not made, told as done",
    promise: "false done",
    change: (lines) => withEffects(0, without("crm-received")(lines)),
  },
  {
    name: "a write that was made, told as failed",
    promise: "false failure",
    change: (lines) => tellsInstead("failed", lines),
  },
  {
    name: "two outcomes that contradict each other",
    promise: "contradiction",
    change: (lines) => [...lines, ...tellsInstead("failed", lines.filter(isOutcome))],
  },
  {
    name: "an outcome left open without a fault",
    promise: "unclear for no reason",
    change: (lines) => tellsInstead("absent", lines),
  },
  {
    name: "an answer that comes twice without the note",
    promise: "repeated unmarked",
    change: (lines) => [...lines, ...lines.filter(isOutcome)],
  },
  { name: "a history without its end", promise: "no end", change: without("end") },
];

/**
 * Plants a violation in a history. The faults are left out, because they may excuse it.
 * @param write  a write that was confirmed once and told as done: see `soundWriteIn`
 */
export function plantIn(history: readonly HistoryLine[], write: string, { change }: Planted): HistoryLine[] {
  const isAbout = (line: HistoryLine) => line.kind !== "fault" && line.write === write;
  const others = history.filter((line) => line.kind !== "fault" && !isAbout(line));
  return [...others, ...change(history.filter(isAbout))];
}

/** Returns the first write that was asked, confirmed by one press, sent and answered, told as done, and has one effect. */
export function soundWriteIn(history: readonly HistoryLine[]): string {
  const writes = new Map<string, string[]>();
  for (const line of history) {
    if (line.kind === "fault") continue;
    const seen = writes.get(line.write) ?? [];
    writes.set(line.write, [...seen, nameOf(line)]);
  }
  const sound = [...writes].find(
    ([, names]) =>
      names
        .filter((name) => name !== "question")
        .sort()
        .join() === SOUND,
  );
  if (sound === undefined) throw new Error("the history has no write that went well");
  return sound[0];
}

const SOUND = ["asked", "confirm 1", "done", "effects 1", "status 200"].join();

function nameOf(line: Exclude<HistoryLine, { kind: "fault" }>): string {
  switch (line.kind) {
    case "asked":
      return line.kind;
    case "pressed":
      return `${line.button} ${line.times}`;
    case "crm-received":
      return `status ${line.status}`;
    case "told":
      return line.marked ? `${line.word} marked` : line.word;
    case "end":
      return `effects ${line.effects}`;
  }
}
