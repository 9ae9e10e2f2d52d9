import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type SourceFile, sourceFiles } from "./architecture/imports.ts";
import {
  absentCitations,
  anchorsOf,
  brokenLinks,
  commentsOf,
  linksInComments,
  linksInMarkdown,
} from "./architecture/links.ts";

const root = join(import.meta.dirname, "..");
const comments = ["src", "test"].flatMap((folder) =>
  sourceFiles(join(root, folder)).map(({ file, text }) => commentsOf({ file: `${folder}/${file}`, text })),
);
const markdown = [...markdownIn("src"), ...markdownIn("test"), markdownAt("README.md")];
const documents = new Map(markdown.map(({ file, text }) => [file, text]));

function markdownIn(folder: string): SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => markdownAt(`${folder}/${file}`));
}

function markdownAt(file: string): SourceFile {
  return { file, text: readFileSync(join(root, file), "utf8") };
}

describe("the documentation", () => {
  it("has links to look at", () => {
    expect(comments.flatMap(linksInComments).length).toBeGreaterThan(100);
  });

  it("is linked from comments by files and headings that exist", () => {
    expect(brokenLinks(comments.flatMap(linksInComments), documents)).toEqual([]);
  });

  it("links to files and headings that exist", () => {
    expect(brokenLinks(markdown.flatMap(linksInMarkdown), documents)).toEqual([]);
  });

  it("is in the repository wherever a comment cites it", () => {
    expect(comments.flatMap(absentCitations)).toEqual([]);
  });
});

describe("the rules reject", () => {
  const page = "# AntCRM\n\n## Time filters\n\n```md\n## No heading\n```\n";
  const pages = new Map([["src/crm/API.md", page]]);
  const inComment = (comment: string) =>
    brokenLinks(linksInComments(commentsOf({ file: "src/a.ts", text: comment })), pages);

  it("a comment that links to no file or to no heading", () => {
    expect(inComment("// See src/crm/API.md#time-filters.")).toEqual([]);
    expect(inComment("/**\n * See src/crm/API.md\n */")).toEqual([]);
    expect(inComment("// See src/crm/API.md#times.")).toEqual(["src/a.ts: src/crm/API.md#times"]);
    expect(inComment("// See src/crm/API.md#no-heading.")).toEqual(["src/a.ts: src/crm/API.md#no-heading"]);
    expect(inComment("/** As in docs/facts.md. */")).toEqual(["src/a.ts: docs/facts.md"]);
  });

  it("a link of a Markdown file that leads nowhere", () => {
    const text =
      "[a](#time-filters) [b](#gone) [c](API.md#antcrm) [d](other.md) [e](https://a.vn/b.md) src/x.md";
    expect(brokenLinks(linksInMarkdown({ file: "src/crm/API.md", text }), pages)).toEqual([
      "src/crm/API.md: src/crm/API.md#gone",
      "src/crm/API.md: src/crm/other.md",
      "src/crm/API.md: src/x.md",
    ]);
  });

  it("a citation of a document that is not in the repository", () => {
    const citing = (comment: string) => absentCitations(commentsOf({ file: "src/a.ts", text: comment }));
    expect(citing("// Row 8: any JSON.")).toEqual(["src/a.ts: Row 8"]);
    expect(citing("/** It is HTML [seed 3.4]. */")).toEqual(["src/a.ts: [seed 3.4]"]);
    expect(citing("/**\n * At most so often (design,\n * section 7).\n */")).toEqual([
      "src/a.ts: design, section",
    ]);
    expect(citing("// By place (antcrm-api.md 6).")).toEqual(["src/a.ts: antcrm-api"]);
    expect(citing('const cell = "row 8 [seed]"; // Code may say anything.')).toEqual([]);
  });
});

it("names headings as GitHub does", () => {
  const anchors = anchorsOf(
    "# GET /contacts\n## POST /segments/set-contact\n## Times\n### Times\n## Phones & e-mails\n",
  );
  expect([...anchors]).toEqual([
    "get-contacts",
    "post-segmentsset-contact",
    "times",
    "times-1",
    "phones--e-mails",
  ]);
});
