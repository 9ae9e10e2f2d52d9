import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { AppError, toAppError } from "../errors.ts";
import { codeOf, openingError } from "./failures.ts";
import { newSecret, parseSecrets } from "./sealing.ts";

/** Returns the file with the secrets of a SQLite database: `"./data/secret.key"`. */
export function keyFileBeside(databaseFile: string): string {
  return join(dirname(databaseFile), "secret.key");
}

/** The number of digits of the counter in the mark file. */
const DIGITS = 16;

/**
 * Reads the secrets of a SQLite database from `secret.key` beside it, which only its owner may read.
 * @param make  true if nothing is sealed yet: a missing key is created
 * @throws AppError `misconfigured` the key is missing although values were sealed with it, or is not readable;
 *   `unavailable` it cannot be read now
 */
export function secretsBeside(databaseFile: string, make: boolean): Buffer[] {
  const file = keyFileBeside(databaseFile);
  const found = readIfThere(file, (cause) =>
    openingError(
      cause,
      `${file} cannot be read now (${cause}).`,
      `${file} cannot be read: give this process the right to.`,
    ),
  );
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
    const { message } = toAppError(cause);
    const what = message.includes("guessed")
      ? message
      : "It does not hold a key: restore it from your backup.";
    throw new AppError("misconfigured", `${file}: ${what}`, { cause });
  }
}

function readIfThere(file: string, failure: (cause: unknown) => AppError): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return null;
    throw failure(cause);
  }
}

/**
 * Writes a temporary file, syncs it and links it to its name. So no key is half-written, and no other process's key is
 * lost.
 */
function writeOnce(file: string, content: string): void {
  const aside = `${file}.${process.pid}`;
  const fd = openSync(aside, "w", 0o600);
  try {
    writeSync(fd, `${content}\n`);
    fsyncSync(fd);
    linkSync(aside, file);
    syncToDisk(dirname(file));
  } catch (error) {
    // Another process was first, and its key is used.
    if (codeOf(error) !== "EEXIST") throw error;
  } finally {
    closeSync(fd);
    rmSync(aside, { force: true });
  }
}

/** Syncs a file (opened for writing, `"r+"`) or a folder. A new file survives a power cut only if both are synced. */
export function syncToDisk(path: string, flags: "r" | "r+" = "r"): void {
  const fd = openSync(path, flags);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** The mark file of a SQLite database. Its content: `"5f0c2c1e-… 0000000000000042\n"`. */
export type MarkFile = ReturnType<typeof openMarkFile>;

/**
 * @returns null if there is no such file, or none with such content
 * @throws AppError `misconfigured` it cannot be read
 */
export function readMarkFile(path: string): { token: string; counter: number } | null {
  const text = readIfThere(path, (cause) => unusable(path, cause));
  const [, token, counter] = /^(\S+) (\d+)\n$/.exec(text ?? "") ?? [];
  return token === undefined ? null : { token, counter: Number(counter) };
}

/**
 * Opens the file, which only its owner may read. A new file is synced, with its folder. Later writes are not synced: they
 * have the same length and place, so a power cut leaves the former counter or the new one.
 * @throws AppError `misconfigured` it cannot be written
 */
export function openMarkFile(path: string, token: string, isNew: boolean) {
  let fd: number | null = null;
  const write = (counter: number) => {
    if (fd !== null) writeSync(fd, `${token} ${String(counter).padStart(DIGITS, "0")}\n`, 0);
  };
  const close = () => {
    if (fd !== null) closeSync(fd);
    fd = null;
  };
  try {
    fd = openSync(path, isNew ? "w" : "r+", 0o600);
    if (isNew) {
      write(0);
      fsyncSync(fd);
      syncToDisk(dirname(path));
    }
  } catch (cause) {
    close();
    throw unusable(path, cause);
  }
  return { write, close };
}

function unusable(path: string, cause: unknown): AppError {
  const { message } = toAppError(cause);
  return new AppError(
    "misconfigured",
    `DATABASE_URL: the file ${path} beside the database cannot be used (${message}). It must be this process's to read and write.`,
    { cause },
  );
}
