import { setImmediate as nextTurn } from "node:timers/promises";
import { sql } from "kysely";
import type { Forget } from "../features/privacy/forget.ts";
import type { SearchIndexRepository, StoredEntry } from "../search/repository.ts";
import {
  anyOf,
  type Engine,
  execute,
  type Params,
  type Query,
  queryOf,
  readOne,
  statement,
  writeOne,
} from "./engine.ts";
import { EMPTIED, type OperationRow, sealsOfOperations } from "./operation-row.ts";
import type { TableRow } from "./schema.ts";
import type { Sealer } from "./sealing.ts";

/** The number of batches that are read at a time; each has up to a hundred rows. */
const BATCHES = 20;

/** The number of rows that are read, opened and changed at a time. Between two batches other queries can run. */
const BATCH = 200;

type Mentions = Parameters<Forget>[1];

/**
 * Creates a function that empties what is stored about one customer. A confirmed write may be in the CRM already, and
 * its outcome cannot be found without its input. So it keeps its texts until it has ended, and is counted in
 * `underWay`.
 */
export function createCustomerEraser(
  engine: Engine,
  sealer: Sealer,
  searchIndex: Pick<SearchIndexRepository, "portion" | "remove">,
  now: () => Date,
): Forget {
  const emptyOperations = operationsOfCustomer(engine, sealer, now);
  const dropImportRows = importRowsOfCustomer(engine, sealer, now);
  const drafts = sealedTexts(engine, sealer, { table: "drafts", column: "content" });
  const actions = sealedTexts(engine, sealer, { table: "presses", column: "press" });
  const conversations = sealedTexts(engine, sealer, { table: "conversations", column: "content" });
  const learned = sealedTexts(engine, sealer, { table: "taught", column: "value" });
  // The text is emptied and the row stays, because its key keeps the event from being sent again.
  const alerts = sealedTexts(engine, sealer, { table: "alert_events", column: "news", isKept: true });
  // The number and the status of a ticket stay, because digests count it.
  const tickets = sealedTexts(engine, sealer, { table: "ticket_index", column: "content", isKept: true });
  const dropTokens = statement((_: Params<object>) =>
    engine.builder
      .deleteFrom("ticket_contacts")
      .where("ticket", "in", (of) => of.selectFrom("ticket_index").select("id").where("content", "is", null)),
  );
  // The audit still names the customer, by id.
  const dropLookUps = statement((params: Params<{ customer: string }>) =>
    engine.builder.deleteFrom("look_ups").where("customer", "=", params.customer),
  );

  return async (customers, mentions) => {
    const { operations, underWay } = await emptyOperations(new Set(customers), mentions);
    const rows = await dropImportRows(mentions);
    await removeMentions(engine, learned, mentions);
    await removeMentions(engine, conversations, mentions);
    await searchIndex.remove(customers.length > 0 ? customers : await indexedWho(searchIndex, mentions));
    for (const customer of customers) await execute(engine, dropLookUps({ customer }));
    const emptied = await removeMentions(engine, tickets, mentions);
    if (emptied > 0) await execute(engine, dropTokens({}));
    return {
      tickets: emptied,
      operations,
      importRows: rows.removed,
      underWay: underWay + rows.importsUnderWay,
      drafts: await removeMentions(engine, drafts, mentions),
      actions: await removeMentions(engine, actions, mentions),
      alerts: await removeMentions(engine, alerts, mentions),
    };
  };
}

/** Returns the ids of the customers in the index whom a text mentions. Of a customer with a number this is not needed. */
async function indexedWho({ portion }: Pick<SearchIndexRepository, "portion">, mentions: Mentions) {
  const found: string[] = [];
  for (let after: string | undefined = ""; after !== undefined; ) {
    const entries: StoredEntry[] = await portion(after, BATCH);
    const theirs = entries.filter(({ content }) => content === null || mentions(content));
    found.push(...theirs.map(({ id }) => id));
    after = entries.at(-1)?.id;
    await nextTurn();
  }
  return found;
}

/**
 * Creates the function that empties operations. It finds them by the id of their customer and by their texts. An
 * operation that creates the customer has no id yet, and one about another customer or a ticket may mention this one.
 */
function operationsOfCustomer(engine: Engine, sealer: Sealer, now: () => Date) {
  const { page, expire, empty, underWay } = operationQueries(engine);
  const seals = sealsOfOperations(sealer);

  return async (customers: ReadonlySet<string>, mentions: Mentions) => {
    const counts = { operations: 0, underWay: 0 };
    const isTheirs = ({ id, customer, ...sealed }: OperationPage) =>
      (customer !== null && customers.has(customer)) ||
      (["input", "outcome", "seen"] as const).some((name) => {
        const value = sealed[name];
        return value !== null && isUnreadableOr(mentions, () => seals[name].open(id, value));
      });
    for await (const ids of idsOf(engine, (after) => page({ after }), isTheirs)) {
      const [, emptied = 0] = await engine.write([expire({ ids, now: now() }), empty({ ids })]);
      counts.operations += emptied;
      counts.underWay += (await readOne(engine, underWay({ ids })))?.rows ?? 0;
    }
    return counts;
  };
}

type OperationPage = Pick<OperationRow, "id" | "customer" | "input" | "outcome" | "seen">;

function operationQueries({ builder: db }: Engine) {
  const ids = anyOf<string>("ids", BATCH);
  return {
    page: statement((params: Params<{ after: string }>) =>
      db
        .selectFrom("operations")
        .select(["id", "customer", "input", "outcome", "seen"])
        .where("place", "is not", null)
        .where("id", ">", params.after)
        .orderBy("id")
        .limit(BATCH),
    ),
    // A person who confirms at this moment is either first, or finds the proposal expired. An emptied write is never sent.
    expire: statement((params: Params<{ ids: readonly string[]; now: number }>) =>
      db
        .updateTable("operations")
        .set({ state: "expired", ended_at: params.now, changed_at: params.now })
        .where("id", "in", ids)
        .where("state", "=", "proposed"),
    ),
    empty: statement((_: Params<{ ids: readonly string[] }>) =>
      db
        .updateTable("operations")
        .set(EMPTIED)
        .where("id", "in", ids)
        .where("state", "in", ["done", "failed", "expired", "declined"])
        .where("place", "is not", null),
    ),
    underWay: statement((_: Params<{ ids: readonly string[] }>) =>
      db
        .selectFrom("operations")
        .select(({ fn }) => fn.countAll<number>().as("rows"))
        .where("id", "in", ids)
        .where("state", "in", ["confirmed", "sending", "unclear"]),
    ),
  };
}

type SealedText = { id: string; text: Buffer };
type SealedTexts = ReturnType<typeof sealedTexts>;

interface TextColumn {
  table: "drafts" | "presses" | "conversations" | "taught" | "alert_events" | "ticket_index";
  column: string;
  /** True: the text is set to null and the row stays. */
  isKept?: boolean;
}

/** Creates the queries over a table of sealed texts. */
function sealedTexts({ builder }: Engine, sealer: Sealer, { table, column, isKept }: TextColumn) {
  const [from, text] = [sql.table(table), sql.ref(column)];
  const removal = isKept ? sql`update ${from} set ${text} = null` : sql`delete from ${from}`;
  const page = (after: string) =>
    sql<SealedText>`select id, ${text} as text from ${from}
      where id > ${after} and ${text} is not null order by id limit ${sql.lit(BATCH)}`;
  return {
    page: (after: string) => queryOf(page(after).compile(builder)),
    remove: (ids: readonly string[]) =>
      queryOf(sql`${removal} where id in (${sql.join(ids)})`.compile(builder)),
    open: sealer.column(table, column).open,
  };
}

/** True also for a text that was changed outside the bot: it may be about the customer, and it cannot be used. */
function isUnreadableOr(mentions: Mentions, open: () => string): boolean {
  let text: string;
  try {
    text = open();
  } catch {
    return true;
  }
  return mentions(text);
}

async function removeMentions(engine: Engine, texts: SealedTexts, mentions: Mentions): Promise<number> {
  let removed = 0;
  const isTheirs = ({ id, text }: SealedText) => isUnreadableOr(mentions, () => texts.open(id, text));
  for await (const ids of idsOf(engine, texts.page, isTheirs)) {
    removed += await writeOne(engine, texts.remove(ids));
  }
  return removed;
}

/** Reads rows in the order of their ids, a batch at a time, and yields the ids of matching rows. */
async function* idsOf<Item extends { id: string }>(
  engine: Engine,
  page: (after: string) => Query<Item>,
  isLookedFor: (row: Item) => boolean,
): AsyncGenerator<string[]> {
  for (let after: string | undefined = ""; after !== undefined; ) {
    const rows: Item[] = await engine.read(page(after));
    const ids = rows.filter(isLookedFor).map(({ id }) => id);
    if (ids.length > 0) yield ids;
    after = rows.at(-1)?.id;
    await nextTurn();
  }
}

/** `whole` is the state of the import. */
type Batch = Pick<TableRow<"import_batches">, "import" | "seq" | "state" | "rows"> & {
  whole: TableRow<"imports">["state"];
};

/**
 * Creates a function that deletes a customer's rows of imported files. A file that is not confirmed is deleted whole,
 * because it would be sent with that row. Rows that are being sent stay until their outcome is known, like operations.
 */
function importRowsOfCustomer(engine: Engine, sealer: Sealer, now: () => Date) {
  const { page, expire, drop, replace } = queries(engine);
  const seal = sealer.column("import_batches", "rows");

  /** @returns how many rows were deleted; null if rows of the customer are being sent */
  async function forgetIn(batch: Batch, mentions: Mentions): Promise<number | null> {
    const { import: id, seq, state, rows: sealed, whole } = batch;
    if (sealed === null) return 0;
    const key = `${id}/${seq}`;
    const rows = JSON.parse(seal.open(key, sealed)) as unknown[];
    const left = rows.filter((row) => !mentions(JSON.stringify(row)));
    const found = rows.length - left.length;
    if (found === 0) return 0;
    if (whole === "reading" || whole === "proposed") {
      const [expired] = await engine.write([expire({ id, at: now() }), drop({ id })]);
      return expired === 1 ? found : 0;
    }
    const isUnderWay = whole === "running" || whole === "stopping";
    if (isUnderWay && state !== "done" && state !== "bad") return null;
    const rest = left.length === 0 ? null : seal.seal(key, JSON.stringify(left));
    await writeOne(engine, replace({ id, seq, rows: rest }));
    return found;
  }

  return async (mentions: Mentions) => {
    let removed = 0;
    const underWay = new Set<string>();
    let last: { id: string; seq: number } | undefined = { id: "", seq: -1 };
    while (last !== undefined) {
      const batches: Batch[] = await engine.read(page(last));
      for (const batch of batches) {
        const found = await forgetIn(batch, mentions);
        if (found === null) underWay.add(batch.import);
        else removed += found;
        await nextTurn();
      }
      const end = batches.at(-1);
      last = end && { id: end.import, seq: end.seq };
    }
    return { removed, importsUnderWay: underWay.size };
  };
}

function queries({ builder: db }: Engine) {
  return {
    page: statement((params: Params<{ id: string; seq: number }>) =>
      db
        .selectFrom("import_batches")
        .innerJoin("imports", "imports.id", "import_batches.import")
        .select(["import", "seq", "import_batches.state", "rows", "imports.state as whole"])
        .where("rows", "is not", null)
        .where((is) =>
          is.or([
            is("import", ">", params.id),
            is.and([is("import", "=", params.id), is("seq", ">", params.seq)]),
          ]),
        )
        .orderBy("import")
        .orderBy("seq")
        .limit(BATCHES),
    ),
    // A person who confirms at this moment is either first, or finds the proposal expired.
    expire: statement((params: Params<{ id: string; at: number }>) =>
      db
        .updateTable("imports")
        .set({ state: "expired", changed_at: params.at, ended_at: params.at })
        .where("id", "=", params.id)
        .where("state", "in", ["reading", "proposed"]),
    ),
    drop: statement((params: Params<{ id: string }>) =>
      db
        .deleteFrom("import_batches")
        .where("import", "in", (of) =>
          of.selectFrom("imports").select("id").where("id", "=", params.id).where("state", "=", "expired"),
        ),
    ),
    replace: statement((params: Params<{ id: string; seq: number; rows: Buffer | null }>) =>
      db
        .updateTable("import_batches")
        .set({ rows: params.rows })
        .where("import", "=", params.id)
        .where("seq", "=", params.seq),
    ),
  };
}
