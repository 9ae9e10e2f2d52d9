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

/**
 * What customers write must not run as a formula in whoever's spreadsheet opens it: such a cell begins with an apostrophe.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
function cell(value: string | number | null): string {
  if (typeof value !== "string") return value === null ? "" : String(value);
  const plain = /^\s*[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
