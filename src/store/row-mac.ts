import type { Selectable } from "kysely";
import type { Logger } from "../logging/logger.ts";
import type { Schema } from "./schema.ts";
import type { Sealer } from "./sealing.ts";

/**
 * The columns that a row's MAC covers, with its key. Columns that one statement changes in many rows are left out. A sealed
 * column that is emptied later is left out too: its seal binds it to its row.
 */
export const SIGNED_ROWS = {
  people: { table: "people", key: "person", columns: ["role", "email"], mac: "mac" },
  presses: { table: "presses", key: "id", columns: ["person", "place", "until", "press"], mac: "mac" },
  drafts: { table: "drafts", key: "id", columns: ["person", "place", "until", "content"], mac: "mac" },
  operations: {
    table: "operations",
    key: "id",
    columns: ["reference", "kind", "person", "customer", "source", "proposed_at", "until"],
    mac: "mac",
  },
  /** Without it, somebody could write `confirmed` into a row, and the bot would send it. */
  confirmedOperations: {
    table: "operations",
    key: "id",
    columns: ["state", "move"],
    mac: "state_mac",
    state: "confirmed",
  },
  imports: {
    table: "imports",
    key: "id",
    columns: ["reference", "kind", "person", "begun_at"],
    mac: "mac",
  },
  runningImports: { table: "imports", key: "id", columns: ["state"], mac: "state_mac", state: "running" },
  subscriptions: {
    table: "subscriptions",
    key: "id",
    columns: [
      "number",
      "person",
      "platform",
      "chat",
      "thread",
      "shared",
      "kinds",
      "schedule",
      "locale",
      "skip_empty",
    ],
    mac: "mac",
  },
  alert_rules: {
    table: "alert_rules",
    key: "id",
    columns: ["number", "person", "platform", "chat", "thread", "shared", "personal", "watch", "locale"],
    mac: "mac",
  },
  settings: { table: "settings", key: "key", columns: ["value"], mac: "mac" },
} as const;

type SignedRows = typeof SIGNED_ROWS;
export type SignedName = keyof SignedRows;

type Table<Name extends SignedName> = SignedRows[Name]["table"];
type Columns<Name extends SignedName> = SignedRows[Name]["key"] | SignedRows[Name]["columns"][number];
/** The columns that are signed, with the key. */
type SignedColumns<Name extends SignedName> = Pick<
  Selectable<Schema[Table<Name>]>,
  Columns<Name> & keyof Selectable<Schema[Table<Name>]>
>;
type SignedRow<Name extends SignedName> = SignedColumns<Name> & {
  [Mac in SignedRows[Name]["mac"]]: Buffer | null;
};

type Value = string | number | Buffer | null;

/** Signs the rows of one kind, and recognises rows that somebody else has changed. */
export interface RowMac<Name extends SignedName> {
  sign(row: SignedColumns<Name>): Buffer;
  /** False for a row whose MAC is missing or wrong; logged as an error the first time for each row. */
  isGenuine(row: SignedRow<Name>): boolean;
}

/** A row is reported once; above this number some rows are reported again. */
const REMEMBERED = 10_000;

export function createRowMac<Name extends SignedName>(name: Name, sealer: Sealer, log: Logger): RowMac<Name> {
  return createAnyRowMac(name, sealer, log);
}

/** The same for a name that is only known at run time. */
export function createAnyRowMac(name: SignedName, sealer: Sealer, log: Logger) {
  const { table, key, columns, mac: column } = SIGNED_ROWS[name];
  const mac = sealer.mac(name);
  const reported = new Set<string>();
  const names = [key, ...columns];
  const bytesOf = (row: object) =>
    encode([table, ...names.map((one): Value => Reflect.get(row, one) ?? null)]);

  function report(row: object): void {
    const id = String(Reflect.get(row, key));
    if (reported.has(id)) return;
    if (reported.size >= REMEMBERED) reported.clear();
    reported.add(id);
    sealer.onBrokenRow();
    // A person's id identifies them.
    log.error(
      { table, row: name === "people" ? sealer.pseudonym(id) : id },
      "a stored row was changed outside the bot and is refused",
    );
  }

  return {
    sign: (row: object) => mac.sign(bytesOf(row)),
    isGenuine(row: object) {
      const stored: unknown = Reflect.get(row, column);
      const isGenuine = Buffer.isBuffer(stored) && mac.isGenuine(bytesOf(row), stored);
      if (!isGenuine) report(row);
      return isGenuine;
    },
  };
}

const HEAD_BYTES = 5;

/** Each value follows its type and length, so different lists never have the same bytes. One buffer, for speed. */
function encode(values: readonly Value[]): Buffer {
  const texts = values.map((value) => (Buffer.isBuffer(value) ? value : value === null ? "" : String(value)));
  const lengths = texts.map((text) => (Buffer.isBuffer(text) ? text.length : Buffer.byteLength(text)));
  const bytes = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + HEAD_BYTES + length, 0));
  let at = 0;
  for (const [index, text] of texts.entries()) {
    bytes.writeUInt8(typeOf(values[index] ?? null), at);
    bytes.writeUInt32BE(lengths[index] ?? 0, at + 1);
    at += HEAD_BYTES;
    at += Buffer.isBuffer(text) ? text.copy(bytes, at) : bytes.write(text, at);
  }
  return bytes;
}

function typeOf(value: Value): number {
  if (value === null) return 0;
  if (Buffer.isBuffer(value)) return 1;
  return typeof value === "number" ? 2 : 3;
}
