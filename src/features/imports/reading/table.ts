import { createSlots } from "../../../slots.ts";
import type { Line } from "./line.ts";
import { READING_MAX_MS, readInThread } from "./table-thread.ts";

/** Each file that is read takes memory for its bytes and for a thread. */
const FILES_AT_ONCE = { all: 2, perPerson: 1 };

/**
 * Reads the rows of a CSV or a workbook in a worker thread. The whole file is downloaded first, within the limit of
 * `bot/files.ts`. The rows must be read to their end, or the generator returned.
 * @param person  who dropped the file; one file of a person is read at a time
 * @throws FileRefused while it is read, and what `bytes` throws
 */
export type ReadTable = (bytes: AsyncIterable<Uint8Array>, person: string) => AsyncGenerator<Line>;

/** @param mostMs  the time that one file may take */
export function createTableReader(mostMs = READING_MAX_MS): ReadTable {
  const slots = createSlots(FILES_AT_ONCE);
  return (bytes, person) =>
    slots.run(person, async function* () {
      yield* readInThread(await download(bytes), mostMs);
    });
}

/** Returns all bytes in one new buffer, which can be transferred to a thread. */
async function download(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of bytes) {
    parts.push(part);
    size += part.byteLength;
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}
