import { AppError } from "../errors.ts";
import type { AttachedFile, Place } from "./call.ts";

/** Reads the files that were dropped into a platform. */
export interface FileSource {
  /**
   * Opens the file as a stream.
   * @throws FileError here, or while it is read: `gone`, `elsewhere`, `not-loaded`; in `Context.files` also `too-big`
   */
  open(file: AttachedFile): Promise<AsyncIterable<Uint8Array>>;
}

/** The files of the platform that a call came from; undefined if it has none. */
export type FilesOf = (platform: Place["platform"]) => FileSource | undefined;

/** The largest file for Telegram bots: https://core.telegram.org/bots/api#getfile. All platforms use this limit. */
const BYTES_MAX = 20 * 1024 * 1024;
/** A platform that sends nothing for this long has stalled. Other files wait for the slot that this file is read in. */
const STALLED_MS = 30_000;

/**
 * - `too-big`     over 20 MB
 * - `gone`        deleted, or not ours to read
 * - `elsewhere`   a link to somebody else's server
 * - `not-loaded`  the platform did not hand it over, or not to its end
 * - `no-table`    a picture, a document: nothing that has rows
 * - `several`     more than one file in one message
 */
export type FileTrouble = "too-big" | "gone" | "elsewhere" | "not-loaded" | "no-table" | "several";

/** A file that cannot be used; `trouble` picks the sentence that says what to do. */
export class FileError extends AppError {
  readonly trouble: FileTrouble;

  constructor(trouble: FileTrouble, message: string, options: { cause?: unknown } = {}) {
    super("invalid", message, options);
    this.trouble = trouble;
  }
}

/**
 * Returns the source as commands get it. It refuses a file over 20 MB, by its announced and by its real size, and ends
 * a download that stalls.
 */
export function withinLimit(source: FileSource | undefined, stalledMs = STALLED_MS): FileSource {
  return {
    async open(file) {
      const { sizeBytes } = file;
      if (sizeBytes !== null && sizeBytes > BYTES_MAX)
        throw new FileError("too-big", `a file of ${sizeBytes} bytes was announced`);
      if (source === undefined) throw new FileError("gone", "this platform has no files");
      return counted(promptly(await source.open(file), stalledMs));
    },
  };
}

async function* promptly(chunks: AsyncIterable<Uint8Array>, stalledMs: number): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  let isOver = false;
  try {
    while (!isOver) {
      const { done, value } = await withDeadline(iterator.next(), stalledMs);
      isOver = done === true;
      if (!isOver) yield value;
    }
  } finally {
    // It is not awaited, because a stalled download may never end. Nobody needs the failure of a download that was given up.
    if (!isOver) void iterator.return?.().catch(() => {});
  }
}

async function withDeadline<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing came for ${ms} ms`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

async function* counted(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const chunk of chunks) {
      bytes += chunk.byteLength;
      if (bytes > BYTES_MAX) throw new FileError("too-big", "a file turned out to be over 20 MB");
      yield chunk;
    }
  } catch (thrown) {
    if (thrown instanceof FileError) throw thrown;
    // The cause is left out, because its address may contain Telegram's token.
    throw new FileError("not-loaded", `a file broke off after ${bytes} bytes`);
  }
}

/**
 * True if the file may be a table. The name is checked first: senders' machines call a CSV anything from `text/plain`
 * to `application/vnd.ms-excel`. A file without name and type may be a table, which is known when it is opened.
 */
export function looksLikeTable({ name, mime }: AttachedFile): boolean {
  if (name === "" && mime === null) return true;
  if (/\.(csv|tsv|txt|xlsx)$/i.test(name)) return true;
  if (/\.\w{1,5}$/.test(name)) return false;
  return mime !== null && /^text\/|spreadsheetml/.test(mime);
}
