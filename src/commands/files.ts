import { AppError } from "../errors.ts";
import type { AttachedFile, Place } from "./call.ts";

/** A platform's way to the bytes of a file that was dropped into it. */
export interface FileSource {
  /**
   * The file as a stream, never longer than `FILE_BYTES_MAX`.
   * @throws FileError here, or while it is read: `too-big`, `gone`, `not-loaded`
   */
  open(file: AttachedFile): Promise<AsyncIterable<Uint8Array>>;
}

/** The files of whichever platform a call came from. */
export type FilesOf = (platform: Place["platform"]) => FileSource | undefined;

/** What a Telegram bot can download [platform-rules]; the same everywhere, so that a file that works here works there. */
export const FILE_BYTES_MAX = 20 * 1024 * 1024;

/**
 * - `too-big`     over 20 MB
 * - `gone`        deleted, or never ours to read
 * - `not-loaded`  the platform did not hand it over, or not to its end
 * - `no-table`    a picture, a document: nothing that has rows
 * - `several`     more than one file in one message
 */
export type FileTrouble = "too-big" | "gone" | "not-loaded" | "no-table" | "several";

/** A file that cannot be used; `trouble` picks the sentence that says what to do. */
export class FileError extends AppError {
  readonly trouble: FileTrouble;

  constructor(trouble: FileTrouble, message: string, options: { cause?: unknown } = {}) {
    super("invalid", message, options);
    this.trouble = trouble;
  }
}

/** @throws FileError `too-big` by what was announced, before anything is fetched */
export function mustFit({ sizeBytes }: AttachedFile): void {
  if (sizeBytes !== null && sizeBytes > FILE_BYTES_MAX)
    throw new FileError("too-big", `a file of ${sizeBytes} bytes was announced`);
}

/**
 * The stream, counted: what was announced may be wrong, or missing. What breaks off is no file.
 * @throws FileError while it is read
 */
export async function* counted(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const chunk of chunks) {
      bytes += chunk.byteLength;
      if (bytes > FILE_BYTES_MAX) throw new FileError("too-big", "a file turned out to be over 20 MB");
      yield chunk;
    }
  } catch (thrown) {
    if (thrown instanceof FileError) throw thrown;
    // The cause is left out: an address in it may hold Telegram's token.
    throw new FileError("not-loaded", `a file broke off after ${bytes} bytes`);
  }
}

/** By its name first: what a sender's machine calls a CSV is anything from `text/plain` to `application/vnd.ms-excel`. */
export function looksLikeTable({ name, mime }: AttachedFile): boolean {
  if (/\.(csv|tsv|txt|xlsx)$/i.test(name)) return true;
  if (/\.\w{1,5}$/.test(name)) return false;
  return mime !== null && /^text\/|spreadsheetml/.test(mime);
}
