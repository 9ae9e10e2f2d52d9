import { SaxesParser, type SaxesTagPlain } from "saxes";
import { FileRefused } from "../refusal.ts";

/** What is told of a document while it is walked; names come without their prefix. */
export interface Seen {
  open?(tag: SaxesTagPlain): void;
  text?(value: string): void;
  close?(name: string): void;
}

/**
 * Walks an XML document as it is unpacked and pauses after each part, so that whoever reads can take what was found.
 * Entities of the document's own are not known to the parser, and so cannot grow.
 * @throws FileRefused `broken`
 */
export async function* walk(xml: AsyncIterable<Buffer>, seen: Seen): AsyncGenerator<void> {
  const parser = new SaxesParser();
  const letters = new TextDecoder("utf-8");
  parser.on("opentag", (tag) => seen.open?.({ ...tag, name: localName(tag.name) }));
  parser.on("text", (value) => seen.text?.(value));
  parser.on("cdata", (value) => seen.text?.(value));
  parser.on("closetag", ({ name }) => seen.close?.(localName(name)));
  parser.on("error", () => {
    throw new FileRefused({ why: "broken" });
  });
  for await (const chunk of xml) {
    parser.write(letters.decode(chunk, { stream: true }));
    yield;
  }
  parser.close();
  yield;
}

/** `"x:row"` → `"row"`: some programs write every name with a prefix. */
function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
