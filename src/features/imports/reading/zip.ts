import { Readable } from "node:stream";
import { createInflateRaw } from "node:zlib";
import { FileRefused } from "../refusal.ts";
import { LIMITS } from "./limits.ts";

/** Unpacked bytes that are handed on at once. */
const CHUNK_BYTES = 16 * 1024;

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
/** The end record stands in the last 22 bytes, or before a comment of at most 65,535. */
const END_SEARCHED = 22 + 65_535;

/** Stands for a size that is given in the ZIP64 fields, which are not read. */
const IN_ZIP64 = 0xffffffff;

interface Entry {
  method: number;
  packed: Buffer;
  claimedBytes: number;
}

/** The files inside a ZIP, unpacked as a stream and counted over all of them. */
export interface Archive {
  has(name: string): boolean;
  /** @throws FileRefused `unpacks-too-big`, `packed-too-tightly`, `broken` */
  open(name: string): AsyncIterable<Buffer>;
}

/**
 * Opens a ZIP by its directory at the end (APPNOTE.TXT, 4.3). An announced size that is too big is refused unread; a
 * small one is not believed.
 * @throws FileRefused `broken` no directory, or one that points nowhere; `too-complex`
 */
export function openArchive(zip: Buffer, unpackedMaxBytes: number): Archive {
  const entries = readDirectory(zip);
  let unpacked = 0;
  return {
    has: (name) => entries.has(name),
    async *open(name) {
      const entry = entries.get(name);
      if (entry === undefined) throw broken();
      if (entry.claimedBytes > unpackedMaxBytes && entry.claimedBytes !== IN_ZIP64)
        throw new FileRefused({ why: "unpacks-too-big" });
      let ofEntry = 0;
      try {
        for await (const chunk of inflate(entry)) {
          unpacked += chunk.length;
          ofEntry += chunk.length;
          if (unpacked > unpackedMaxBytes) throw new FileRefused({ why: "unpacks-too-big" });
          if (ofEntry > LIMITS.ratioFromBytes && ofEntry > entry.packed.length * LIMITS.ratio)
            throw new FileRefused({ why: "packed-too-tightly", most: LIMITS.ratio });
          yield chunk;
        }
      } catch (error) {
        throw error instanceof FileRefused ? error : broken();
      }
    },
  };
}

function inflate({ method, packed }: Entry): AsyncIterable<Buffer> {
  if (method === 0) return Readable.from(sliced(packed));
  if (method !== 8) throw broken();
  // A pipeline by hand: an entry of which only the beginning is read must not hang on the rest.
  return Readable.from(sliced(packed)).pipe(createInflateRaw({ chunkSize: CHUNK_BYTES }));
}

function* sliced(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

function readDirectory(zip: Buffer): Map<string, Entry> {
  const end = findEnd(zip);
  const entries = new Map<string, Entry>();
  try {
    let at = zip.readUInt32LE(end + 16);
    const count = zip.readUInt16LE(end + 10);
    if (count > LIMITS.parts) throw new FileRefused({ why: "too-complex", of: "parts", most: LIMITS.parts });
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
  return {
    method: zip.readUInt16LE(at + 10),
    packed: zip.subarray(from, from + zip.readUInt32LE(at + 20)),
    claimedBytes: zip.readUInt32LE(at + 24),
  };
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
