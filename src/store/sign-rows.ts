import { type Compilable, type RawBuilder, sql } from "kysely";
import type { Logger } from "../logging/logger.ts";
import type { Engine } from "./engine.ts";
import { createAnyRowMac, SIGNED_ROWS, type SignedName } from "./row-mac.ts";
import { KEY_ID_BYTES, type Sealer } from "./sealing.ts";
import type { Query } from "./statement.ts";

/** Rows read at a time, and rows signed by one statement. */
const BATCH = 500;
const NOTE = "the rows are signed";
const NAMES = Object.keys(SIGNED_ROWS) as SignedName[];
/** They live no longer than an older key is needed, so they are not signed anew. */
const SHORT_LIVED: readonly SignedName[] = ["presses", "drafts"];

/** A row and its new MAC. `before` is the MAC that was read; null where the row had none. */
interface Signing {
  id: string;
  before: Buffer | null;
  mac: Buffer;
}

/**
 * Signs the rows of an older version, once, and notes that in the same transaction; signs anew what an older key has
 * signed. The note is sealed: whoever takes it away makes the next start tell that rows were signed for the first time.
 */
export async function signRows(
  engine: Engine,
  sealer: Sealer,
  hasOldKeys: boolean,
  log: Logger,
): Promise<void> {
  const signing = createSigning(engine, sealer, log);
  const noted = await signing.notedKeys();
  if (noted.length === 0) await signing.signFirst();
  if (!noted.includes(sealer.keyId)) await signing.note();
  if (hasOldKeys) await signing.signAnew();
}

function createSigning(engine: Engine, sealer: Sealer, log: Logger) {
  const { builder, words } = engine;
  const seal = sealer.column("seal_keys", "signed");
  const compile = <Row>(query: Compilable<Row>): Query<Row> => {
    const { sql: text, parameters } = query.compile();
    return { sql: text, values: parameters };
  };
  const raw = <Row>(query: RawBuilder<Row>): Query<Row> => {
    const { sql: text, parameters } = query.compile(builder);
    return { sql: text, values: parameters };
  };
  const noteQuery = () =>
    compile(
      builder
        .updateTable("seal_keys")
        .set({ signed: seal.seal(sealer.keyId, NOTE) })
        .where("id", "=", sealer.keyId),
    );

  /** The keys that have the note: a new key comes without it. */
  async function notedKeys(): Promise<string[]> {
    const rows = await engine.read(compile(builder.selectFrom("seal_keys").select(["id", "signed"])));
    return rows.filter(({ id, signed }) => signed !== null && isNote(id, signed)).map(({ id }) => id);
  }

  function isNote(id: string, signed: Buffer): boolean {
    try {
      return seal.open(id, signed) === NOTE;
    } catch {
      return false;
    }
  }

  async function hasSignedRow(): Promise<boolean> {
    const anySigned = NAMES.map((name) => {
      const { table, mac } = SIGNED_ROWS[name];
      return sql`exists (select 1 from ${sql.table(table)} where ${sql.ref(mac)} is not null)`;
    });
    const [found] = await engine.read(
      raw(
        sql<{
          is_signed: number;
        }>`select case when ${sql.join(anySigned, sql` or `)} then 1 else 0 end as is_signed`,
      ),
    );
    return found?.is_signed === 1;
  }

  /** @param which  a condition on the rows */
  async function* pages(
    name: SignedName,
    which: RawBuilder<unknown>,
  ): AsyncGenerator<Record<string, unknown>[]> {
    const spec = SIGNED_ROWS[name];
    const key = sql.ref(spec.key);
    const columns = sql.join([spec.key, ...spec.columns, spec.mac].map((one) => sql.ref(one)));
    const state = "state" in spec ? sql`state = ${spec.state} and ${which}` : which;
    let after = "";
    for (;;) {
      const rows = await engine.read(
        raw(sql<Record<string, unknown>>`select ${columns} from ${sql.table(spec.table)}
          where ${key} > ${after} and ${state} order by ${key} limit ${BATCH}`),
      );
      if (rows.length === 0) return;
      yield rows;
      after = String(rows.at(-1)?.[spec.key]);
    }
  }

  /** Only rows whose MAC is still the one that was read. */
  function update(name: SignedName, signings: readonly Signing[]): Query<unknown> {
    const { table, key, mac } = SIGNED_ROWS[name];
    const bytes = sql.raw(words.bytes);
    const rows = signings.map(
      (one) => sql`(cast(${one.id} as text), cast(${one.before} as ${bytes}), cast(${one.mac} as ${bytes}))`,
    );
    return raw(sql`with signed(id, before, mac) as (values ${sql.join(rows)})
      update ${sql.table(table)} set ${sql.ref(mac)} = signed.mac from signed
      where ${sql.ref(`${table}.${key}`)} = signed.id and ${sql.ref(`${table}.${mac}`)} is not distinct from signed.before`);
  }

  async function signFirst(): Promise<void> {
    // The rows are looked at before the note: another process writes both in one transaction.
    const isSigned = await hasSignedRow();
    if ((await notedKeys()).length > 0) return;
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
      for await (const rows of pages(name, sql`${sql.ref(mac)} is null`)) {
        updates.push(
          update(
            name,
            rows.map((row) => ({ id: String(row[key]), before: null, mac: rowMac.sign(row) })),
          ),
        );
      }
    }
    const lock = words.lockMigrations.map((text) => ({ sql: text, values: [] }));
    const changes = await engine.write([...lock, ...updates, noteQuery()]);
    const rows = changes.slice(lock.length, -1).reduce((sum, changed) => sum + changed, 0);
    if (rows > 0) {
      log.warn(
        { rows },
        "rows were signed for the first time: expected once, after an update from a version that did not sign",
      );
    }
  }

  async function signAnew(): Promise<void> {
    const current = Buffer.from(sealer.keyId, "hex");
    for (const name of NAMES.filter((one) => !SHORT_LIVED.includes(one))) {
      const rowMac = createAnyRowMac(name, sealer, log);
      const { key, mac } = SIGNED_ROWS[name];
      const isOld = sql`${sql.ref(mac)} is not null and substr(${sql.ref(mac)}, 1, ${sql.lit(KEY_ID_BYTES)}) <> ${current}`;
      for await (const rows of pages(name, isOld)) {
        const genuine = rows.filter((row) => rowMac.isGenuine(row));
        const signings = genuine.map((row) => ({
          id: String(row[key]),
          before: row[mac] as Buffer,
          mac: rowMac.sign(row),
        }));
        if (signings.length > 0) await engine.write([update(name, signings)]);
      }
    }
  }

  return {
    notedKeys,
    signFirst,
    signAnew,
    async note() {
      await engine.write([noteQuery()]);
    },
  };
}
