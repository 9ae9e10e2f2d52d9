import { pipeline, Readable } from "node:stream";
import { TextDecoder } from "node:util";
import { CsvError, parse } from "csv-parse";
import { FILE_LIMITS, FileRefused, lineTooLong, tooMany } from "../refusal.ts";
import { type Line, tidy } from "./line.ts";

const DELIMITERS = [",", ";", "\t"] as const;

/**
 * Yields the rows of a CSV. Its first line shows the separator: comma, semicolon or tab. Quoted cells may contain line
 * breaks.
 * @throws FileRefused `quote`, `no-table`, `too-many-lines`, `line-too-long`
 */
export async function* readCsv(text: AsyncIterable<string>): AsyncGenerator<Line> {
  const { first, all } = await peek(withinLines(text));
  // Excel writes and reads this line when the separator is not the one of the country.
  const declared = /^\ufeff?sep=(.)\r?\n/i.exec(first)?.[1];
  /** The line at which the last complete record ended. Earlier records may not be read yet. */
  let endedAt = 0;
  let blankBefore = 0;
  const parser = parse({
    bom: true,
    delimiter: declared ?? delimiterOf(first),
    relax_column_count: true,
    relax_quotes: true,
    // If blank lines were records, the parser would create an error for the missing columns of each.
    skip_empty_lines: true,
    max_record_size: FILE_LIMITS.lineChars,
    on_record(record: string[], { lines, empty_lines: blank }): [line: string, ...cells: string[]] | null {
      // `lines` is the line at which the record ended. The next record begins below it.
      const line = endedAt + 1 + blank - blankBefore;
      endedAt = lines;
      blankBefore = blank;
      if (line === 1 && declared !== undefined) return null;
      const cells = record.map(tidy);
      // Empty rows are dropped here, because only here a record knows its line.
      return cells.some((cell) => cell !== "") ? [String(line), ...cells] : null;
    },
  });
  try {
    pipeline(Readable.from(all), parser, () => {
      // The loop below throws a failure of either stream.
    });
    for await (const [line, ...cells] of parser) yield { line: Number(line), cells };
  } catch (error) {
    throw error instanceof CsvError ? refusalOf(error, endedAt + 1) : error;
  }
}

/**
 * Returns the refusal. A record that is too long and covers several lines began with a quotation mark that is never
 * closed.
 */
function refusalOf(error: CsvError, line: number): FileRefused {
  const isOneLine = error.code === "CSV_MAX_RECORD_SIZE" && Number(error.lines) <= line;
  return isOneLine ? lineTooLong(line) : new FileRefused({ why: "quote", line });
}

/** Returns the same text, and refuses it before the parser holds an endless line or counts blank lines for minutes. */
async function* withinLines(text: AsyncIterable<string>): AsyncGenerator<string> {
  let line = 1;
  let chars = 0;
  for await (const part of text) {
    for (let at = 0; ; line += 1) {
      const end = part.indexOf("\n", at);
      chars += (end < 0 ? part.length : end) - at;
      if (chars > FILE_LIMITS.lineChars) throw lineTooLong(line);
      if (line > FILE_LIMITS.lines) throw tooMany("lines");
      if (end < 0) break;
      chars = 0;
      at = end + 1;
    }
    yield part;
  }
}

/** Returns the start of the text, with its complete first line, and the whole text. */
async function peek(text: AsyncIterable<string>) {
  const rest = text[Symbol.asyncIterator]();
  let first = "";
  for (;;) {
    const next = await rest.next();
    if (!next.done) first += next.value;
    const begins = first.search(/\S/);
    // One expression for both conditions would search for the line end from each letter.
    const isWhole = begins >= 0 && first.includes("\n", begins);
    if (next.done || isWhole || first.length > FILE_LIMITS.lineChars) break;
  }
  // Pictures, programs and documents contain these characters. Texts do not.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are searched for
  if (/[\x00-\x08\x0e-\x1a]/.test(first)) throw new FileRefused({ why: "no-table" });
  async function* all() {
    yield first;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  }
  return { first, all: all() };
}

/** Returns the delimiter that the first line has most often, outside of quotation marks. */
function delimiterOf(text: string): string {
  const heading = /\S[^\n]*/.exec(text.replace(/"(?:[^"]|"")*"/g, "x"))?.[0] ?? "";
  const counts = DELIMITERS.map((sign) => heading.split(sign).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ",";
}

type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1258";

/**
 * Decodes a stream of bytes: UTF-8 and UTF-16 with or without a byte order mark, and Windows-1258, which Vietnamese
 * editions of Excel still write. ASCII fits all of them, so the first part with another byte decides.
 * @throws FileRefused `letters` a text that began as UTF-8 or UTF-16 continues as something else
 */
export async function* decode(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let line = 1;
  for await (const part of bytes) {
    decoder ??= decoderFor(part);
    let text: string;
    if (decoder === undefined) {
      text = new TextDecoder("latin1").decode(part);
    } else {
      try {
        text = decoder.decode(part, { stream: true });
      } catch {
        throw new FileRefused({ why: "letters", line });
      }
    }
    line += text.split("\n").length - 1;
    yield text;
  }
}

/** Returns the decoder that fits this part; undefined for ASCII, which fits all encodings. */
function decoderFor(part: Uint8Array): TextDecoder | undefined {
  const encoding = encodingOf(part);
  // The decoder removes the byte order mark. In Windows-1258 every byte is a letter, so nothing can be an error.
  return encoding && new TextDecoder(encoding, { fatal: encoding !== "windows-1258" });
}

function encodingOf(part: Uint8Array): Encoding | undefined {
  const [first, second] = part;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  const wide = wideEncoding(part);
  if (wide) return wide;
  if (part.every((byte) => byte < 0x80)) return undefined;
  return isUtf8(part) ? "utf-8" : "windows-1258";
}

/** Detects UTF-16 without a mark: each ASCII character has a zero byte beside it. */
function wideEncoding(part: Uint8Array): Encoding | undefined {
  const sample = part.subarray(0, 16 * 1024);
  const zeros = [0, 0];
  for (const [index, byte] of sample.entries())
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (even + odd < sample.length / 8) return undefined;
  return odd > even ? "utf-16le" : "utf-16be";
}

/** True if the part is valid UTF-8. It may end inside a letter, which `stream` allows. */
function isUtf8(part: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(part, { stream: true });
    return true;
  } catch {
    return false;
  }
}
