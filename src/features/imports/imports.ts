import { AppError } from "../../errors.ts";
import type { ImportKind } from "../../understanding/import-request.ts";
import { type DryRunPorts, dryRun, type PreviewRequest } from "./dry-run.ts";
import { type Import, type ImportRepository, opened } from "./import.ts";
import { createTableReader } from "./reading/table.ts";
import { firstFailures, reportFile } from "./report.ts";
import { createImportRuns, type ImportRunsPorts } from "./runs.ts";

/** Previews files of rows, confirms them once, sends each row at most once, and reports the end. */
export type Imports = ReturnType<typeof createImports>;
/** An import in a list. Its facts are stored longer than its rows. */
export type ListedImport = Awaited<ReturnType<Imports["list"]>>[number];

/** A preview that is not answered in this time expires. */
const QUESTION_LIFE_MS = 30 * 60_000;
/** Rows are deleted this long after the report, because an event that is handled again shows the report again. */
const KEPT_AFTER_NOTIFIED_MS = 10 * 60_000;
/** A person who follows the import is told at once. After this time the report is sent in a message of its own. */
const NOT_NOTIFIED_AFTER_MS = 5_000;
const FAILURES_SHOWN = 10;
const LISTED = 10;

export function createImports(ports: ImportRunsPorts & Omit<DryRunPorts, "readTable">) {
  const { store, lease, now } = ports;
  const reader = createReader(store);
  const { find, findOwn } = reader;
  const runs = createImportRuns(ports);
  const readTable = createTableReader();
  /** Imports whose end was shown in the chat that follows them. */
  const shown = new Set<string>();
  const before = (ms: number) => new Date(now().getTime() - ms);

  return {
    ...reader,
    takeOver: runs.takeOver,
    pause: runs.pause,

    /**
     * Reads a file and stores its rows until they are confirmed.
     * @throws FileRefused, FileError
     */
    preview: (order: PreviewRequest) => dryRun({ ...ports, readTable }, order),

    /**
     * Confirms an import once, for the person who asked for the preview, and begins to send it.
     * @param anyway  true: confirms it even if the same file was confirmed since the preview
     * @returns `taken`: false if it was confirmed, declined or overtaken before. `meanwhile`: the other import of the
     *   same file, so that the person can decide again
     * @throws AppError `expired`, `not-yours`
     */
    async confirm(id: string, person: string, anyway: boolean) {
      const asked = await findOwn(id, person);
      if (asked.state === "proposed" && asked.begunAt < before(QUESTION_LIFE_MS)) {
        await store.move(id, ["proposed"], "expired", { at: now() });
        throw new AppError("expired", `import ${id} was proposed too long ago`);
      }
      await lease.renewIfDue();
      const taken = await store.confirm(id, { at: now(), person, owner: lease.owner, anyway });
      const current = await find(id);
      if (taken) runs.start(current);
      const isOvertaken = !taken && current.state === "proposed";
      return { taken, current, meanwhile: isOvertaken ? await findSameFile(store, id) : null };
    },

    async decline(id: string, person: string): Promise<Import> {
      await findOwn(id, person);
      await store.move(id, ["proposed"], "declined", { at: now(), person });
      return find(id);
    },

    /** Stops an import in whichever process sends it. Requests in progress are waited for. */
    async stop(id: string): Promise<Import> {
      await store.move(id, ["running"], "stopping", { at: now() });
      runs.stop(id);
      return find(id);
    },

    /**
     * Yields the progress now and every two seconds until this process has finished its part. Yields nothing if another
     * process sends it.
     */
    async *follow(id: string) {
      let isFollowed = false;
      for await (const progress of runs.follow(id)) {
        isFollowed = true;
        yield progress;
      }
      if (isFollowed) shown.add(id);
    },

    /** Marks the end as reported to the person. @returns true the first time */
    async notified(id: string): Promise<boolean> {
      shown.delete(id);
      return store.markNotified(id, now());
    },

    /**
     * Returns imports that ended here a while ago and were reported to nobody. `isShown`: a call has shown that it ended.
     */
    async findNotNotified() {
      const owed = await store.findNotNotified(lease.owner, {
        before: before(NOT_NOTIFIED_AFTER_MS),
        now: now(),
      });
      return owed
        .flatMap((stored) => opened(stored) ?? [])
        .map((one) => ({ ...one, isShown: shown.has(one.id) }));
    },

    /** Deletes the rows of reported imports and of previews that nobody answered. */
    async sweep(): Promise<void> {
      await store.empty({ asked: before(QUESTION_LIFE_MS), notified: before(KEPT_AFTER_NOTIFIED_MS) });
    },
  };
}

/** Reads imports and their reports. */
function createReader(store: ImportRepository) {
  /** @throws AppError `expired` its rows are deleted, or it never existed */
  async function find(id: string): Promise<Import> {
    const stored = await store.find(id);
    const found = stored && opened(stored);
    if (!found) throw new AppError("expired", `nothing is kept of import ${id}`);
    return found;
  }

  async function findOwn(id: string, person: string): Promise<Import> {
    const found = await find(id);
    if (found.person !== person) throw new AppError("not-yours", `import ${id} asked somebody else`);
    return found;
  }

  return {
    find,
    findOwn,

    /** Returns the rows that are not in AntCRM, as a file to correct and import again, and the first of them. */
    async report(of: Import) {
      const file = await reportFile(store, of);
      return { file, failures: file === null ? [] : await firstFailures(store, of, FAILURES_SHOWN) };
    },

    /**
     * Returns the newest imports of one person; of everybody for null. `isKept` is true while its rows, and with them its
     * report, are stored.
     */
    async list(person: string | null) {
      return (await store.list(person, LISTED)).map(({ plan, place: _, kind, ...one }) => ({
        ...one,
        kind: kind as ImportKind,
        isKept: plan !== "",
      }));
    },
  };
}

async function findSameFile(store: ImportRepository, id: string) {
  const stored = await store.find(id);
  return stored?.fingerprint ? store.sameFile(stored.fingerprint, stored.kind) : null;
}
