import { csvCell } from "../imports/csv-cell.ts";

const encoder = new TextEncoder();
/** Without it Excel takes UTF-8 for the country's old encoding. */
const BYTE_ORDER_MARK = "\ufeff";

/** A CSV as it grows, row by row: bytes are kept, not the rows. */
export interface CsvFile {
  readonly rows: number;
  add(cells: readonly (string | number | null)[]): void;
  bytes(): Uint8Array;
}

export function csvFile(headings: readonly string[]): CsvFile {
  const parts = [encoder.encode(BYTE_ORDER_MARK), line(headings)];
  return {
    get rows() {
      return parts.length - 2;
    },
    add: (cells) => void parts.push(line(cells)),
    bytes: () => Buffer.concat(parts),
  };
}

function line(cells: readonly (string | number | null)[]): Uint8Array {
  return encoder.encode(`${cells.map(cell).join(",")}\r\n`);
}

function cell(value: string | number | null): string {
  return typeof value === "string" ? csvCell(value) : String(value ?? "");
}
