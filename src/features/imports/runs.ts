import type { Crm } from "../../crm/crm.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { addLogFields, withLogFields } from "../../logging/log-fields.ts";
import { type Import, type ImportRepository, isGivenUp, keptRows, opened } from "./import.ts";
import { type ImportRun, startRun } from "./run.ts";
import type { Progress, RunPorts } from "./run-state.ts";
import { createBatchSender } from "./sending.ts";

const attemptsMessages = defineMessages({
  en: {
    unclear: "the bot restarted while this row was being sent: look it up in AntCRM before you send it again",
  },
  vi: { unclear: "bot khởi động lại khi đang gửi dòng này: hãy tra trong AntCRM trước khi gửi lại" },
});

export interface ImportRunsPorts extends RunPorts {
  crm: Crm;
  /** True if the person who asked for the import still has the role to send it. */
  maySend: (of: Import) => Promise<boolean>;
}

/** The shortest time between two edits of one message. */
const PROGRESS_MS = 2_000;

/** The imports that this process sends. */
export function createImportRuns(ports: ImportRunsPorts) {
  const { store, lease, clock, maySend, log } = ports;
  const crm = ports.crm.with({ priority: "background" });
  const runs = new Map<string, ImportRun>();
  /** The number of the current attempt of each import in this process. */
  const attempts = new Map<string, number>();
  /** Imports of ended processes that this process has not started yet. */
  const takenOver = new Set<string>();
  let isClosing = false;

  function start(started: Import): void {
    // An import that is confirmed while this process ends is sent by the next process.
    if (isClosing || runs.has(started.id)) return;
    addLogFields({ reference: started.reference });
    const run = startRun({ store, lease, clock, log }, started, createBatchSender(crm, started));
    runs.set(started.id, run);
    log.info({ import: started.id, rows: started.good }, "an import is being sent");
    void run.over.then((how) => {
      runs.delete(started.id);
      if (how === "ended") attempts.delete(started.id);
      log.info({ import: started.id, how }, "this process has finished its part of an import");
    });
  }

  /** Stops an import that `maySend` refuses. It sends nothing more, and still looks up the requests in progress. */
  async function stoppedUnlessAllowed(left: Import): Promise<Import> {
    if (left.state !== "running" || (await maySend(left))) return left;
    log.warn({ import: left.id }, "an import was stopped: its person has lost the role");
    await store.move(left.id, ["running"], "stopping", { at: clock.now() });
    const stored = await store.find(left.id);
    return (stored && opened(stored)) ?? left;
  }

  async function resume(found: Import): Promise<void> {
    const left = await stoppedUnlessAllowed(found);
    // Batches that an ended process was sending may have arrived.
    const inDoubt = await store.giveUpSending(left.id);
    // A failure of this process, such as an unavailable database, does not count as an attempt.
    if (takenOver.delete(left.id))
      attempts.set(left.id, await countNextAttempt(store, left.id, left.attempts));
    if (isGivenUp({ attempts: attempts.get(left.id) ?? 1 })) {
      log.error({ import: left.id }, "an import was given up: sending it has ended two processes");
      return giveUp(store, left, lease.owner, clock.now());
    }
    log.info({ import: left.id, batches: inDoubt }, "an import continues; these batches may have arrived");
    start(left);
  }

  return {
    start,

    async *follow(id: string): AsyncGenerator<Progress> {
      const run = runs.get(id);
      if (run === undefined) return;
      const over = new AbortController();
      void run.over.then(() => over.abort());
      while (!over.signal.aborted) {
        yield run.state.progress();
        await clock.wait(PROGRESS_MS, over.signal);
      }
    },

    stop: (id: string) => runs.get(id)?.state.end("stopping"),

    /**
     * Continues imports that ended processes, or a failure of this one, have left running. Stops those that `maySend`
     * refuses.
     */
    async takeOver(): Promise<void> {
      if (isClosing) return;
      const taken = lease.mayTakeOver() ? await store.takeOver(lease.owner) : [];
      for (const { id } of taken) takenOver.add(id);
      for (const stored of await store.underWay(lease.owner)) {
        const left = runs.has(stored.id) ? null : opened(stored);
        if (left !== null) await withLogFields({ reference: left.reference }, () => resume(left));
      }
    },

    /** Pauses all runs before this process ends, and waits for requests in progress. The next process continues them. */
    async pause(): Promise<void> {
      isClosing = true;
      // The process did not fail, so its attempt does not count. This comes first, because the waiting may be cut short.
      const takenBack = [...runs.keys()].map((id) => takeBack(store, id, attempts.get(id) ?? 1));
      const all = [...runs.values()];
      for (const run of all) run.state.leave("pausing");
      await Promise.all([...all.map(({ over }) => over), ...takenBack]);
    },
  };
}

/**
 * Counts one more attempt and commits it before anything is sent. If rows were settled since the last attempt, the count
 * starts again at one.
 * @returns the number of attempts, including this one
 */
async function countNextAttempt(store: ImportRepository, id: string, attempts: number): Promise<number> {
  const [stored, sums] = await Promise.all([store.find(id), store.sums(id)]);
  const settled = sums.made + sums.there + sums.failed + sums.unclear;
  const next = settled > (stored?.attemptRows ?? 0) ? 1 : attempts + 1;
  await store.countAttempt(id, next, settled);
  return next;
}

/** Takes back an attempt that ends because the process stops normally. */
async function takeBack(store: ImportRepository, id: string, attempts: number): Promise<void> {
  const stored = await store.find(id);
  await store.countAttempt(id, attempts - 1, stored?.attemptRows ?? 0);
}

/** Ends an import without sending or looking anything up. Rows that were being sent are `unclear`; the report has the rest. */
async function giveUp(store: ImportRepository, of: Import, owner: string, now: Date): Promise<void> {
  const reason = attemptsMessages[of.plan.locale].unclear;
  for (const { seq, size } of await store.batches(of.id, "unclear")) {
    const rows = keptRows((await store.rows(of.id, seq)) ?? "[]");
    const keep = JSON.stringify(rows.map(({ l, c }) => ({ l, c, e: reason })));
    await store.settle(of.id, seq, owner, { made: 0, there: 0, failed: 0, unclear: size, keep });
  }
  await store.finish(of.id, "stopped", owner, now);
}
