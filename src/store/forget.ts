import { setImmediate as nextTurn } from "node:timers/promises";
import { type Engine, writeOne } from "./engine.ts";
import { EMPTIED } from "./operation-row.ts";
import type { Sealer } from "./sealing.ts";
import { anyOf, type Gaps, type Query, statement } from "./statement.ts";

/** Rows read, opened and deleted at a time: between two batches everybody else gets their turn. */
const BATCH = 200;

/** How many rows it was, by what became of them. */
interface Forgotten {
  drafts: number;
  presses: number;
  /** What alerts have told of them: emptied, and not told again. */
  alerts: number;
  /** Emptied: those that had ended, and proposals nobody had confirmed yet, which are expired with it. */
  operations: number;
  /** Left as they are: confirmed, being sent or unclear, for whose outcome their fields are still needed. */
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
  const emptyOperations = operationsOfCustomer(engine, now);
  const drafts = draftTexts(engine, sealer);
  const presses = pressTexts(engine, sealer);
  const alerts = alertTexts(engine, sealer);

  return async (customers, mentions) => {
    const counts = { operations: 0, underWay: 0 };
    for (const customer of customers) {
      const { operations, underWay } = await emptyOperations(customer);
      counts.operations += operations;
      counts.underWay += underWay;
    }
    return {
      ...counts,
      drafts: await removeMentions(engine, drafts, mentions),
      presses: await removeMentions(engine, presses, mentions),
      alerts: await removeMentions(engine, alerts, mentions),
    };
  };
}

function operationsOfCustomer(engine: Engine, now: () => Date) {
  const db = engine.builder;
  // Whoever confirms in this moment comes before it, or finds the question expired: never an emptied write to send.
  const expire = statement((gaps: Gaps<{ customer: string; now: number }>) =>
    db
      .updateTable("operations")
      .set({ state: "expired", ended_at: gaps.now, changed_at: gaps.now })
      .where("customer", "=", gaps.customer)
      .where("state", "in", ["proposed", "awaiting-approval"]),
  );
  const empty = statement((gaps: Gaps<{ customer: string }>) =>
    db
      .updateTable("operations")
      .set(EMPTIED)
      .where("customer", "=", gaps.customer)
      .where("state", "in", ["done", "failed", "expired", "declined"])
      .where("place", "is not", null),
  );
  const underWay = statement((gaps: Gaps<{ customer: string }>) =>
    db
      .selectFrom("operations")
      .select(({ fn }) => fn.countAll<number>().as("rows"))
      .where("customer", "=", gaps.customer)
      .where("state", "in", ["confirmed", "sending", "unclear"]),
  );

  return async (customer: string) => {
    const [, operations = 0] = await engine.write([
      expire({ customer, now: now().getTime() }),
      empty({ customer }),
    ]);
    const [left] = await engine.read(underWay({ customer }));
    return { operations, underWay: left?.rows ?? 0 };
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
    page: statement((gaps: Gaps<{ after: string }>) => rows.where("id", ">", gaps.after)),
    remove: statement((_: Gaps<{ ids: readonly string[] }>) =>
      db.deleteFrom("drafts").where("id", "in", anyOf<string>("ids", BATCH)),
    ),
    open: sealer.column("drafts", "content").open,
  };
}

function pressTexts({ builder: db }: Engine, sealer: Sealer): Texts {
  const rows = db.selectFrom("presses").select(["id", "press as text"]).orderBy("id").limit(BATCH);
  return {
    page: statement((gaps: Gaps<{ after: string }>) => rows.where("id", ">", gaps.after)),
    remove: statement((_: Gaps<{ ids: readonly string[] }>) =>
      db.deleteFrom("presses").where("id", "in", anyOf<string>("ids", BATCH)),
    ),
    open: sealer.column("presses", "press").open,
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
    page: statement((gaps: Gaps<{ after: string }>) => rows.where("id", ">", gaps.after)),
    remove: statement((_: Gaps<{ ids: readonly string[] }>) =>
      db.updateTable("alert_events").set({ news: null }).where("id", "in", anyOf<string>("ids", BATCH)),
    ),
    open: sealer.column("alert_events", "news").open,
  };
}

async function removeMentions(
  engine: Engine,
  texts: Texts,
  mentions: (text: string) => boolean,
): Promise<number> {
  let removed = 0;
  for (let after: string | undefined = ""; after !== undefined; ) {
    const rows: { id: string; text: Buffer }[] = await engine.read(texts.page({ after }));
    const ids = rows.filter(({ id, text }) => mentions(texts.open(id, text))).map(({ id }) => id);
    if (ids.length > 0) removed += await writeOne(engine, texts.remove({ ids }));
    after = rows.at(-1)?.id;
    await nextTurn();
  }
  return removed;
}
