import { SaxesParser, type SaxesTagPlain } from "saxes";
import { FileRefused, type Refusal } from "../refusal.ts";
import { LIMITS } from "./limits.ts";

/** Called for the parts of a document while it is parsed. Names come without their prefix. */
export interface XmlHandlers {
  open?(tag: SaxesTagPlain): void;
  text?(value: string): void;
  close?(name: string): void;
  /** The refusal of a text that never ends; `broken` by default. */
  endless?(): Refusal;
}

/**
 * Parses an XML document while it is unpacked, and yields after each chunk, so that the caller can take what was found. A
 * document type is refused: a workbook has none (ECMA-376, part 2), and it could define entities.
 * @throws FileRefused `broken`, `too-complex`
 */
export async function* walk(xml: AsyncIterable<Buffer>, handlers: XmlHandlers): AsyncGenerator<void> {
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
    if (depth > LIMITS.depth) throw new FileRefused({ why: "too-complex", of: "depth", most: LIMITS.depth });
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
    throw new FileRefused({ why: "broken" });
  };
  parser.on("doctype", refuse);
  parser.on("error", refuse);
  for await (const chunk of xml) {
    const part = letters.decode(chunk, { stream: true });
    held += part.length;
    parser.write(part);
    if (held > LIMITS.rawChars) throw new FileRefused(handlers.endless?.() ?? { why: "broken" });
    yield;
  }
  parser.close();
  yield;
}

/** `"x:row"` → `"row"`: some programs write every name with a prefix. */
function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
