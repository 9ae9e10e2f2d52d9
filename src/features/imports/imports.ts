import { AppError } from "../../errors.ts";
import type { ImportKind } from "../../understanding/import-request.ts";
import { type DryRunStep, dryRun, type Order } from "./dry-run.ts";
import { type Import, type ImportRepository, opened } from "./import.ts";
import { createTableReader } from "./reading/table.ts";
import { firstFailures, reportFile } from "./report.ts";
import type { Progress } from "./run-state.ts";
import { createImportRuns, type ImportRunsPorts } from "./runs.ts";

/** Files of rows: previewed, confirmed once, each row sent at most once, and reported at the end. */
export interface Imports {
  /**
   * Reads a file and keeps its rows until they are confirmed.
   * @throws FileRefused, FileError
   */
  preview(order: Order): AsyncIterable<DryRunStep>;
  /**
   * Confirms an import once, for the person who asked for the preview, and begins to send it.
   * @param anyway  also if the same file was confirmed since the preview
   * @returns `meanwhile`: that other import, so that the person can decide again
   * @throws AppError `expired`, `not-yours`
   */
  confirm(id: string, person: string, anyway: boolean): Promise<Confirmed>;
  decline(id: string, person: string): Promise<Import>;
  /** Stops an import in whichever process sends it. Requests that are under way are waited for. */
  stop(id: string): Promise<Import>;
  /** Yields the progress now and every two seconds until this process has finished its part; nothing if it does not send it. */
  follow(id: string): AsyncIterable<Progress>;
  /** @throws AppError `expired` when its rows are gone, or it never was */
  find(id: string): Promise<Import>;
  /** The rows that are not in AntCRM, as a file for the next try, and the first of them. */
  report(of: Import): Promise<{
    file: Uint8Array | null;
    failures: readonly { line: number; reason: string }[];
  }>;
  /** The newest imports of one person; of everybody for null. */
  list(person: string | null): Promise<ListedImport[]>;
  /** Marks the end as reported to the person. @returns true the first time */
  notified(id: string): Promise<boolean>;
  /** Imports that ended here a while ago and were reported to nobody. `isShown`: a call has shown that it ended. */
  notNotified(): Promise<(Import & { isShown: boolean })[]>;
  /** Continues imports that were left running, and stops those that `maySend` refuses. */
  takeOver(): Promise<void>;
  /** Deletes the rows of reported imports and of previews that nobody answered. */
  sweep(): Promise<void>;
  /** Pauses all imports of this process before it ends. The next process goes on. */
  pause(): Promise<void>;
}

interface Confirmed {
  /** False if it was confirmed, declined or overtaken before. */
  taken: boolean;
  current: Import;
  meanwhile: { person: string; confirmedAt: Date | null } | null;
}

/** An import in a list: what is known of it long after its rows are gone. */
export interface ListedImport extends Omit<Import, "plan" | "place"> {
  kind: ImportKind;
  /** True while its rows, and with them its report, are stored. */
  isKept: boolean;
}

export interface ImportsPorts extends ImportRunsPorts {
  /** `"2026-11-25"` in the team's zone. */
  today: (now: Date) => string;
  newId: () => string;
  newReference: () => string;
}

/** A preview that is not answered in this time expires. */
const QUESTION_LIFE_MS = 30 * 60_000;
/** Rows are deleted so long after the report, because an event that is handled again shows the report again. */
const KEPT_AFTER_NOTIFIED_MS = 10 * 60_000;
/** Whoever follows is told at once. After this time the report is sent in a message of its own. */
const NOT_NOTIFIED_AFTER_MS = 5_000;
const FAILURES_SHOWN = 10;
const LISTED = 10;

export function createImports(ports: ImportsPorts): Imports {
  const { store, lease, now } = ports;
  const runs = createImportRuns(ports);
  const readTable = createTableReader();
  /** Imports whose end was shown in the chat that follows them. */
  const shown = new Set<string>();
  const find = (id: string) => findImport(store, id);

  return {
    preview: (order) =>
      dryRun({ ...ports, readTable, owner: lease.owner, today: () => ports.today(now()) }, order),

    async confirm(id, person, anyway) {
      const asked = await findOwn(store, id, person);
      if (asked.state === "proposed" && now().getTime() - asked.begunAt.getTime() > QUESTION_LIFE_MS) {
        await store.move(id, ["proposed"], "expired", { at: now() });
        throw new AppError("expired", `import ${id} was proposed too long ago`);
      }
      await lease.hold();
      const taken = await store.confirm(id, { at: now(), person, owner: lease.owner, anyway });
      const current = await find(id);
      if (taken) runs.start(current);
      const isOvertaken = !taken && current.state === "proposed";
      return { taken, current, meanwhile: isOvertaken ? await findSameFile(store, id) : null };
    },

    async decline(id, person) {
      await findOwn(store, id, person);
      await store.move(id, ["proposed"], "declined", { at: now(), person });
      return find(id);
    },

    async stop(id) {
      await store.move(id, ["running"], "stopping", { at: now() });
      runs.stop(id);
      return find(id);
    },

    async *follow(id) {
      let isFollowed = false;
      for await (const progress of runs.follow(id)) {
        isFollowed = true;
        yield progress;
      }
      if (isFollowed) shown.add(id);
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

    takeOver: () => runs.takeOver(),

    async sweep() {
      const before = (ms: number) => new Date(now().getTime() - ms);
      await store.empty({ asked: before(QUESTION_LIFE_MS), notified: before(KEPT_AFTER_NOTIFIED_MS) });
    },

    pause: () => runs.pause(),
  };
}

async function findImport(store: ImportRepository, id: string): Promise<Import> {
  const stored = await store.find(id);
  const found = stored && opened(stored);
  if (!found) throw new AppError("expired", `nothing is kept of import ${id}`);
  return found;
}

async function findOwn(store: ImportRepository, id: string, person: string): Promise<Import> {
  const found = await findImport(store, id);
  if (found.person !== person) throw new AppError("not-yours", `import ${id} asked somebody else`);
  return found;
}

async function findSameFile(store: ImportRepository, id: string) {
  const stored = await store.find(id);
  return stored?.fingerprint ? store.sameFile(stored.fingerprint, stored.kind) : null;
}
