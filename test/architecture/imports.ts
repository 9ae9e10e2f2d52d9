import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";

/** One import line: which file wants what. Files are named from `src/`: `"crm/client.ts"`. */
export interface ImportLine {
  file: string;
  /** A file of ours, `"errors.ts"`, or a package, `"date-fns"`; its deeper paths (`date-fns/locale`) count as the package. */
  wants: string;
  kind: "ours" | "package" | "node";
  /** `import type`, `export type … from`, or `import("x").Type`: gone once it is compiled. */
  typeOnly: boolean;
}

export interface SourceFile {
  file: string;
  text: string;
}

/** Every TypeScript file below a folder, named from that folder. */
export function sourceFiles(folder: string): SourceFile[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".ts"))
    .sort()
    .map((file) => ({ file, text: readFileSync(posix.join(folder, file), "utf8") }));
}

// A statement begins its line here, as Biome formats it, and may run over several lines up to its `from`.
const STATEMENT =
  /^(import|export)\s+(type\s+)?(?:[\w*$]+\s*,?\s*)?(?:\{[^}]*\}|\*\s+as\s+\w+)?\s*from\s*["']([^"']+)["']/gm;
const SIDE_EFFECT = /^import\s*["']([^"']+)["']/gm;
const CALL = /(typeof\s+)?\b(import|require|createRequire)\s*\(\s*(["'`]?)([^"'`)]*)\3/g;

/** The import lines of one file, in no particular order. */
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

/** A computed name cannot be read here, so it is kept as it stands, and no row of any table allows it. */
function called([, , , quote, target]: RegExpMatchArray): string {
  return quote === "" ? `computed: ${target}` : (target ?? "");
}

/** In double or single quotes a `${…}` names no file: it is the text of a program, written for a thread to run. */
function isCode([, , , quote, target]: RegExpMatchArray): boolean {
  return quote === "`" || !target?.startsWith("${");
}

/** `import("x").Thing` is a type, `await import("x")` and `import("x").then` are not. */
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

/** Comments may show an import as an example. Only whole-line comments: a `//` inside a line is mostly an address. */
function withoutComments(text: string): string {
  return text.replace(/^\s*\/\*[\s\S]*?\*\//gm, "").replace(/^\s*\/\/.*$/gm, "");
}
