import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { AppError } from "../errors.ts";
import { syncFolder } from "./sync-folder.ts";

/** The content of the file beside the database: `"5f0c2c1e-… 0000000000000042\n"`. */
export interface Mark {
  token: string;
  counter: number;
}

export interface MarkFile {
  write(counter: number): void;
  close(): void;
}

const DIGITS = 16;

/**
 * @returns null if there is no such file, or none with such content
 * @throws AppError `misconfigured` it cannot be read
 */
export function readMarkFile(path: string): Mark | null {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    throw unusable(path, cause);
  }
  const [, token, counter] = /^(\S+) (\d+)\n$/.exec(text) ?? [];
  return token === undefined ? null : { token, counter: Number(counter) };
}

/**
 * Opens the file, which only its owner may read. A new file is synced, with its folder. Later writes are not synced: they
 * have the same length and place, so a power cut leaves the former counter or the new one.
 * @throws AppError `misconfigured` it cannot be written
 */
export function openMarkFile(path: string, token: string, isNew: boolean): MarkFile {
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
      syncFolder(dirname(path));
    }
  } catch (cause) {
    close();
    throw unusable(path, cause);
  }
  return { write, close };
}

function unusable(path: string, cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AppError(
    "misconfigured",
    `DATABASE_URL: the file ${path} beside the database cannot be used (${reason}). It must be this process's to read and write.`,
    { cause },
  );
}
