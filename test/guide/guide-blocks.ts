/** A code block of the README's guide: a new file, a change of a file, or lines for a shell. */
interface GuideBlock {
  kind: "ts" | "diff" | "sh";
  /** The last path that the text before the block names: `"src/features/catalogue.ts"`. */
  file: string;
  content: string;
}

/** Returns the code blocks below "Add a command", in their order. */
export function blocksOf(readme: string): GuideBlock[] {
  const guide = readme.split(/^## /m).find((section) => section.startsWith("Add a command\n")) ?? "";
  const blocks: GuideBlock[] = [];
  let file = "";
  for (const [, path, indent = "", kind, content = ""] of guide.matchAll(
    /`([\w./-]+\.(?:ts|md))`|^( *)```(ts|diff|sh)\n([\s\S]*?)^ *```$/gm,
  )) {
    if (path !== undefined) file = path;
    else blocks.push({ kind: kind as GuideBlock["kind"], file, content: withoutIndent(content, indent) });
  }
  return blocks;
}

function withoutIndent(content: string, indent: string): string {
  return content
    .split("\n")
    .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
    .join("\n");
}

/**
 * Applies a diff without line numbers to the text. The diff's lines that begin with a blank show the place.
 * @throws Error if the text has no such place
 */
export function withChange(text: string, diff: string): string {
  const lines = diff.replace(/\n$/, "").split("\n");
  const joined = (without: string) =>
    lines
      .filter((line) => !line.startsWith(without))
      .map((line) => `\n${line.slice(1)}`)
      .join("");
  const [before, after] = [joined("+"), joined("-")];
  if (!text.includes(`${before}\n`)) throw new Error(`the guide changes what is not there:${before}`);
  return text.replace(`${before}\n`, () => `${after}\n`);
}
