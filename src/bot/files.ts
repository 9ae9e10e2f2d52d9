import { AppError } from "../errors.ts";
import type { AttachedFile, Place } from "./call.ts";

/** A platform's way to the bytes of a file that was dropped into it. */
export interface FileSource {
  /**
   * The file as a stream.
   * @throws FileError here, or while it is read: `gone`, `elsewhere`, `not-loaded`; a command's own (`Context.files`) also `too-big`
   */
  open(file: AttachedFile): Promise<AsyncIterable<Uint8Array>>;
}

/** The files of the platform that a call came from; undefined where there is none. */
export type FilesOf = (platform: Place["platform"]) => FileSource | undefined;

/** The largest file a Telegram bot can download: https://core.telegram.org/bots/api#getfile. All platforms have it. */
const BYTES_MAX = 20 * 1024 * 1024;
/** A platform that sends nothing for so long has stalled: others wait for the slot that this file is read in. */
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
 * The source as commands get it: nothing over 20 MB, by what was announced and by what really comes, and nothing that
 * stalls.
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
 * By its name first: what a sender's machine calls a CSV is anything from `text/plain` to `application/vnd.ms-excel`. One
 * of which nothing is known may be a table: opening it will tell.
 */
export function looksLikeTable({ name, mime }: AttachedFile): boolean {
  if (name === "" && mime === null) return true;
  if (/\.(csv|tsv|txt|xlsx)$/i.test(name)) return true;
  if (/\.\w{1,5}$/.test(name)) return false;
  return mime !== null && /^text\/|spreadsheetml/.test(mime);
}
