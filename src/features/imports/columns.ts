import type { Crm } from "../../crm/crm.ts";
import type { Label } from "../../i18n/messages.ts";
import { formLabel, type NamedField, type RecordDefinition, type RecordField } from "../../records/record.ts";
import { fold } from "../../understanding/fold.ts";
import type { ImportKind } from "../../understanding/import-request.ts";
import type { RowFault } from "./fault.ts";
import * as values from "./values.ts";

/** AntCRM's clock may be behind ours by this much. */
export const CLOCKS_APART_MS = 5 * 60_000;

/** A column that a file may have: its headings, and how its cells are read into a row. */
export interface ImportColumn<Row> {
  key: string;
  /** The heading in a template and in the preview: `{ vi: "Số điện thoại", en: "Phone" }`. */
  label: Label;
  /** Other headings. Accents, capitals and punctuation are ignored. */
  synonyms: readonly string[];
  /** True if every row must have a value here. */
  required?: boolean;
  /** True if a file may have several such columns: "Điện thoại 1", "Điện thoại 2". */
  several?: boolean;
  /** Puts the cell's value into the row. `heading` is as the file has it. */
  fill(row: Row, cell: string, heading: string): RowFault | null;
}

/** A row while it is read. Each column sets the property of its field. */
type ImportRow = Record<string, unknown>;

/** Returns the columns of a record's files: those of its fields that a file may have, in their order. */
export function recordColumns<R>(
  record: RecordDefinition<R>,
  isWanted: (name: string) => boolean = () => true,
): ImportColumn<ImportRow>[] {
  const fields = record.parts.import.filter(({ name }) => isWanted(name));
  return fields.flatMap((field) => (field.import?.isAddress ? addressColumns() : [columnOf(field)]));
}

function columnOf<R>(field: NamedField<R>): ImportColumn<ImportRow> {
  const { label = formLabel(field, "create"), headings = [], required, several } = field.import ?? {};
  const property = field.import?.row ?? field.key;
  const put = (row: ImportRow, typed: string) => {
    const [held, value] = [row[property], field.wanted(typed, null).sent];
    const isFurther = Array.isArray(held) && Array.isArray(value);
    row[property] = isFurther ? [...new Set([...held, ...value])] : value;
  };
  return {
    key: field.name,
    label,
    synonyms: headings,
    ...(required && { required }),
    ...(several && { several }),
    fill: fillWith((cell) => readAs(field, cell), put),
  };
}

function readAs<R>({ typedAs, import: column }: RecordField<R>, cell: string): values.CellValue {
  switch (typedAs) {
    case "lines":
      return values.textOfCell(cell, TEXT_MAX);
    case "list": {
      const text = values.textOfCell(cell, TEXT_MAX);
      return typeof text === "string" ? values.parts(text).join("\n") : text;
    }
    case "phones":
      return values.phonesOfCell(cell);
    case "phone":
      return values.phonesOfCell(cell, 1);
    case "email":
    case "emails":
      return values.emailsOfCell(cell);
    case "date":
      return values.dayOfCell(cell);
    case "amount":
      return values.amountOfCell(cell);
    case "choice":
      return values.choiceOfCell(column?.words ?? {}, cell);
    default:
      return values.textOfCell(cell, column?.max ?? LINE_MAX);
  }
}

const TEXT_MAX = 2_000;
const LINE_MAX = 200;

function fillWith<Row>(
  read: (cell: string) => values.CellValue,
  put: (row: Row, typed: string) => void,
): ImportColumn<Row>["fill"] {
  return (row, cell, field) => {
    const value = read(cell);
    if (value !== null && typeof value === "object") return { ...value, field };
    if (value !== null) put(row, value);
    return null;
  };
}

/** The parts of an address that a file may have columns for. */
export type AddressCells = Record<"houseNumber" | "street" | "ward" | "district" | "city", string | null>;

/** Returns a column for each part. An address in one cell goes into the street whole, because splitting it is not safe. */
function addressColumns<Row extends { address: AddressCells }>(): ImportColumn<Row>[] {
  const part = (key: keyof AddressCells, label: Label, synonyms: readonly string[]): ImportColumn<Row> => ({
    key,
    label,
    synonyms,
    fill: fillWith(
      (cell) => values.textOfCell(cell, LINE_MAX),
      (row, text) => {
        row.address[key] = text;
      },
    ),
  });
  return [
    part("houseNumber", { vi: "Số nhà", en: "House number" }, ["house no"]),
    part("street", { vi: "Đường", en: "Street" }, ["địa chỉ", "địa chỉ giao hàng", "tên đường", "address"]),
    part("ward", { vi: "Phường/Xã", en: "Ward" }, ["phường", "xã"]),
    part("district", { vi: "Quận/Huyện", en: "District" }, ["quận", "huyện"]),
    part("city", { vi: "Tỉnh/Thành phố", en: "City" }, ["tỉnh", "thành phố", "tỉnh thành", "province"]),
  ];
}

export function emptyAddress(): AddressCells {
  return { houseNumber: null, street: null, ward: null, district: null, city: null };
}

/** Returns the address to send; null if it has no part. */
export function addressOf(parts: AddressCells): (AddressCells & { country: null }) | null {
  return Object.values(parts).some((part) => part !== null) ? { ...parts, country: null } : null;
}

/** Returns a heading or synonym in a comparable form: `"Số điện thoại (bắt buộc) *"` → `"sodienthoai"`. */
export function headingKey(heading: string): string {
  return fold(heading.replace(/\([^)]{0,200}\)/g, "")).replace(/[^\p{L}\p{N}]/gu, "");
}

/** Headings of the reasons in a report that is imported again. */
const REASONS: ReadonlySet<string> = new Set(["loi", "error"]);
/** Headings of row numbers. */
const NUMBERS = ["stt", "no", "sott", "sothutu", "dong", "line"];

/** True for the column of reasons of our own report. */
export function isReasonHeading(heading: string): boolean {
  return REASONS.has(headingKey(heading));
}

/** True for a column to skip: `"#ghi chú nội bộ"`, `"bỏ qua: nguồn"`, row numbers, and the reasons of our own report. */
export function isLeftOut(heading: string): boolean {
  if (/^\s*#/.test(heading)) return true;
  const key = headingKey(heading);
  return /^(?:boqua|skip|ignore)/.test(key) || NUMBERS.includes(key) || REASONS.has(key);
}

/** The ids that are sent with the values of a row. */
export interface RowIds {
  /** Unique over all rows of all imports: `"Xf3…-12"`. */
  id: string;
  /** Shown to people; also unique: `"K7Q2M9XA/12"`. */
  reference: string;
}

/** The destination of the rows, for kinds that need one. */
interface Target {
  /** The segment's ObjectId. */
  segment?: string;
}

/**
 * What AntCRM shows of a row that was sent: `made` by this import, `there` before, `absent`, or `unknowable`, because no
 * call could show it.
 */
export type RowEvidence = "made" | "there" | "absent" | "unknowable";

/** One kind of import: its columns, its checks of a row, how rows are sent, and how they are found in AntCRM. */
export interface RowKind<Row> {
  readonly name: ImportKind;
  readonly columns: readonly ImportColumn<Row>[];
  /** Reads a column of a custom field: `"Trường: Đơn vị giao"`. */
  own?(row: Row, name: string, cell: string): void;
  /** Returns an empty row, which the columns fill. */
  begin(): Row;
  /** Returns what is wrong with the row as a whole; a fault's `field` is a column's key. `today`: `"2026-11-25"`. */
  check(row: Row, today: string): RowFault | null;
  /** Returns the row's keys: phones, e-mails, a number. Two rows with a common key count as the same. */
  keys(row: Row): readonly string[];
  /** Rows of different groups never go in one request. */
  group(row: Row): string;
  /**
   * True if the row can be found afterwards, or may be sent twice without harm. Other rows are sent in requests of
   * their own.
   */
  isFindable(row: Row): boolean;
  /** Returns the row as one line, for the first rows of the dry run: `["Trần Thị Bình", "+84867123456"]`. */
  shown(row: Row): readonly string[];
  /**
   * Sends up to 100 rows in one request. Resolves with the number of rows that AntCRM says it has taken; null if it does
   * not say.
   */
  send(crm: Crm, rows: readonly (Row & RowIds)[], target: Target): Promise<number | null>;
  /** Looks for one row. `since`: when it was first sent. */
  find(crm: Crm, row: Row & RowIds, since: Date): Promise<RowEvidence>;
}
