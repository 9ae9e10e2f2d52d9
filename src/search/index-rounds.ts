import type * as z from "zod";
import type { Crm } from "../crm/crm.ts";
import type { Logger } from "../logging/logger.ts";
import type { Settings, SettingsRepository } from "../settings/settings.ts";
import type { Allowance } from "./allowance.ts";
import type { SearchIndexRepository } from "./repository.ts";

/** What an index is filled with. */
export interface IndexFillPorts {
  /** Its calls have background priority. */
  crm: Crm;
  rows: SearchIndexRepository;
  /** Keeps how far the index was filled. */
  marks: SettingsRepository;
  settings: Settings;
  /** The calls that all indexes may make together. */
  allowance: Allowance;
  /** True if this process is the one that fills the indexes. */
  leads(): Promise<boolean>;
  now(): Date;
  log: Logger;
}

/** One part of a round. It returns where it has come to, or the same object if nothing changed. */
export type Step<State> = (state: State, signal: AbortSignal) => Promise<State>;

interface IndexWork<State> {
  /** The key of the row that keeps the state. */
  key: string;
  state: z.ZodType<State>;
  /** Returns the state of an empty index. */
  begin(): State;
  /** False if the index must be emptied and filled again. */
  isUsable(state: State): boolean;
  /** The parts of a round, in order. Each stops when no call of the allowance is left. */
  steps: readonly Step<State>[];
}

/** Fills an index in rounds. The state is stored after each step, so that a restart loses little. */
export function createIndexRounds<State>(ports: IndexFillPorts, work: IndexWork<State>) {
  const { rows, marks, settings, allowance, leads, now } = ports;
  let isRunning = false;

  async function read(): Promise<State | null> {
    const stored = await marks.get(work.key);
    return stored === null ? null : work.state.nullable().parse(JSON.parse(stored));
  }

  const store = (state: State | null) => marks.set(work.key, JSON.stringify(state), now());

  async function begin(): Promise<State> {
    // Another process may have emptied the tables, and the words that this one has stored are gone.
    await rows.clear();
    const state = work.begin();
    await store(state);
    return state;
  }

  async function runSteps(signal: AbortSignal): Promise<void> {
    const stored = await read();
    let state = stored !== null && work.isUsable(stored) ? stored : await begin();
    for (const step of work.steps) {
      if (signal.aborted) return;
      const before = state;
      state = await step(before, signal);
      if (state !== before) await store(state);
    }
  }

  async function runRound(signal: AbortSignal): Promise<void> {
    if ((await settings.get("index.enabled")) === "off") {
      if ((await read()) === null) return;
      await rows.clear();
      await store(null);
      return;
    }
    if (!(await leads())) return;
    allowance.refill(await settings.get("index.calls"));
    await runSteps(signal);
  }

  return {
    /** Returns how far the index was filled. Null before it begins, and while it is off. */
    state: read,

    /** Runs one round. Does nothing if a round is in progress. */
    async run(signal: AbortSignal): Promise<void> {
      if (isRunning) return;
      isRunning = true;
      try {
        await runRound(signal);
      } finally {
        isRunning = false;
      }
    },
  };
}
