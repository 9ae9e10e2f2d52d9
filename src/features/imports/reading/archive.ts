import { SaxesParser, type SaxesTagPlain } from "saxes";
import { type Entry, fromBufferPromise, type ZipFile } from "yauzl";
import { FILE_LIMITS, FileRefused, type Refusal, tooComplex } from "../refusal.ts";

/** The XML documents inside a ZIP, parsed while they are unpacked. */
export type Archive = Awaited<ReturnType<typeof openArchive>>;

/**
 * Opens a ZIP by its central directory. An announced size that is too big is refused unread. A small one is not trusted:
 * the unpacked bytes of all files are counted together.
 * @throws FileRefused `broken`, `too-complex`; while a document is read also `unpacks-too-big`, `packed-too-tightly`
 */
export async function openArchive(bytes: Buffer, unpackedMaxBytes: number) {
  const zip = await orBroken(fromBufferPromise(bytes, YAUZL_OPTIONS));
  const entries = await orBroken(readDirectory(zip));
  let unpacked = 0;

  async function* unpack(name: string): AsyncGenerator<Buffer> {
    const entry = entries.get(name);
    if (entry === undefined) throw broken();
    if (entry.uncompressedSize > unpackedMaxBytes) throw new FileRefused({ why: "unpacks-too-big" });
    let ofEntry = 0;
    try {
      for await (const chunk of await zip.openReadStreamPromise(entry)) {
        unpacked += chunk.length;
        ofEntry += chunk.length;
        if (unpacked > unpackedMaxBytes) throw new FileRefused({ why: "unpacks-too-big" });
        if (ofEntry > FILE_LIMITS.ratioFromBytes && ofEntry > entry.compressedSize * FILE_LIMITS.ratio)
          throw new FileRefused({ why: "packed-too-tightly", most: FILE_LIMITS.ratio });
        yield chunk;
      }
    } catch (error) {
      throw asRefusal(error);
    }
  }

  return {
    has: (name: string) => entries.has(name),
    /** Parses a document, and yields after each chunk, so that the caller can take what was found. @throws FileRefused */
    walk: (name: string, handlers: XmlHandlers) => walk(unpack(name), handlers),
    /** Parses a whole document. @throws FileRefused */
    async parse(name: string, handlers: XmlHandlers): Promise<void> {
      for await (const _ of walk(unpack(name), handlers));
    },
  };
}

/** Names stay raw, because only the few that a workbook needs are looked up. Sizes are counted here, not compared. */
const YAUZL_OPTIONS = { lazyEntries: true, decodeStrings: false, validateEntrySizes: false } as const;

async function readDirectory(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > FILE_LIMITS.parts) throw tooComplex("parts");
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

/** Called for the parts of a document while it is parsed. Names come without their prefix. */
export interface XmlHandlers {
  open?(tag: SaxesTagPlain): void;
  text?(value: string): void;
  close?(name: string): void;
  /** Returns the refusal of a text that never ends; `broken` by default. */
  endless?(): Refusal;
}

/** Parses XML. A document type is refused: a workbook has none (ECMA-376, part 2), and it could define entities. */
async function* walk(xml: AsyncIterable<Buffer>, handlers: XmlHandlers): AsyncGenerator<void> {
  const parser = new SaxesParser();
  const letters = new TextDecoder("utf-8");
  let depth = 0;
  /** Characters that the parser buffers until the next tag. */
  let held = 0;
  const text = (value: string) => {
    held = 0;
    handlers.text?.(value);
  };
  parser.on("opentag", (tag) => {
    held = 0;
    depth += 1;
    if (depth > FILE_LIMITS.depth) throw tooComplex("depth");
    handlers.open?.({ ...tag, name: localName(tag.name) });
  });
  parser.on("text", text);
  parser.on("cdata", text);
  parser.on("closetag", ({ name }) => {
    held = 0;
    depth -= 1;
    handlers.close?.(localName(name));
  });
  const refuse = () => {
    throw broken();
  };
  parser.on("doctype", refuse);
  parser.on("error", refuse);
  for await (const chunk of xml) {
    const part = letters.decode(chunk, { stream: true });
    held += part.length;
    parser.write(part);
    if (held > FILE_LIMITS.rawChars) throw new FileRefused(handlers.endless?.() ?? { why: "broken" });
    yield;
  }
  parser.close();
  yield;
}

/** Removes the prefix: `"x:row"` → `"row"`. Some programs write every name with one. */
function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
