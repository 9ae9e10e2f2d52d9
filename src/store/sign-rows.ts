import { type RawBuilder, sql } from "kysely";
import type { Logger } from "../logging/logger.ts";
import type { Engine } from "./engine.ts";
import { createAnyRowMac, SIGNED_ROWS, type SignedName } from "./row-mac.ts";
import { KEY_ID_BYTES, type Sealer } from "./sealing.ts";
import { type Query, queryOf } from "./statement.ts";

/** Rows read at a time, and rows signed by one statement. */
const BATCH = 500;
const NOTE = "the rows are signed";
const NAMES = Object.keys(SIGNED_ROWS) as SignedName[];
/** These rows are deleted before an old key is no longer needed, so a new key does not sign them. */
const SHORT_LIVED: readonly SignedName[] = ["presses", "drafts"];

interface Signing {
  engine: Engine;
  sealer: Sealer;
  log: Logger;
}

/** A row and its new MAC. `before`: the MAC that was read; null: the row had none. */
interface SignedRow {
  id: string;
  before: Buffer | null;
  mac: Buffer;
}

/**
 * Signs the rows of an older version, once, and stores a note of that in the same transaction. Signs again the rows that an
 * older key has signed. The note is sealed; if somebody removes it, the next start logs an error.
 */
export async function signRows(
  engine: Engine,
  sealer: Sealer,
  hasOldKeys: boolean,
  log: Logger,
): Promise<void> {
  const signing = { engine, sealer, log };
  const noted = await keysWithNote(signing);
  if (noted.length === 0) await signFirst(signing);
  if (!noted.includes(sealer.keyId)) await engine.write([noteQuery(signing)]);
  if (hasOldKeys) await signAgain(signing);
}

async function signFirst(signing: Signing): Promise<void> {
  const { engine, log, sealer } = signing;
  // The rows are read before the note: another process writes both in one transaction.
  const isSigned = await hasSignedRow(engine);
  if ((await keysWithNote(signing)).length > 0) return;
  if (isSigned) {
    log.error(
      "the note that rows are signed was taken away outside the bot; rows without a signature stay refused",
    );
    return;
  }
  const updates: Query<unknown>[] = [];
  for (const name of NAMES) {
    const rowMac = createAnyRowMac(name, sealer, log);
    const { key, mac } = SIGNED_ROWS[name];
    for await (const rows of pages(engine, name, sql`${sql.ref(mac)} is null`)) {
      const signed = rows.map((row) => ({ id: String(row[key]), before: null, mac: rowMac.sign(row) }));
      updates.push(updateQuery(engine, name, signed));
    }
  }
  const lock = engine.dialect.lockMigrations.map((text) => ({ sql: text, values: [] }));
  const changes = await engine.write([...lock, ...updates, noteQuery(signing)]);
  const rows = changes.slice(lock.length, -1).reduce((sum, changed) => sum + changed, 0);
  if (rows > 0) {
    log.warn(
      { rows },
      "rows were signed for the first time: expected once, after an update from a version that did not sign",
    );
  }
}

async function signAgain({ engine, sealer, log }: Signing): Promise<void> {
  const current = Buffer.from(sealer.keyId, "hex");
  for (const name of NAMES.filter((one) => !SHORT_LIVED.includes(one))) {
    const rowMac = createAnyRowMac(name, sealer, log);
    const { key, mac } = SIGNED_ROWS[name];
    const isOld = sql`${sql.ref(mac)} is not null and substr(${sql.ref(mac)}, 1, ${sql.lit(KEY_ID_BYTES)}) <> ${current}`;
    for await (const rows of pages(engine, name, isOld)) {
      const signed = rows
        .filter((row) => rowMac.isGenuine(row))
        .map((row) => ({ id: String(row[key]), before: row[mac] as Buffer, mac: rowMac.sign(row) }));
      if (signed.length > 0) await engine.write([updateQuery(engine, name, signed)]);
    }
  }
}

/** The keys that have the note; a new key is added without it. */
async function keysWithNote({ engine, sealer }: Signing): Promise<string[]> {
  const seal = sealer.column("seal_keys", "signed");
  const isNote = (id: string, signed: Buffer) => {
    try {
      return seal.open(id, signed) === NOTE;
    } catch {
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

/** Reads the rows in batches. @param which  a condition on the rows */
async function* pages(
  { builder, read }: Engine,
  name: SignedName,
  which: RawBuilder<unknown>,
): AsyncGenerator<Record<string, unknown>[]> {
  const spec = SIGNED_ROWS[name];
  const key = sql.ref(spec.key);
  const columns = sql.join([spec.key, ...spec.columns, spec.mac].map((one) => sql.ref(one)));
  const condition = "state" in spec ? sql`state = ${spec.state} and ${which}` : which;
  for (let after = ""; ; ) {
    const page = sql<Record<string, unknown>>`select ${columns} from ${sql.table(spec.table)}
      where ${key} > ${after} and ${condition} order by ${key} limit ${BATCH}`;
    const rows = await read(queryOf(page.compile(builder)));
    if (rows.length === 0) return;
    yield rows;
    after = String(rows.at(-1)?.[spec.key]);
  }
}

/** Changes only rows whose MAC is still the one that was read. */
function updateQuery(
  { builder, dialect }: Engine,
  name: SignedName,
  rows: readonly SignedRow[],
): Query<unknown> {
  const { table, key, mac } = SIGNED_ROWS[name];
  const bytes = sql.raw(dialect.bytes);
  const values = rows.map(
    (row) => sql`(cast(${row.id} as text), cast(${row.before} as ${bytes}), cast(${row.mac} as ${bytes}))`,
  );
  const update = sql`with signed(id, before, mac) as (values ${sql.join(values)})
    update ${sql.table(table)} set ${sql.ref(mac)} = signed.mac from signed
    where ${sql.ref(`${table}.${key}`)} = signed.id and ${sql.ref(`${table}.${mac}`)} is not distinct from signed.before`;
  return queryOf(update.compile(builder));
}
