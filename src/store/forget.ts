import { setImmediate as nextTurn } from "node:timers/promises";
import { type Engine, writeOne } from "./engine.ts";
import { importRowsOfCustomer } from "./forget-import-rows.ts";
import { EMPTIED, type OperationRow, sealsOfOperations } from "./operation-row.ts";
import type { Sealer } from "./sealing.ts";
import { anyOf, type Params, type Query, statement } from "./statement.ts";

/** Rows read, opened and deleted at a time: between two batches everybody else gets their turn. */
const BATCH = 200;

/** How many rows it was, by what became of them. */
interface Forgotten {
  drafts: number;
  actions: number;
  /** What alerts have told of them: emptied, and not told again. */
  alerts: number;
  /** Emptied: those that had ended, and proposals nobody had confirmed yet, which are expired with it. */
  operations: number;
  /** Rows of imported files, removed; a file that waited for its yes is dropped with all its rows. */
  importRows: number;
  /** Operations and imports left as they are: confirmed, being sent or unclear, whose outcome needs their fields still. */
  underWay: number;
}

/** @param customers the numbers under which the CRM knows the customer, `["customer:9457", "lead:2964"]` */
export type Forget = (
  customers: readonly string[],
  mentions: (text: string) => boolean,
) => Promise<Forgotten>;

/**
 * Empties what is kept of one customer.
 *
 * A write that was confirmed may be in the CRM already: without its input nobody could tell, so it keeps its fields, is
 * counted in `underWay`, and can be forgotten when it has ended.
 */
export function createForget(engine: Engine, sealer: Sealer, now: () => Date): Forget {
  const emptyOperations = operationsOfCustomer(engine, sealer, now);
  const dropImportRows = importRowsOfCustomer(engine, sealer, now);
  const drafts = draftTexts(engine, sealer);
  const actions = actionTexts(engine, sealer);
  const alerts = alertTexts(engine, sealer);
  const learned = learnedTexts(engine, sealer);
  const lookUps = statement((params: Params<{ customer: string }>) =>
    engine.builder.deleteFrom("look_ups").where("customer", "=", params.customer),
  );
  /** Who was shown the customer stays on record in the audit, by the number alone. */
  const dropLookUps = async (customers: readonly string[]) => {
    for (const customer of customers) await writeOne(engine, lookUps({ customer }));
  };

  return async (customers, mentions) => {
    const { operations, underWay } = await emptyOperations(new Set(customers), mentions);
    const rows = await dropImportRows(mentions);
    await removeMentions(engine, learned, mentions);
    await dropLookUps(customers);
    return {
      operations,
      importRows: rows.removed,
      underWay: underWay + rows.importsUnderWay,
      drafts: await removeMentions(engine, drafts, mentions),
      actions: await removeMentions(engine, actions, mentions),
      alerts: await removeMentions(engine, alerts, mentions),
    };
  };
}

/**
 * By the number they stand under, and by what they say: one that made the customer stands under no number yet, and
 * another customer's, or a ticket's, may name this one.
 */
function operationsOfCustomer(engine: Engine, sealer: Sealer, now: () => Date) {
  const { builder: db } = engine;
  const seals = sealsOfOperations(sealer);
  type Ids = Params<{ ids: readonly string[] }>;
  const page = statement((params: Params<{ after: string }>) =>
    db
      .selectFrom("operations")
      .select(["id", "customer", "input", "outcome", "seen"])
      .where("place", "is not", null)
      .where("id", ">", params.after)
      .orderBy("id")
      .limit(BATCH),
  );
  // Whoever confirms in this moment comes before it, or finds the question expired: never an emptied write to send.
  const expire = statement((params: Params<{ ids: readonly string[]; now: number }>) =>
    db
      .updateTable("operations")
      .set({ state: "expired", ended_at: params.now, changed_at: params.now })
      .where("id", "in", anyOf<string>("ids", BATCH))
      .where("state", "=", "proposed"),
  );
  const empty = statement((_: Ids) =>
    db
      .updateTable("operations")
      .set(EMPTIED)
      .where("id", "in", anyOf<string>("ids", BATCH))
      .where("state", "in", ["done", "failed", "expired", "declined"])
      .where("place", "is not", null),
  );
  const underWay = statement((_: Ids) =>
    db
      .selectFrom("operations")
      .select(({ fn }) => fn.countAll<number>().as("rows"))
      .where("id", "in", anyOf<string>("ids", BATCH))
      .where("state", "in", ["confirmed", "sending", "unclear"]),
  );

  return async (customers: ReadonlySet<string>, mentions: (text: string) => boolean) => {
    const counts = { operations: 0, underWay: 0 };
    for (let after: string | undefined = ""; after !== undefined; ) {
      const rows: Pick<OperationRow, "id" | "customer" | "input" | "outcome" | "seen">[] = await engine.read(
        page({ after }),
      );
      const isTheirs = ({ id, customer, ...sealed }: (typeof rows)[number]) =>
        (customer !== null && customers.has(customer)) ||
        (["input", "outcome", "seen"] as const).some((name) => {
          const value = sealed[name];
          return value !== null && isUnreadableOr(mentions, () => seals[name].open(id, value));
        });
      const ids = rows.filter(isTheirs).map(({ id }) => id);
      if (ids.length > 0) {
        const [, emptied = 0] = await engine.write([expire({ ids, now: now().getTime() }), empty({ ids })]);
        counts.operations += emptied;
        counts.underWay += (await engine.read(underWay({ ids })))[0]?.rows ?? 0;
      }
      after = rows.at(-1)?.id;
      await nextTurn();
    }
    return counts;
  };
}

/** A table of sealed texts, to be walked by id. */
interface Texts {
  page(values: { after: string }): Query<{ id: string; text: Buffer }>;
  remove(values: { ids: readonly string[] }): Query<unknown>;
  open(row: string, sealed: Buffer): string;
}

function draftTexts({ builder: db }: Engine, sealer: Sealer): Texts {
  const rows = db.selectFrom("drafts").select(["id", "content as text"]).orderBy("id").limit(BATCH);
  return {
    page: statement((params: Params<{ after: string }>) => rows.where("id", ">", params.after)),
    remove: statement((_: Params<{ ids: readonly string[] }>) =>
      db.deleteFrom("drafts").where("id", "in", anyOf<string>("ids", BATCH)),
    ),
    open: sealer.column("drafts", "content").open,
  };
}

function actionTexts({ builder: db }: Engine, sealer: Sealer): Texts {
  const rows = db.selectFrom("presses").select(["id", "press as text"]).orderBy("id").limit(BATCH);
  return {
    page: statement((params: Params<{ after: string }>) => rows.where("id", ">", params.after)),
    remove: statement((_: Params<{ ids: readonly string[] }>) =>
      db.deleteFrom("presses").where("id", "in", anyOf<string>("ids", BATCH)),
    ),
    open: sealer.column("presses", "press").open,
  };
}

/** What is one customer's own, as a tag with their name, is taught to nobody any more. */
function learnedTexts({ builder: db }: Engine, sealer: Sealer): Texts {
  const rows = db.selectFrom("taught").select(["id", "value as text"]).orderBy("id").limit(BATCH);
  return {
    page: statement((params: Params<{ after: string }>) => rows.where("id", ">", params.after)),
    remove: statement((_: Params<{ ids: readonly string[] }>) =>
      db.deleteFrom("taught").where("id", "in", anyOf<string>("ids", BATCH)),
    ),
    open: sealer.column("taught", "value").open,
  };
}

/** Emptied and not deleted: its key keeps it from being told anew. */
function alertTexts({ builder: db }: Engine, sealer: Sealer): Texts {
  const rows = db
    .selectFrom("alert_events")
    .select(["id", "news as text"])
    .where("news", "is not", null)
    .$narrowType<{ text: Buffer }>()
    .orderBy("id")
    .limit(BATCH);
  return {
    page: statement((params: Params<{ after: string }>) => rows.where("id", ">", params.after)),
    remove: statement((_: Params<{ ids: readonly string[] }>) =>
      db.updateTable("alert_events").set({ news: null }).where("id", "in", anyOf<string>("ids", BATCH)),
    ),
    open: sealer.column("alert_events", "news").open,
  };
}

/** A text that was changed outside the bot may be theirs, and is of no use to anybody. */
function isUnreadableOr(mentions: (text: string) => boolean, open: () => string): boolean {
  let text: string;
  try {
    text = open();
  } catch {
    return true;
  }
  return mentions(text);
}

async function removeMentions(
  engine: Engine,
  texts: Texts,
  mentions: (text: string) => boolean,
): Promise<number> {
  let removed = 0;
  for (let after: string | undefined = ""; after !== undefined; ) {
    const rows: { id: string; text: Buffer }[] = await engine.read(texts.page({ after }));
    const ids = rows
      .filter(({ id, text }) => isUnreadableOr(mentions, () => texts.open(id, text)))
      .map(({ id }) => id);
    if (ids.length > 0) removed += await writeOne(engine, texts.remove({ ids }));
    after = rows.at(-1)?.id;
    await nextTurn();
  }
  return removed;
}
