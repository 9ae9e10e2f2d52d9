import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";

/** One import: a file and what it imports. Paths of files start below `src/`: `"crm/client.ts"`. */
export interface ImportLine {
  file: string;
  /** A project file, `"errors.ts"`, or a package, `"date-fns"`. A deeper path (`date-fns/locale`) counts as it. */
  wants: string;
  kind: "ours" | "package" | "node";
  /** True for `import type`, `export type … from` and `import("x").Type`, which the compiler removes. */
  typeOnly: boolean;
}

export interface SourceFile {
  file: string;
  text: string;
}

/** Returns every TypeScript file below a folder, with paths that start at that folder. */
export function sourceFiles(folder: string): SourceFile[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".ts"))
    .sort()
    .map((file) => ({ file, text: readFileSync(posix.join(folder, file), "utf8") }));
}

// Biome formats the files, so a statement begins its line. It may continue over several lines to its `from`.
const STATEMENT =
  /^(import|export)\s+(type\s+)?(?:[\w*$]+\s*,?\s*)?(?:\{[^}]*\}|\*\s+as\s+\w+)?\s*from\s*["']([^"']+)["']/gm;
const SIDE_EFFECT = /^import\s*["']([^"']+)["']/gm;
const CALL = /(typeof\s+)?\b(import|require|createRequire)\s*\(\s*(["'`]?)([^"'`)]*)\3/g;

/** Returns the imports of one file, in no particular order. */
export function importLines({ file, text }: SourceFile): ImportLine[] {
  const code = withoutComments(text);
  return [
    ...[...code.matchAll(STATEMENT)].map((found) => line(file, found[3] ?? "", found[2] !== undefined)),
    ...[...code.matchAll(SIDE_EFFECT)].map((found) => line(file, found[1] ?? "", false)),
    ...[...code.matchAll(CALL)]
      .filter(isCode)
      .map((found) => line(file, called(found), isTypeQuery(code, found))),
  ];
}

/** Returns the imported name. A computed name stays as it is written, and no row of a table allows it. */
function called([, , , quote, target]: RegExpMatchArray): string {
  return quote === "" ? `computed: ${target}` : (target ?? "");
}

/** True for a name in double or single quotes with `${…}`. This is not a file, but program text for a thread. */
function isCode([, , , quote, target]: RegExpMatchArray): boolean {
  return quote === "`" || !target?.startsWith("${");
}

/** True for the type `import("x").Thing`. `await import("x")` and `import("x").then` are not types. */
function isTypeQuery(code: string, found: RegExpExecArray): boolean {
  if (found[2] !== "import") return false;
  return found[1] !== undefined || /^\s*\)\s*\.\s*[A-Z]/.test(code.slice(found.index + found[0].length));
}

function line(file: string, target: string, typeOnly: boolean): ImportLine {
  if (target.startsWith("node:")) return { file, wants: target, kind: "node", typeOnly };
  if (target.startsWith(".")) {
    return { file, wants: posix.join(posix.dirname(file), target), kind: "ours", typeOnly };
  }
  const depth = target.startsWith("@") ? 2 : 1;
  return { file, wants: target.split("/").slice(0, depth).join("/"), kind: "package", typeOnly };
}

/** Removes whole-line comments, which may show example imports. A `//` inside a line is usually part of a URL. */
function withoutComments(text: string): string {
  return text.replace(/^\s*\/\*[\s\S]*?\*\//gm, "").replace(/^\s*\/\/.*$/gm, "");
}
