import { posix } from "node:path";
import { parseSync } from "oxc-parser";
import type { SourceFile } from "./imports.ts";

/** The texts of the Markdown files, by their paths from the root of the repository: `"src/crm/API.md"`. */
export type Documents = ReadonlyMap<string, string>;

/** One mention of a Markdown file: `{ from: "src/crm/deal.ts", to: "src/crm/API.md", anchor: "deals" }`. */
export interface Link {
  from: string;
  to: string;
  anchor: string | undefined;
}

const MENTION = /(?<![\w./:-])((?:[\w-]+\/)*[\w-]+\.md)(?:#([\w-]+))?/g;
const MARKDOWN_TARGET = /\]\(([^)\s]+)\)/g;

/** Returns a file whose text is the comments only. Each is on one line, because a citation may cover two lines. */
export function commentsOf({ file, text }: SourceFile): SourceFile {
  const { comments } = parseSync(file, text);
  return { file, text: comments.map(({ value }) => value.replace(/\s*\n\s*\*?\s*/g, " ")).join("\n") };
}

/** Returns the Markdown files that comments mention. Their paths start at the root of the repository. */
export function linksInComments({ file, text }: SourceFile): Link[] {
  return mentions(file, text);
}

/** Returns the links of a Markdown file. `](path)` is relative to the file, a path in the text to the root. */
export function linksInMarkdown({ file, text }: SourceFile): Link[] {
  const prose = withoutCode(text);
  const targets = [...prose.matchAll(MARKDOWN_TARGET)].map(([, target = ""]) => target);
  const local = targets.filter((target) => /^#|\.md(#|$)/.test(target) && !target.includes("://"));
  return [
    ...local.map((target) => targetFrom(file, target)),
    ...mentions(file, prose.replace(MARKDOWN_TARGET, "]").replace(/\bhttps?:\S+/g, "")),
  ];
}

function targetFrom(file: string, target: string): Link {
  const [path = "", anchor] = target.split("#");
  return { from: file, to: path === "" ? file : posix.join(posix.dirname(file), path), anchor };
}

function mentions(file: string, text: string): Link[] {
  return [...text.matchAll(MENTION)].map(([, to = "", anchor]) => ({ from: file, to, anchor }));
}

/** Returns the links whose file or heading does not exist, one line each. */
export function brokenLinks(links: readonly Link[], documents: Documents): string[] {
  return links
    .filter(({ to, anchor }) => {
      const text = documents.get(to);
      return text === undefined || (anchor !== undefined && !anchorsOf(text).has(anchor));
    })
    .map(({ from, to, anchor }) => `${from}: ${to}${anchor === undefined ? "" : `#${anchor}`}`);
}

/** Returns GitHub's anchors for the headings of a Markdown text: `"### GET /contacts"` → `"get-contacts"`. */
export function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of withoutCode(markdown).matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const slug = slugOf(heading);
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M} _-]/gu, "")
    .replaceAll(" ", "-");
}

function withoutCode(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```/gm, "");
}

/** Matches citations of documents that are not in the repository. */
const ABSENT =
  /\b[Rr]ows? \d+(?! of| in)|antcrm-api|platform-rules|\bdesign, section|\bdesign\.md|\[(seed|docs|guide|inferred|measured|types)\b[^\]]*\]/g;

/** Returns the citations of absent documents in comments, one line each. */
export function absentCitations({ file, text }: SourceFile): string[] {
  return [...text.matchAll(ABSENT)].map(([citation]) => `${file}: ${citation}`);
}
