import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import type { HistoryLine, Told, Word } from "./history.ts";
import { PLANTED, plantIn, soundWriteIn } from "./planted.ts";
import { checkHistory, reportOf } from "./report.ts";
import { VIOLATION_KINDS } from "./violations.ts";

const place = "slack:D000000001";
const asked = (write: string, at: number): HistoryLine => ({
  ...{ kind: "asked", at, write, what: "redeem", person: "slack:U000000001", place },
  ...{ text: "đổi quà DAUMAY01 cho 0901000001", deliveries: 1, acknowledged: true },
});
const told = (write: string, at: number, word: Word, marked = false): Told => ({
  ...{ kind: "told", at, write, place, message: `${write}.${at}`, word, marked, text: word },
});
const pressed = (write: string, at: number, button: "confirm" | "decline" = "confirm"): HistoryLine => ({
  ...{ kind: "pressed", at, write, button, times: 1, acknowledged: true },
});
const received = (write: string, at: number, status: number | null): HistoryLine => ({
  ...{ kind: "crm-received", at, write, call: "POST /redeem", body: "9f86d081884c", status },
});
const end = (write: string, effects: number): HistoryLine => ({ kind: "end", at: 100_000, write, effects });

/** A write that goes well, and ones that faults disturb, each told truthfully. */
const GOOD: readonly HistoryLine[] = [
  ...[asked("well", 1), told("well", 2, "question"), pressed("well", 3), received("well", 4, 200)],
  ...[told("well", 5, "done"), end("well", 1)],
  ...[asked("declined", 1), told("declined", 2, "question"), pressed("declined", 3, "decline")],
  ...[told("declined", 4, "not-sent"), end("declined", 0)],
  ...[asked("refused", 1), told("refused", 2, "answer"), end("refused", 0)],
  ...[asked("cut", 1), told("cut", 2, "question"), pressed("cut", 3), received("cut", 4, null)],
  ...[told("cut", 5, "unclear"), told("cut", 70, "absent"), end("cut", 0)],
  ...[asked("busy", 1), told("busy", 2, "question"), pressed("busy", 3), received("busy", 4, 429)],
  ...[received("busy", 5, 200), told("busy", 6, "done"), told("busy", 7, "done", true), end("busy", 1)],
  ...[asked("killed", 1), told("killed", 2, "question"), pressed("killed", 3)],
  ...[{ kind: "fault", at: 3, until: 9, what: "kill", process: "1" } as const],
  ...[told("killed", 20, "given-up"), end("killed", 0)],
];

it("finds nothing wrong in a good history, whatever the order of its lines", () => {
  expect(checkHistory(GOOD).violations).toEqual([]);
  expect(checkHistory([...GOOD].reverse()).violations).toEqual([]);
});

it.each(PLANTED)("finds $name", (planted) => {
  const write = soundWriteIn(GOOD);
  const { violations } = checkHistory(plantIn(GOOD, write, planted));
  expect(violations.map(({ promise }) => promise)).toContain(planted.promise);
  expect(violations.every((one) => one.write === write && one.lines.length > 0)).toBe(true);
});

it("has a planted violation of each kind", () => {
  expect(new Set(PLANTED.map(({ promise }) => promise))).toEqual(new Set(VIOLATION_KINDS));
});

it("reports the counts, and below which rate no violation in so many confirmations is", () => {
  const report = reportOf(checkHistory(GOOD).counts);
  expect(report).toMatch(/^confirmations +4$/m);
  expect(report).toMatch(/^doubled +0 of 4 +\(below 750000 in a million/m);
  expect(report).toMatch(/^repeated, marked +1$/m);
  expect(report).toMatch(/no violation$/);
});

it("prints the lines that prove a violation, and exits with 1", async () => {
  const folder = await mkdtemp(join(tmpdir(), "history-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const run = async (name: string, lines: readonly HistoryLine[]) => {
    const file = join(folder, name);
    await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    const program = join(import.meta.dirname, "check.ts");
    return promisify(execFile)("npx", ["tsx", program, file]).catch((error) => error);
  };
  const [doubled] = PLANTED;
  if (doubled === undefined) throw new Error("nothing is planted");
  expect((await run("good.jsonl", GOOD)).stdout).toMatch(/no violation\n$/);
  const bad = await run("bad.jsonl", plantIn(GOOD, "well", doubled));
  expect(bad.code).toBe(1);
  expect(bad.stdout).toMatch(/^doubled: well\n( {2}\{.*\}\n)+/);
  expect(bad.stdout.match(/"crm-received"/g)).toHaveLength(2);
});
