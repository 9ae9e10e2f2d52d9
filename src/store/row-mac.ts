import { type RawBuilder, type Selectable, sql } from "kysely";
import type { Logger } from "../logging/logger.ts";
import { type Engine, type Query, queryOf } from "./engine.ts";
import type { Schema } from "./schema.ts";
import { KEY_ID_BYTES, type Sealer } from "./sealing.ts";

/** The chat or person that rules and subscriptions send to. */
const TARGET = ["person", "platform", "chat", "thread", "shared"] as const;

/**
 * The columns that a row's MAC covers, with its key. Columns that one statement changes in many rows are left out. A sealed
 * column that is emptied later is left out too: its seal binds it to its row.
 */
const SIGNED_ROWS = {
  people: { table: "people", key: "person", columns: ["role", "email"], mac: "mac" },
  presses: { table: "presses", key: "id", columns: ["person", "place", "until", "press"], mac: "mac" },
  drafts: { table: "drafts", key: "id", columns: ["person", "place", "until", "content"], mac: "mac" },
  conversations: { table: "conversations", key: "id", columns: ["until", "content"], mac: "mac" },
  operations: {
    table: "operations",
    key: "id",
    columns: ["reference", "kind", "person", "customer", "source", "proposed_at", "until"],
    mac: "mac",
  },
  /** Without this MAC, somebody could write `confirmed` into a row, and the bot would send it. */
  confirmedOperations: {
    table: "operations",
    key: "id",
    columns: ["state", "move"],
    mac: "state_mac",
    state: "confirmed",
  },
  imports: { table: "imports", key: "id", columns: ["reference", "kind", "person", "begun_at"], mac: "mac" },
  runningImports: { table: "imports", key: "id", columns: ["state"], mac: "state_mac", state: "running" },
  subscriptions: {
    table: "subscriptions",
    key: "id",
    columns: ["number", ...TARGET, "kinds", "schedule", "locale", "skip_empty"],
    mac: "mac",
  },
  alert_rules: {
    table: "alert_rules",
    key: "id",
    columns: ["number", ...TARGET, "personal", "watch", "locale"],
    mac: "mac",
  },
  settings: { table: "settings", key: "key", columns: ["value"], mac: "mac" },
} as const;

type SignedRows = typeof SIGNED_ROWS;
type SignedName = keyof SignedRows;

type RowOf<Name extends SignedName> = Selectable<Schema[SignedRows[Name]["table"]]>;
/** The columns that are signed, with the key. */
type SignedColumns<Name extends SignedName> = Pick<
  RowOf<Name>,
  (SignedRows[Name]["key"] | SignedRows[Name]["columns"][number]) & keyof RowOf<Name>
>;
type SignedRow<Name extends SignedName> = SignedColumns<Name> & {
  [Mac in SignedRows[Name]["mac"]]: Buffer | null;
};

/** Signs the rows of one kind, and recognises rows that somebody else has changed. */
export interface RowMac<Name extends SignedName> {
  sign(row: SignedColumns<Name>): Buffer;
  /** False for a row whose MAC is missing or wrong; logged as an error the first time for each row. */
  isGenuine(row: SignedRow<Name>): boolean;
}

/** A row is reported once. Above this number some rows are reported again. */
const REMEMBERED = 10_000;

export function createRowMac<Name extends SignedName>(name: Name, sealer: Sealer, log: Logger): RowMac<Name> {
  return createAnyRowMac(name, sealer, log);
}

/** Does the same as `createRowMac`, for a name that is only known at run time. */
function createAnyRowMac(name: SignedName, sealer: Sealer, log: Logger) {
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
    // The id is not logged for a person, because it identifies them.
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

type Value = string | number | Buffer | null;

const HEAD_BYTES = 5;

/**
 * Encodes values for the MAC. Each value follows its type and length, so different lists never have the same bytes. One
 * buffer is used, for speed.
 */
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

/** The number of rows that are read at a time, and signed by one statement. */
const BATCH = 500;
const NOTE = "the rows are signed";
const NAMES = Object.keys(SIGNED_ROWS) as SignedName[];
/** These rows are deleted before an old key is no longer needed, so a new key does not sign them. */
const SHORT_LIVED: readonly SignedName[] = ["presses", "drafts", "conversations"];

interface Signing {
  engine: Engine;
  sealer: Sealer;
  log: Logger;
}

/**
 * Signs the rows of an older version, once, and stores a note of that in the same transaction. Signs again the rows that an
 * older key has signed. The note is sealed; if somebody removes it, the next start logs an error.
 */
export async function signRows(signing: Signing, hasOldKeys: boolean): Promise<void> {
  const noted = await keysWithNote(signing);
  if (noted.length === 0) await signFirst(signing);
  if (!noted.includes(signing.sealer.keyId)) await signing.engine.write([noteQuery(signing)]);
  if (hasOldKeys) await signAgain(signing);
}

async function signFirst(signing: Signing): Promise<void> {
  const { engine, log } = signing;
  // The rows are read before the note: another process writes both in one transaction.
  const isSigned = await hasSignedRow(engine);
  if ((await keysWithNote(signing)).length > 0) return;
  if (isSigned) {
    log.error(
      "the note that rows are signed was removed outside the bot; rows without a signature stay refused",
    );
    return;
  }
  const updates: Query<unknown>[] = [];
  for (const name of NAMES) {
    const unsigned = sql`${sql.ref(SIGNED_ROWS[name].mac)} is null`;
    for await (const update of updatesOf(signing, name, unsigned)) updates.push(update);
  }
  const lock = engine.dialect.lockMigrations;
  const changes = await engine.write([...lock, ...updates, noteQuery(signing)]);
  const rows = changes.slice(lock.length, -1).reduce((sum, changed) => sum + changed, 0);
  if (rows > 0) {
    log.warn(
      { rows },
      "rows were signed for the first time: expected once, after an update from a version that did not sign",
    );
  }
}

async function signAgain(signing: Signing): Promise<void> {
  const current = Buffer.from(signing.sealer.keyId, "hex");
  for (const name of NAMES.filter((one) => !SHORT_LIVED.includes(one))) {
    const mac = sql.ref(SIGNED_ROWS[name].mac);
    const isOld = sql`${mac} is not null and substr(${mac}, 1, ${sql.lit(KEY_ID_BYTES)}) <> ${current}`;
    for await (const update of updatesOf(signing, name, isOld)) await signing.engine.write([update]);
  }
}

/** Returns the keys that have the note. A new key is added without it. */
async function keysWithNote({ engine, sealer }: Signing): Promise<string[]> {
  const seal = sealer.column("seal_keys", "signed");
  const isNote = (id: string, signed: Buffer) => {
    try {
      return seal.open(id, signed) === NOTE;
    } catch {
      // The key is not listed any more, or the note was changed, so the note proves nothing.
      return false;
    }
  };
  const keys = engine.builder.selectFrom("seal_keys").select(["id", "signed"]);
  const rows = await engine.read(queryOf(keys.compile()));
  return rows.filter(({ id, signed }) => signed !== null && isNote(id, signed)).map(({ id }) => id);
}

function noteQuery({ engine, sealer }: Signing): Query<unknown> {
  const signed = sealer.column("seal_keys", "signed").seal(sealer.keyId, NOTE);
  return queryOf(
    engine.builder.updateTable("seal_keys").set({ signed }).where("id", "=", sealer.keyId).compile(),
  );
}

async function hasSignedRow({ builder, read }: Engine): Promise<boolean> {
  const anySigned = NAMES.map((name) => {
    const { table, mac } = SIGNED_ROWS[name];
    return sql`exists (select 1 from ${sql.table(table)} where ${sql.ref(mac)} is not null)`;
  });
  const query = sql<{ is_signed: number }>`select
    case when ${sql.join(anySigned, sql` or `)} then 1 else 0 end as is_signed`;
  return (await read(queryOf(query.compile(builder))))[0]?.is_signed === 1;
}

/**
 * Reads the rows in batches, and yields a query for each batch that signs them. A row with a wrong MAC is left as it is.
 * @param which  a condition on the rows
 */
async function* updatesOf(
  { engine, sealer, log }: Signing,
  name: SignedName,
  which: RawBuilder<unknown>,
): AsyncGenerator<Query<unknown>> {
  const rowMac = createAnyRowMac(name, sealer, log);
  const spec = SIGNED_ROWS[name];
  const key = sql.ref(spec.key);
  const columns = sql.join([spec.key, ...spec.columns, spec.mac].map((one) => sql.ref(one)));
  const condition = "state" in spec ? sql`state = ${spec.state} and ${which}` : which;
  for (let after = ""; ; ) {
    const page = sql<Record<string, unknown>>`select ${columns} from ${sql.table(spec.table)}
      where ${key} > ${after} and ${condition} order by ${key} limit ${BATCH}`;
    const rows = await engine.read(queryOf(page.compile(engine.builder)));
    if (rows.length === 0) return;
    const signed = rows
      .filter((row) => row[spec.mac] === null || rowMac.isGenuine(row))
      .map((row) => [row[spec.key], row[spec.mac], rowMac.sign(row)] as const);
    if (signed.length > 0) yield updateQuery(engine, name, signed);
    after = String(rows.at(-1)?.[spec.key]);
  }
}

/** Changes only rows whose MAC is still the one that was read. @param rows  key, MAC as read, new MAC */
function updateQuery(
  { builder, dialect }: Engine,
  name: SignedName,
  rows: readonly (readonly [unknown, unknown, Buffer])[],
): Query<unknown> {
  const { table, key, mac } = SIGNED_ROWS[name];
  const bytes = sql.raw(dialect.bytes);
  const values = rows.map(
    ([id, before, after]) =>
      sql`(cast(${id} as text), cast(${before} as ${bytes}), cast(${after} as ${bytes}))`,
  );
  const update = sql`with signed(id, before, mac) as (values ${sql.join(values)})
    update ${sql.table(table)} set ${sql.ref(mac)} = signed.mac from signed
    where ${sql.ref(`${table}.${key}`)} = signed.id and ${sql.ref(`${table}.${mac}`)} is not distinct from signed.before`;
  return queryOf(update.compile(builder));
}
