import { posix } from "node:path";
import type { SaxesTagPlain } from "saxes";
import { cellTooLong, FILE_LIMITS, FileRefused, lineTooLong, tooComplex, tooMany } from "../refusal.ts";
import { type Archive, openArchive, type XmlHandlers } from "./archive.ts";
import { type Line, serialToText, tidy } from "./line.ts";

/**
 * Yields the rows of a workbook's first visible sheet (ECMA-376, part 1, 18.3). A date is read as `"25/11/2026"`, a number
 * as its digits, and a formula as `"=…"`, which the caller refuses.
 * @throws FileRefused `broken`, and every limit of a workbook
 */
export async function* readWorkbook(
  bytes: Buffer,
  unpackedMaxBytes: number = FILE_LIMITS.unpackedBytes,
): AsyncGenerator<Line> {
  const archive = await openArchive(bytes, unpackedMaxBytes);
  const book = await readBook(archive);
  const texts = archive.has(book.texts) ? await readSharedTexts(archive, book.texts) : [];
  const isDate = archive.has(book.styles) ? await readNumberStyles(archive, book.styles) : () => false;
  const text = ({ type, style, value, inline, formula }: SheetCell): string => {
    if (formula !== undefined) return `=${formula}`;
    if (type === "s") return texts[Number(value)] ?? "";
    if (type === "inlineStr") return inline;
    if (type === "b") return value === "1" ? "TRUE" : "FALSE";
    if (type !== "" && type !== "n") return value;
    if (value === "") return "";
    return isDate(style) ? serialToText(Number(value), book.is1904) : String(Number(value));
  };
  yield* readRows((handlers) => archive.walk(book.sheet, handlers), text);
}

interface Book {
  sheet: string;
  texts: string;
  styles: string;
  /** True if days are counted from 1904, as in old versions of Excel for Mac. */
  is1904: boolean;
}

async function readBook(archive: Archive): Promise<Book> {
  const targets = new Map<string, string>();
  const byType = new Map<string, string>();
  await archive.parse("xl/_rels/workbook.xml.rels", {
    open({ name, attributes }) {
      if (name !== "Relationship") return;
      const target = posix.join("/xl", attributes.Target ?? "").slice(1);
      // A target may be absolute: "/xl/worksheets/sheet1.xml".
      const path = attributes.Target?.startsWith("/") ? attributes.Target.slice(1) : target;
      targets.set(attributes.Id ?? "", path);
      byType.set(posix.basename(attributes.Type ?? ""), path);
      if (targets.size > FILE_LIMITS.parts) throw tooComplex("parts");
    },
  });
  let first: string | undefined;
  let is1904 = false;
  let sheets = 0;
  await archive.parse("xl/workbook.xml", {
    open({ name, attributes }) {
      if (name === "workbookPr") is1904 = /^(1|true)$/.test(attributes.date1904 ?? "");
      if (name === "sheet" && ++sheets > FILE_LIMITS.sheets) throw tooComplex("sheets");
      const isVisible = (attributes.state ?? "visible") === "visible";
      if (name === "sheet" && isVisible) first ??= targets.get(attributes["r:id"] ?? "");
    },
  });
  if (first === undefined) throw new FileRefused({ why: "broken" });
  return {
    sheet: first,
    texts: byType.get("sharedStrings") ?? "",
    styles: byType.get("styles") ?? "",
    is1904,
  };
}

async function readSharedTexts(archive: Archive, name: string): Promise<string[]> {
  const texts: string[] = [];
  let current = "";
  let chars = 0;
  let isText = false;
  let isPhonetic = false;
  await archive.parse(name, {
    open({ name }) {
      if (name === "si") current = "";
      // Phonetic text says how a word is read aloud, and is skipped.
      if (name === "rPh") isPhonetic = true;
      isText = name === "t" && !isPhonetic;
    },
    text(value) {
      if (!isText) return;
      current += value;
      if (current.length > FILE_LIMITS.cellChars) throw cellTooLong();
    },
    endless: () => cellTooLong().refusal,
    close(name) {
      if (name === "t") isText = false;
      if (name === "rPh") isPhonetic = false;
      if (name !== "si") return;
      chars += current.length;
      if (texts.push(current) > FILE_LIMITS.texts) throw tooComplex("texts");
      if (chars > FILE_LIMITS.textChars) throw new FileRefused(TOO_MUCH_TEXT);
    },
  });
  return texts;
}

interface SheetCell {
  type: string;
  style: number;
  value: string;
  inline: string;
  formula: string | undefined;
}

const TOO_MUCH_TEXT = { why: "too-much-text", most: FILE_LIMITS.chars } as const;

async function* readRows(
  walk: (handlers: XmlHandlers) => AsyncIterable<void>,
  textOf: (cell: SheetCell) => string,
): AsyncGenerator<Line> {
  let line = 0;
  let column = 0;
  let cells: string[] = [];
  let cell: SheetCell = emptyCell();
  let within = "";
  let ready: Line[] = [];
  let charsInRow = 0;
  let chars = 0;

  const here = () => ({ line, column: columnName(column) });

  /** Counts the text that comes out, because a million cells can refer to one shared text. */
  function count(text: string): void {
    chars += text.length;
    charsInRow += text.length;
    if (text.length > FILE_LIMITS.cellChars) throw cellTooLong(here());
    if (charsInRow > FILE_LIMITS.lineChars) throw lineTooLong(line);
    if (chars > FILE_LIMITS.chars) throw new FileRefused(TOO_MUCH_TEXT);
  }

  function put(text: string): void {
    if (text === "" || column < 1) return;
    if (column > FILE_LIMITS.columns) throw tooMany("columns");
    count(text);
    while (cells.length < column - 1) cells.push("");
    cells[column - 1] = text;
  }

  const handlers: XmlHandlers = {
    open({ name, attributes, isSelfClosing }: SaxesTagPlain) {
      within = name;
      if (name === "row") {
        line = lineAfter(line, attributes.r);
        if (line > FILE_LIMITS.lines) throw tooMany("lines");
        cells = [];
        column = 0;
        charsInRow = 0;
      } else if (name === "c") {
        column = attributes.r === undefined ? column + 1 : columnOf(attributes.r);
        cell = { ...emptyCell(), type: attributes.t ?? "", style: Number(attributes.s ?? 0) };
      } else if (name === "f") cell.formula = isSelfClosing ? "?" : "";
    },
    text(value) {
      if (within === "v") cell.value += value;
      else if (within === "t") cell.inline += value;
      else if (within === "f") cell.formula = (cell.formula ?? "") + value;
      const { value: written, inline, formula = "" } = cell;
      if (written.length + inline.length + formula.length > FILE_LIMITS.cellChars) throw cellTooLong(here());
    },
    close(name) {
      within = "";
      if (name === "c") put(tidy(textOf(cell)));
      else if (name === "row" && cells.length > 0) ready.push({ line, cells });
    },
    endless: () => (within === "v" || within === "t" ? cellTooLong(here()).refusal : { why: "broken" }),
  };
  for await (const _ of walk(handlers)) {
    yield* ready;
    ready = [];
  }
  yield* ready;
}

/**
 * Returns the line of a row. Rows come in order (ECMA-376, 18.3.1.73), so a row number that is not higher than the last
 * one is ignored.
 */
function lineAfter(line: number, given: string | undefined): number {
  const number = Number(given);
  return Number.isSafeInteger(number) && number > line ? number : line + 1;
}

function emptyCell(): SheetCell {
  return { type: "", style: 0, value: "", inline: "", formula: undefined };
}

/** Returns the column's number: `"AB12"` → 28. */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of reference.slice(0, 8).replace(/(?<!\d)\d+$/, ""))
    column = column * 26 + letter.charCodeAt(0) - 64;
  return column;
}

/** Returns the column's letters: 28 → `"AB"`. */
function columnName(column: number): string {
  return column < 1
    ? ""
    : columnName(Math.floor((column - 1) / 26)) + String.fromCharCode(65 + ((column - 1) % 26));
}

/** The built-in formats that show a date, with the East Asian ones (ECMA-376, part 1, 18.8.30). */
const BUILT_IN_DATES = [
  [14, 17],
  [22, 22],
  [27, 31],
  [36, 36],
  [50, 54],
  [57, 58],
] as const;

/**
 * Reads which cell styles of a workbook show a number as a date. A cell holds `45986`, and only its style says that this
 * is 25/11/2026.
 * @throws FileRefused `broken`, `too-complex`
 */
async function readNumberStyles(archive: Archive, name: string): Promise<(style: number) => boolean> {
  const own = new Map<number, string>();
  const styles: number[] = [];
  let isInCells = false;
  await archive.parse(name, {
    open({ name, attributes }) {
      if (name === "numFmt") own.set(Number(attributes.numFmtId), attributes.formatCode ?? "");
      else if (name === "cellXfs") isInCells = true;
      else if (name === "xf" && isInCells) styles.push(Number(attributes.numFmtId ?? 0));
      if (own.size > FILE_LIMITS.styles || styles.length > FILE_LIMITS.styles) throw tooComplex("styles");
    },
    close(name) {
      if (name === "cellXfs") isInCells = false;
    },
  });
  return (style) => {
    const format = styles[style] ?? 0;
    const code = own.get(format);
    return code === undefined
      ? BUILT_IN_DATES.some(([first, last]) => format >= first && format <= last)
      : isDateFormat(code);
  };
}

/**
 * True if a number format shows a date: it has a day or a year outside of quotes, escapes and brackets (`[$-42A]`,
 * `[Red]`).
 */
function isDateFormat(code: string): boolean {
  return /[dy]/i.test(code.replace(/"[^"]*"|\\.|_.|\[[^\]]{0,255}\]/g, ""));
}
