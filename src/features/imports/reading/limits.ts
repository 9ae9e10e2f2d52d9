/** The limits of an imported file. Each has a refusal of its own that tells the person what to do. */
export const LIMITS = {
  /** Rows with a value, without the headings. */
  rows: 200_000,
  /** Lines of a CSV and row numbers of a sheet, blank ones included: the maximum of Excel. */
  lines: 1_048_576,
  /** The report repeats every column in each of its rows. */
  columns: 200,
  /** Characters in one cell: the maximum of Excel. */
  cellChars: 32_767,
  /** Characters in one row, or between two line ends of a CSV. */
  lineChars: 100_000,
  /** Characters in all rows together. */
  chars: 40_000_000,
  sheets: 255,
  /** Files inside a workbook's ZIP, and targets that its parts refer to. */
  parts: 2_000,
  /** Unpacked bytes of all parts that are read. */
  unpackedBytes: 200 * 1024 * 1024,
  /** Unpacked bytes for one packed byte, in a part that unpacks to over 10 MB. Deflate reaches 1,032 at most. */
  ratio: 500,
  ratioFromBytes: 10 * 1024 * 1024,
  /** XML elements inside each other; a sheet has about 10. */
  depth: 64,
  /** Shared texts of a workbook, and their characters together: all are held in memory. */
  texts: 2_000_000,
  textChars: 40_000_000,
  /** Cell styles and number formats: the maximum of Excel. */
  styles: 65_490,
  /** Characters of XML between two tags: the longest cell, with each character escaped. */
  rawChars: 262_144,
} as const;
