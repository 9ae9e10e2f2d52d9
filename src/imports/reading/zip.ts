import { Readable } from "node:stream";
import { createInflateRaw } from "node:zlib";
import { FileRefused } from "../refusal.ts";

/** A workbook may unpack to so much in all (design, section 2): a few kilobytes can hold gigabytes of zeros. */
export const UNPACKED_MAX_BYTES = 200 * 1024 * 1024;
const ENTRIES_MAX = 2_000;

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
/** The end record stands in the last 22 bytes, or before a comment of at most 65,535. */
const END_SEARCHED = 22 + 65_535;

interface Entry {
  method: number;
  packed: Buffer;
}

/** The files inside a ZIP, unpacked as a stream and counted over all of them. */
export interface Archive {
  has(name: string): boolean;
  /** @throws FileRefused `unpacks-too-big`, `broken` */
  open(name: string): AsyncIterable<Buffer>;
}

/**
 * Opens a ZIP by its directory at the end (APPNOTE.TXT, 4.3); what is announced there about sizes is not believed.
 * @throws FileRefused `broken` no directory, or one that points nowhere
 */
export function openArchive(zip: Buffer, unpackedMaxBytes: number): Archive {
  const entries = readDirectory(zip);
  let unpacked = 0;
  return {
    has: (name) => entries.has(name),
    async *open(name) {
      const entry = entries.get(name);
      if (entry === undefined) throw broken();
      try {
        for await (const chunk of inflate(entry)) {
          unpacked += chunk.length;
          if (unpacked > unpackedMaxBytes) throw new FileRefused({ why: "unpacks-too-big" });
          yield chunk;
        }
      } catch (error) {
        throw error instanceof FileRefused ? error : broken();
      }
    },
  };
}

function inflate({ method, packed }: Entry): AsyncIterable<Buffer> {
  if (method === 0) return Readable.from([packed]);
  if (method !== 8) throw broken();
  // A pipeline by hand: an entry of which only the beginning is read must not hang on the rest.
  return Readable.from([packed]).pipe(createInflateRaw());
}

function readDirectory(zip: Buffer): Map<string, Entry> {
  const end = findEnd(zip);
  const entries = new Map<string, Entry>();
  try {
    let at = zip.readUInt32LE(end + 16);
    const count = Math.min(zip.readUInt16LE(end + 10), ENTRIES_MAX);
    for (let index = 0; index < count; index += 1) {
      if (zip.readUInt32LE(at) !== DIRECTORY_ENTRY) throw broken();
      const nameLength = zip.readUInt16LE(at + 28);
      const name = zip.toString("utf8", at + 46, at + 46 + nameLength);
      entries.set(name, readEntry(zip, at));
      at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    }
  } catch (error) {
    throw error instanceof FileRefused ? error : broken();
  }
  return entries;
}

function readEntry(zip: Buffer, at: number): Entry {
  const local = zip.readUInt32LE(at + 42);
  if (zip.readUInt32LE(local) !== LOCAL_HEADER) throw broken();
  const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  return { method: zip.readUInt16LE(at + 10), packed: zip.subarray(from, from + zip.readUInt32LE(at + 20)) };
}

function findEnd(zip: Buffer): number {
  for (let at = zip.length - 22; at >= Math.max(0, zip.length - END_SEARCHED); at -= 1) {
    if (zip.readUInt32LE(at) === END_OF_DIRECTORY) return at;
  }
  throw broken();
}

function broken(): FileRefused {
  return new FileRefused({ why: "broken" });
}
