import type { Settings } from "../settings/settings.ts";
import type { Allowance } from "./allowance.ts";

export interface IndexRoundsPorts {
  settings: Settings;
  /** The calls that all indexes may make together. */
  allowance: Allowance;
  /** True if this process is the one that fills the indexes. */
  leads(): Promise<boolean>;
}

interface IndexWork {
  /** True if something was stored. */
  isBegun(): Promise<boolean>;
  empty(): Promise<void>;
  /** Does the next part of the work. Stops when no call of the allowance is left. */
  round(signal: AbortSignal): Promise<void>;
}

/** Creates a function that runs one round of an index. It does nothing if a round is in progress. */
export function createIndexRounds({ settings, allowance, leads }: IndexRoundsPorts, work: IndexWork) {
  let isRunning = false;

  async function runRound(signal: AbortSignal): Promise<void> {
    if ((await settings.get("index.enabled")) === "off") {
      if (await work.isBegun()) await work.empty();
      return;
    }
    if (!(await leads())) return;
    allowance.refill(await settings.get("index.calls"));
    await work.round(signal);
  }

  return async (signal: AbortSignal): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    try {
      await runRound(signal);
    } finally {
      isRunning = false;
    }
  };
}
