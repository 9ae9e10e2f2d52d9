/**
 * Checks recorded histories: `npx tsx test/history/check.ts FILE...`. Prints the counts, and each broken promise with the
 * lines that prove it. Exit code 1 if there is one. It shares no code with the bot.
 */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { HistoryLine } from "./history.ts";
import { checkHistory, noCounts, printViolations, reportOf, sumOf } from "./report.ts";

/** Reads a file of JSON lines. */
export async function readHistory(file: string): Promise<HistoryLine[]> {
  const lines: HistoryLine[] = [];
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (line !== "") lines.push(JSON.parse(line) as HistoryLine);
  }
  return lines;
}

if (import.meta.filename === process.argv[1]) {
  let counts = noCounts();
  for (const file of process.argv.slice(2)) {
    const checked = checkHistory(await readHistory(file));
    counts = sumOf(counts, checked.counts);
    printViolations(checked);
  }
  console.log(reportOf(counts));
}
