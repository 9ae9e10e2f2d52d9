import { defineMessages } from "../../i18n/messages.ts";
import { isReasonHeading } from "./columns.ts";
import { csvCell } from "./csv-cell.ts";
import { createTurnGiver } from "./event-loop.ts";
import { type Import, type ImportRepository, type KeptRow, keptRows } from "./import.ts";

const reportMessages = defineMessages({
  en: {
    error: "Error",
    line: (line: number, reason: string) => `line ${line}: ${reason}`,
    notSent: "not sent, the import was stopped before",
    restored: "the database was restored from a copy: look this row up in AntCRM before you send it again",
  },
  vi: {
    error: "Lỗi",
    line: (line, reason) => `dòng ${line}: ${reason}`,
    notSent: "chưa gửi, việc nhập đã dừng trước đó",
    restored:
      "dữ liệu của bot được khôi phục từ bản sao lưu: hãy tra dòng này trong AntCRM trước khi gửi lại",
  },
});

const encoder = new TextEncoder();
/** Without it Excel reads UTF-8 as the old Vietnamese encoding. */
const BYTE_ORDER_MARK = "\ufeff";

/**
 * Writes the rows that are not in AntCRM as a CSV, in the order of their lines. It has the file's own columns and one
 * more for the reason. People correct the file and upload it again; the column of reasons is skipped by its heading. A
 * spreadsheet runs none of its cells.
 * @returns null if no row is missing
 */
export async function reportFile(store: ImportRepository, of: Import): Promise<Uint8Array | null> {
  const { plan } = of;
  const untried = untriedReason(of);
  const t = reportMessages[plan.locale];
  const own = new Set(plan.headings.flatMap((heading, index) => (isReasonHeading(heading) ? [index] : [])));
  // Cells beyond the headings come last. Before the reason they would be read as the reason.
  const record = (cells: readonly string[], last: string) =>
    encoder.encode(
      `${[...plan.headings.keys()]
        .filter((index) => !own.has(index))
        .map((index) => cells[index] ?? "")
        .concat(last, cells.slice(plan.headings.length))
        .map(csvCell)
        .join(",")}\r\n`,
    );
  const records: { line: number; bytes: Uint8Array }[] = [];
  const giveTurn = createTurnGiver();
  for await (const rows of missing(store, of)) {
    for (const { l, c, e = untried } of rows) records.push({ line: l, bytes: record(c, t.line(l, e)) });
    await giveTurn();
  }
  if (records.length === 0) return null;
  records.sort((a, b) => a.line - b.line);
  const head = [encoder.encode(BYTE_ORDER_MARK), record(plan.headings, t.error)];
  return Buffer.concat([...head, ...records.map(({ bytes }) => bytes)]);
}

/** Returns the first rows that are not in AntCRM, in the order of their lines. */
export async function firstFailures(
  store: ImportRepository,
  of: Import,
  most: number,
): Promise<{ line: number; reason: string }[]> {
  const failures: KeptRow[] = [];
  const giveTurn = createTurnGiver();
  for await (const rows of missing(store, of)) {
    failures.push(...rows.map(({ l, e }) => ({ l, c: [], ...(e !== undefined && { e }) })));
    failures.sort((a, b) => a.l - b.l).splice(most);
    await giveTurn();
  }
  return failures.map(({ l, e }) => ({ line: l, reason: e ?? untriedReason(of) }));
}

/** Returns the reason for a row that was not tried. */
function untriedReason({ plan, restoredAt }: Import): string {
  const { notSent, restored } = reportMessages[plan.locale];
  return restoredAt === null ? notSent : restored;
}

/** Yields the rows that will not be in AntCRM. Waiting rows belong to them only after the import was stopped. */
async function* missing(store: ImportRepository, { id, state: at }: Import): AsyncGenerator<KeptRow[]> {
  for await (const { state, rows } of store.kept(id)) {
    if (state === "bad" || state === "done" || at === "stopped") yield keptRows(rows);
  }
}
