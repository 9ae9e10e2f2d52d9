import type { Crm } from "../../../crm/crm.ts";
import type { ImportKind } from "../../../understanding/import-request.ts";
import type { Column } from "../columns.ts";
import type { RowFault } from "../fault.ts";

/** What is sent along with the values of a row. */
export interface Sending {
  /** Unique over all rows of all imports: `"Xf3…-12"`. */
  id: string;
  /** For people, unique as well: `"K7Q2M9XA/12"`. */
  reference: string;
}

/** The destination of the rows, for kinds that need one. */
interface Target {
  /** The segment's ObjectId. */
  segment?: string;
}

/**
 * What reading AntCRM shows of a row that was sent: `made` by us; `there` before; `absent`; or `unknowable`, because no
 * call could show it.
 */
export type RowEvidence = "made" | "there" | "absent" | "unknowable";

/** One kind of import: its columns, what makes a row complete, how rows are sent, and how to look for them. */
export interface Kind<Row> {
  readonly name: ImportKind;
  readonly columns: readonly Column<Row>[];
  /** Columns of the tenant's own: `"Trường: Đơn vị giao"`. */
  own?(row: Row, name: string, cell: string): void;
  /** An empty row, to be filled by the columns. */
  begin(): Row;
  /** What is wrong with the row as a whole; a fault's `field` is a column's key. `today`: `"2026-11-25"`. */
  check(row: Row, today: string): RowFault | null;
  /** Two rows with the same key are the same: phones, e-mails, a number. */
  keys(row: Row): readonly string[];
  /** Rows of different groups never go in one request. */
  group(row: Row): string;
  /** Can the row be found afterwards, or is a repetition harmless? Other rows go in requests of their own. */
  isFindable(row: Row): boolean;
  /** The row in one line, for the first rows of the dry run: `["Trần Thị Bình", "+84867123456"]`. */
  shown(row: Row): readonly string[];
  /** Sends up to 100 rows in one request; resolves with how many AntCRM says it has taken, null where it does not say. */
  send(crm: Crm, rows: readonly (Row & Sending)[], target: Target): Promise<number | null>;
  /** Looks for one row. `since`: when it was sent first. */
  find(crm: Crm, row: Row & Sending, since: Date): Promise<RowEvidence>;
}

/** AntCRM's clock may be behind ours by this much. */
export const CLOCKS_APART_MS = 5 * 60_000;
