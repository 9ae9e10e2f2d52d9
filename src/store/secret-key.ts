import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { AppError } from "../errors.ts";
import { isUnavailable } from "./failures.ts";
import { newSecret, parseSecrets } from "./sealing.ts";
import { syncFolder } from "./sync-folder.ts";

/**
 * The secret of a SQLite database: `secret.key` beside it, readable by its owner alone.
 * @param make  true: nothing is sealed yet, so a missing key is made
 * @throws AppError `misconfigured` the key is missing although values were sealed with it, or is not readable;
 *   `unavailable` it cannot be read now
 */
export function secretsBeside(databaseFile: string, make: boolean): Buffer[] {
  const file = join(dirname(databaseFile), "secret.key");
  const found = readIfThere(file);
  if (found !== null) return parseFile(file, found);
  if (!make) {
    throw new AppError(
      "misconfigured",
      `${file} is missing, and what the database keeps was sealed with it. ` +
        "Restore it from your backup, or put its content into BOT_SECRET_KEY.",
    );
  }
  writeOnce(file, newSecret());
  return parseFile(file, readFileSync(file, "utf8"));
}

function parseFile(file: string, content: string): Buffer[] {
  try {
    return parseSecrets(content);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : "";
    const what = reason.includes("guessed") ? reason : "It does not hold a key: restore it from your backup.";
    throw new AppError("misconfigured", `${file}: ${what}`, { cause });
  }
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    if (isUnavailable(cause))
      throw new AppError("unavailable", `${file} cannot be read now (${cause}).`, { cause });
    throw new AppError("misconfigured", `${file} cannot be read: give this process the right to.`, { cause });
  }
}

/** Writes a temporary file, syncs it and links it to its name: no half-written key, and no other process's key is lost. */
function writeOnce(file: string, content: string): void {
  const aside = `${file}.${process.pid}`;
  const fd = openSync(aside, "w", 0o600);
  try {
    writeSync(fd, `${content}\n`);
    fsyncSync(fd);
    linkSync(aside, file);
    syncFolder(dirname(file));
  } catch (error) {
    // Another process was first: its key is used.
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    closeSync(fd);
    rmSync(aside, { force: true });
  }
}
