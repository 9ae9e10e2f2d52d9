import { type Entry, fromBufferPromise, type ZipFile } from "yauzl";
import { FileRefused } from "../refusal.ts";
import { LIMITS } from "./limits.ts";

/** The files inside a ZIP, unpacked as streams. */
export interface Archive {
  has(name: string): boolean;
  /** @throws FileRefused `unpacks-too-big`, `packed-too-tightly`, `broken` */
  open(name: string): AsyncIterable<Buffer>;
}

/**
 * Opens a ZIP by its central directory. An announced size that is too big is refused unread. A small one is not trusted:
 * the unpacked bytes of all files are counted together.
 * @throws FileRefused `broken`, `too-complex`
 */
export async function openArchive(bytes: Buffer, unpackedMaxBytes: number): Promise<Archive> {
  const zip = await orBroken(fromBufferPromise(bytes, YAUZL_OPTIONS));
  const entries = await orBroken(readDirectory(zip));
  let unpacked = 0;
  return {
    has: (name) => entries.has(name),
    async *open(name) {
      const entry = entries.get(name);
      if (entry === undefined) throw broken();
      if (entry.uncompressedSize > unpackedMaxBytes) throw new FileRefused({ why: "unpacks-too-big" });
      let ofEntry = 0;
      try {
        for await (const chunk of await zip.openReadStreamPromise(entry)) {
          unpacked += chunk.length;
          ofEntry += chunk.length;
          if (unpacked > unpackedMaxBytes) throw new FileRefused({ why: "unpacks-too-big" });
          if (ofEntry > LIMITS.ratioFromBytes && ofEntry > entry.compressedSize * LIMITS.ratio)
            throw new FileRefused({ why: "packed-too-tightly", most: LIMITS.ratio });
          yield chunk;
        }
      } catch (error) {
        throw asRefusal(error);
      }
    },
  };
}

/** Names stay raw, because only the few that a workbook needs are looked up. Sizes are counted here, not compared. */
const YAUZL_OPTIONS = { lazyEntries: true, decodeStrings: false, validateEntrySizes: false } as const;

async function readDirectory(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > LIMITS.parts)
    throw new FileRefused({ why: "too-complex", of: "parts", most: LIMITS.parts });
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) entries.set(entry.fileNameRaw.toString(), entry);
  return entries;
}

const orBroken = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw asRefusal(error);
  });

function asRefusal(error: unknown): FileRefused {
  return error instanceof FileRefused ? error : broken();
}

function broken(): FileRefused {
  return new FileRefused({ why: "broken" });
}
