import { pipeline, Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { FileRefused } from "../refusal.ts";
import { type Line, tidy } from "./line.ts";

const DELIMITERS = [",", ";", "\t"] as const;
/** A record longer than this has swallowed the rest of the file behind a quotation mark that is never closed. */
const LONGEST_RECORD = 100_000;

/**
 * The rows of a CSV, parted by comma, semicolon or tab as its first line shows; quoted cells may hold line breaks.
 * @throws FileRefused `quote`, `no-table`
 */
export async function* readCsv(text: AsyncIterable<string>): AsyncGenerator<Line> {
  const { first, all } = await peek(text);
  // Excel writes and reads this line where the list separator is not the country's.
  const told = /^\ufeff?sep=(.)\r?\n/i.exec(first)?.[1];
  /** The line at which the last whole record ended; those before it may still be waiting to be read. */
  let endedAt = 0;
  const parser = parse({
    bom: true,
    delimiter: told ?? delimiterOf(first),
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: LONGEST_RECORD,
    on_record(record, { lines }) {
      endedAt = lines;
      return record;
    },
  });
  let line = 1;
  try {
    pipeline(Readable.from(all), parser, () => {
      // A failure of either is thrown where the records are read, just below.
    });
    for await (const { record, info } of parser) {
      const cells = (record as string[]).map(tidy);
      const isData = cells.some((cell) => cell !== "") && !(line === 1 && told !== undefined);
      if (isData) yield { line, cells };
      // `lines` is the line at which the record ended: the next begins below it.
      line = info.lines + 1;
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new FileRefused({ why: "quote", line: endedAt + 1 });
  }
}

/** The beginning of the text, with its first line whole, and the text from its beginning. */
async function peek(text: AsyncIterable<string>) {
  const rest = text[Symbol.asyncIterator]();
  let first = "";
  for (;;) {
    const next = await rest.next();
    if (!next.done) first += next.value;
    const begins = first.search(/\S/);
    // Not by one expression: where no line ends, it would look for the end from each letter.
    const isWhole = begins >= 0 && first.includes("\n", begins);
    if (next.done || isWhole || first.length > LONGEST_RECORD) break;
  }
  // No text has these: a picture, a program, a document.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\x00-\x08\x0e-\x1a]/.test(first)) throw new FileRefused({ why: "no-table" });
  async function* all() {
    yield first;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  }
  return { first, all: all() };
}

/** The sign that stands in the first line most often, outside of quotation marks. */
function delimiterOf(text: string): string {
  const heading = /\S[^\n]*/.exec(text.replace(/"(?:[^"]|"")*"/g, "x"))?.[0] ?? "";
  const counts = DELIMITERS.map((sign) => heading.split(sign).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ",";
}
