import { SaxesParser, type SaxesTagPlain } from "saxes";
import { FileRefused, type Refusal } from "../refusal.ts";
import { LIMITS } from "./limits.ts";

/** What is told of a document while it is walked; names come without their prefix. */
export interface Seen {
  open?(tag: SaxesTagPlain): void;
  text?(value: string): void;
  close?(name: string): void;
  /** Why the document is refused where a text never ends; `broken` unless told. */
  endless?(): Refusal;
}

/**
 * Walks an XML document as it is unpacked and pauses after each part, so that whoever reads can take what was found.
 * A document type is refused: a workbook has none (ECMA-376, part 2), and entities would come with it.
 * @throws FileRefused `broken`, `too-complex`
 */
export async function* walk(xml: AsyncIterable<Buffer>, seen: Seen): AsyncGenerator<void> {
  const parser = new SaxesParser();
  const letters = new TextDecoder("utf-8");
  let depth = 0;
  /** Characters that the parser holds back until the next tag. */
  let held = 0;
  const text = (value: string) => {
    held = 0;
    seen.text?.(value);
  };
  parser.on("opentag", (tag) => {
    held = 0;
    depth += 1;
    if (depth > LIMITS.depth) throw new FileRefused({ why: "too-complex", of: "depth", most: LIMITS.depth });
    seen.open?.({ ...tag, name: localName(tag.name) });
  });
  parser.on("text", text);
  parser.on("cdata", text);
  parser.on("closetag", ({ name }) => {
    held = 0;
    depth -= 1;
    seen.close?.(localName(name));
  });
  const refuse = () => {
    throw new FileRefused({ why: "broken" });
  };
  parser.on("doctype", refuse);
  parser.on("error", refuse);
  for await (const chunk of xml) {
    const part = letters.decode(chunk, { stream: true });
    held += part.length;
    parser.write(part);
    if (held > LIMITS.rawChars) throw new FileRefused(seen.endless?.() ?? { why: "broken" });
    yield;
  }
  parser.close();
  yield;
}

/** `"x:row"` → `"row"`: some programs write every name with a prefix. */
function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
