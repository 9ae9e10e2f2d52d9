import { createSlots } from "../../../slots.ts";
import type { Line } from "./line.ts";
import { READING_MAX_MS, readApart } from "./table-thread.ts";

/** Each file that is being read takes its own bytes and a thread's memory. */
const FILES_AT_ONCE = { all: 2, perPerson: 1 };

/**
 * Reads the rows of a CSV or a workbook, as `parseTable` does, in a thread of its own. The file is gathered first, within
 * the limit of `commands/files.ts`. The rows must be read to their end, or returned.
 * @param person  who dropped the file: of one person one is read at a time
 * @throws FileRefused while it is read, and what `bytes` throws
 */
export type ReadTable = (bytes: AsyncIterable<Uint8Array>, person: string) => AsyncGenerator<Line>;

/** @param mostMs  the time that one file may take */
export function createTableReader(mostMs = READING_MAX_MS): ReadTable {
  const slots = createSlots(FILES_AT_ONCE);
  return (bytes, person) =>
    slots.run(person, async function* () {
      yield* readApart(await gather(bytes), mostMs);
    });
}

/** In memory of its own, which can be handed to another thread. */
async function gather(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
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
