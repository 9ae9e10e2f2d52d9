import { median, percentile } from "./figures.ts";
import { cpuSeconds } from "./process-figures.ts";
import type { Running } from "./programs.ts";
import type { Question } from "./questions.ts";

/** The result of one round of one program. */
export interface Round {
  lookUpsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  cpuSecondsPerThousand: number;
}

let people = 1_000;
const newPerson = () => ++people;

/** Asks `count` questions, `inFlight` at a time, each as a different agent, or each question as somebody new. */
export async function measure(
  { program, pid, port }: Running,
  draw: () => Question,
  { inFlight, count, everyoneNew = false }: { inFlight: number; count: number; everyoneNew?: boolean },
): Promise<Round> {
  const times: number[] = [];
  let asked = 0;
  const agent = async (number: number) => {
    while (asked < count) {
      asked += 1;
      const startedMs = performance.now();
      await program.side.ask(port, everyoneNew ? newPerson() : number, draw());
      times.push(performance.now() - startedMs);
    }
  };
  const cpuBefore = cpuSeconds(pid);
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: inFlight }, (_, number) => agent(number)));
  const seconds = (performance.now() - startedMs) / 1_000;
  return {
    lookUpsPerSecond: count / seconds,
    p50Ms: median(times),
    p99Ms: percentile(times, 0.99),
    cpuSecondsPerThousand: ((cpuSeconds(pid) - cpuBefore) / count) * 1_000,
  };
}

/** A program and the questions it is asked. */
export interface Contestant {
  running: Running;
  draw: () => Question;
  /** True if each question comes from a person who has never asked before. */
  everyoneNew?: boolean;
}

/**
 * Runs all contestants in turn, several times (A B C A B C), so that a disturbance of the machine affects all alike.
 * @returns the rounds of each, in the order of the contestants; the n-th rounds ran one right after the other
 */
export async function takeTurns(
  contestants: readonly Contestant[],
  rounds: number,
  load: { inFlight: number; count: number },
): Promise<Round[][]> {
  const results: Round[][] = contestants.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, { running, draw, everyoneNew }] of contestants.entries()) {
      results[index]?.push(await measure(running, draw, { ...load, ...(everyoneNew && { everyoneNew }) }));
    }
  }
  return results;
}
