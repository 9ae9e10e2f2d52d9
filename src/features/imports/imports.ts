import type { Crm } from "../../crm/crm.ts";
import { AppError } from "../../errors.ts";
import type { Logger } from "../../logging/logger.ts";
import type { Lease } from "../../operations/lease.ts";
import type { ImportKind } from "../../understanding/import-request.ts";
import { beginAgain, giveUp, isGivenUp, takeBack } from "./attempts.ts";
import { dryRun, type Look, type Order } from "./dry-run.ts";
import { type Import, type ImportRepository, opened } from "./import.ts";
import { createTableReader } from "./reading/table.ts";
import { firstFailures, reportFile } from "./report.ts";
import { type Progress, type Run, startRun } from "./run.ts";
import { createSender } from "./sending.ts";

/** Files of rows: looked at, confirmed once, sent at most once a row, and told of in the end. */
export interface Imports {
  /**
   * Reads a file and keeps its rows for a yes.
   * @throws FileRefused, FileError
   */
  look(order: Order): AsyncIterable<Look>;
  /**
   * Takes the yes, once and only from whoever asked for the dry run, and begins to send.
   * @param anyway  also where the same file was confirmed since the dry run
   * @returns `meanwhile`: that other import, for the person to decide anew
   * @throws AppError `expired`, `not-yours`
   */
  confirm(id: string, person: string, anyway: boolean): Promise<Confirmed>;
  decline(id: string, person: string): Promise<Import>;
  /** Sends no more; what is out is waited for. Whoever runs it. */
  stop(id: string): Promise<Import>;
  /** How it goes, now and every two seconds until this process has done with it; ends at once where it is not here. */
  follow(id: string): AsyncIterable<Progress>;
  /** @throws AppError `expired` there is none of this id, or what was kept of it is gone */
  find(id: string): Promise<Import>;
  /** What the report says beside the counts. `file`: null where every row is in AntCRM. */
  report(of: Import): Promise<{ file: Uint8Array | null; failures: { line: number; reason: string }[] }>;
  /** The newest that were confirmed, of one person or of all. */
  list(person: string | null): Promise<ListedImport[]>;
  /** Takes the duty to tell how it ended, once. */
  notified(id: string): Promise<boolean>;
  /** Those that ended here a while ago, and were told to nobody. `isShown`: whoever followed has seen that it ended. */
  notNotified(): Promise<(Import & { isShown: boolean })[]>;
  /** Goes on with what dead processes, or a mishap of this one, have left running; stops what `maySend` refuses. */
  takeUp(): Promise<void>;
  /** Drops the rows of what is told, and of questions that nobody answered. */
  sweep(): Promise<void>;
  /** Before this process ends: what is out is waited for, and the next process goes on. */
  pause(): Promise<void>;
}

interface Confirmed {
  taken: boolean;
  current: Import;
  meanwhile: { person: string; confirmedAt: Date | null } | null;
}

/** An import in a list: what is told of it long after its rows are gone. */
export interface ListedImport extends Omit<Import, "plan" | "place"> {
  kind: ImportKind;
  /** Its rows are still here, and with them its report. */
  isKept: boolean;
}

export interface ImportsPorts {
  store: ImportRepository;
  crm: Crm;
  lease: Lease;
  now: () => Date;
  wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** `"2026-11-25"` in the team's zone. */
  today: (now: Date) => string;
  newId: () => string;
  newReference: () => string;
  /** Does its person still have the role that sending takes? */
  maySend: (of: Import) => Promise<boolean>;
  log: Logger;
}

/** A message is edited at most once in this time. */
const PROGRESS_MS = 2_000;
/** A question on the screen is answered soon or never. */
const QUESTION_LIFE_MS = 30 * 60_000;
/** Rows are dropped so long after the report: an event that is handled again after a death shows it once more. */
const KEPT_AFTER_NOTIFIED_MS = 10 * 60_000;
/** Whoever follows is told at once; what was told to nobody by then is owed. */
const NOT_NOTIFIED_AFTER_MS = 5_000;
const FAILURES_SHOWN = 10;
const LISTED = 10;

export function createImports(ports: ImportsPorts): Imports {
  const { store, lease, now, wait, maySend, log } = ports;
  const crm = ports.crm.with({ priority: "background" });
  const runs = new Map<string, Run>();
  const readTable = createTableReader();
  /** Of those that are sent here. */
  const attempts = new Map<string, number>();
  const fromTheDead = new Set<string>();
  let isClosing = false;
  /** Followed here to the end: the place they were asked in knows. */
  const shown = new Set<string>();

  async function find(id: string): Promise<Import> {
    const stored = await store.find(id);
    const found = stored && opened(stored);
    if (!found) throw new AppError("expired", `nothing is kept of import ${id}`);
    return found;
  }

  async function sameFile(id: string) {
    const stored = await store.find(id);
    return stored?.fingerprint ? store.sameFile(stored.fingerprint, stored.kind) : null;
  }

  function begin(started: Import): void {
    // What is confirmed in the last moment goes on in the next process.
    if (isClosing || runs.has(started.id)) return;
    const sender = createSender(crm, started);
    const run = startRun({ store, lease, now, wait, log }, started, sender);
    runs.set(started.id, run);
    log.info({ import: started.id, rows: started.good }, "an import is being sent");
    void run.over.then((how) => {
      runs.delete(started.id);
      if (how === "ended") attempts.delete(started.id);
      log.info({ import: started.id, how }, "an import is over here");
    });
  }

  /** What is out is looked up all the same; of what waits nothing is sent any more. */
  async function stoppedUnlessAllowed(left: Import): Promise<Import> {
    if (left.state !== "running" || (await maySend(left))) return left;
    log.warn({ import: left.id }, "its person may not import any more, this import is stopped");
    await store.move(left.id, ["running"], "stopping", { at: now() });
    return find(left.id);
  }

  /** What was being sent by somebody who is dead may have arrived. */
  async function resume(left: Import, isFromTheDead: boolean): Promise<void> {
    const inDoubt = await store.giveUpSending(left.id);
    // A mishap of this process, such as a database that was away, has ended nobody.
    if (isFromTheDead) attempts.set(left.id, await beginAgain(store, left.id, left.attempts));
    if (isGivenUp({ attempts: attempts.get(left.id) ?? 1 })) {
      log.error({ import: left.id }, "given up: sending this import has ended two processes");
      return giveUp(store, left, lease.owner, now());
    }
    log.info({ import: left.id, batches: inDoubt }, "going on with an import, these batches are in doubt");
    begin(left);
  }

  return {
    look: (order) =>
      dryRun(
        {
          store,
          readTable,
          owner: lease.owner,
          now,
          today: () => ports.today(now()),
          newId: ports.newId,
          newReference: ports.newReference,
        },
        order,
      ),

    async confirm(id, person, anyway) {
      const asked = await find(id);
      if (asked.person !== person) throw new AppError("not-yours", `import ${id} asked somebody else`);
      if (asked.state === "proposed" && now().getTime() - asked.begunAt.getTime() > QUESTION_LIFE_MS) {
        await store.move(id, ["proposed"], "expired", { at: now() });
        throw new AppError("expired", `import ${id} was proposed too long ago`);
      }
      await lease.hold();
      const taken = await store.confirm(id, { at: now(), person, owner: lease.owner, anyway });
      const current = await find(id);
      if (taken) begin(current);
      const isOvertaken = !taken && current.state === "proposed";
      return { taken, current, meanwhile: isOvertaken ? await sameFile(id) : null };
    },

    async decline(id, person) {
      const asked = await find(id);
      if (asked.person !== person) throw new AppError("not-yours", `import ${id} asked somebody else`);
      await store.move(id, ["proposed"], "declined", { at: now(), person });
      return find(id);
    },

    async stop(id) {
      await store.move(id, ["running"], "stopping", { at: now() });
      runs.get(id)?.stop();
      return find(id);
    },

    async *follow(id) {
      const run = runs.get(id);
      if (run === undefined) return;
      const over = new AbortController();
      void run.over.then(() => over.abort());
      while (!over.signal.aborted) {
        yield run.progress();
        await wait(PROGRESS_MS, over.signal);
      }
      shown.add(id);
    },

    find,

    async report(of) {
      const file = await reportFile(store, of);
      return { file, failures: file === null ? [] : await firstFailures(store, of, FAILURES_SHOWN) };
    },

    async list(person) {
      return (await store.list(person, LISTED)).map(({ plan, place: _, kind, ...one }) => ({
        ...one,
        kind: kind as ImportKind,
        isKept: plan !== "",
      }));
    },

    async notified(id) {
      shown.delete(id);
      return store.notified(id, now());
    },

    async notNotified() {
      const before = new Date(now().getTime() - NOT_NOTIFIED_AFTER_MS);
      const owed = (await store.notNotified(lease.owner, before)).flatMap((stored) => opened(stored) ?? []);
      return owed.map((one) => ({ ...one, isShown: shown.has(one.id) }));
    },

    async takeUp() {
      if (isClosing) return;
      for (const { id } of await store.takeOver(lease.owner)) fromTheDead.add(id);
      for (const stored of await store.underWay(lease.owner)) {
        const left = runs.has(stored.id) ? null : opened(stored);
        if (left === null) continue;
        const allowed = await stoppedUnlessAllowed(left);
        await resume(allowed, fromTheDead.delete(stored.id));
      }
    },

    async sweep() {
      const before = (ms: number) => new Date(now().getTime() - ms);
      await store.empty({ asked: before(QUESTION_LIFE_MS), notified: before(KEPT_AFTER_NOTIFIED_MS) });
    },

    async pause() {
      isClosing = true;
      // This stop breaks them off, and not they the process. Before the waiting: it may be cut short.
      const takenBack = [...runs.keys()].map((id) => takeBack(store, id, attempts.get(id) ?? 1));
      const all = [...runs.values()];
      for (const run of all) run.pause();
      await Promise.all([...all.map(({ over }) => over), ...takenBack]);
    },
  };
}
