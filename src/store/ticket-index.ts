import type {
  IndexedTicket,
  ListedTicket,
  TicketIndexRepository,
} from "../features/tickets/indexed-ticket.ts";
import { type Engine, type Params, type Query, queryOf, statement } from "./engine.ts";
import { rowsOf } from "./rows.ts";
import { type TableRow, toDate } from "./schema.ts";
import type { Sealer } from "./sealing.ts";
import { createTicketLists } from "./ticket-lists.ts";
import { createTicketSeal } from "./ticket-seal.ts";

/** Raised when rows must be read from AntCRM again, because more is stored of a ticket. */
const LAYOUT = 1;

export function createTicketIndexTable(engine: Engine, sealer: Sealer): TicketIndexRepository {
  const queries = { ...countingQueries(engine), ...savingQueries(engine) };
  const { remove } = rowsOf(engine, "ticket_index", "id");
  const seal = createTicketSeal(sealer);

  const rowOf = (ticket: ListedTicket, walk: number): TableRow<"ticket_index"> => ({
    ...{ id: ticket.id, status: ticket.status, priority: ticket.priority, walk },
    contact: ticket.contact?.objectId ?? null,
    assignee: ticket.assignedTo && seal.agent.seal(ticket.assignedTo),
    created_at: ticket.createdAt?.getTime() ?? null,
    updated_at: ticket.updatedAt?.getTime() ?? null,
    content: seal.content.seal(ticket),
    assignee_token: ticket.assignedTo && seal.agent.token(ticket.assignedTo),
    group_token: ticket.group && seal.groupToken(ticket.group),
    reading: seal.readingOf(ticket),
  });
  const countedOf = ({ id, status, priority, contact, ...row }: CountedRow): IndexedTicket => ({
    ...{ id, status, priority, contact },
    assignee: row.assignee && seal.agent.open(row.assignee),
    createdAt: toDate(row.created_at),
    updatedAt: toDate(row.updated_at),
  });

  /** The tokens are replaced only if this reading of the ticket was stored: another one may be newer. */
  function saving(ticket: ListedTicket, walk: number): Query<unknown>[] {
    const row = rowOf(ticket, walk);
    const stored = { ticket: ticket.id, reading: row.reading };
    const tokens = [...new Set(seal.tokensOf(ticket.contact))];
    return [
      queries.save(row),
      queries.dropTokens(stored),
      ...tokens.map((token) => queries.addToken({ token, ...stored })),
    ];
  }

  /** Returns the readings of these tickets that are stored whole. */
  async function storedReadings(ids: readonly string[]): Promise<Map<string, string | null>> {
    const rows = await engine.read(queries.readings(ids));
    return new Map(rows.map(({ id, reading }) => [id, reading]));
  }

  return {
    version: `${LAYOUT}.${sealer.keyId}`,
    async save(tickets, walk) {
      if (tickets.length === 0) return;
      // The rows are sorted, because two processes that lock the same rows in different orders would wait for each other.
      const sorted = [...tickets].sort((a, b) => (a.id < b.id ? -1 : 1));
      const known = await storedReadings(sorted.map(({ id }) => id));
      const writes = sorted.flatMap((ticket) =>
        known.get(ticket.id) === seal.readingOf(ticket)
          ? [queries.see({ id: ticket.id, walk })]
          : saving(ticket, walk),
      );
      await engine.write(writes);
    },
    portion: async (after, limit) => (await engine.read(queries.portion({ after, limit }))).map(countedOf),
    unseen: async (walk, limit) => (await engine.read(queries.unseen({ walk, limit }))).map(({ id }) => id),
    async remove(id) {
      await engine.write([remove({ id }), queries.dropAllTokens({ ticket: id })]);
    },
    ...createTicketLists(engine, seal),
  };
}

const COUNTED = ["id", "status", "priority", "assignee", "contact", "created_at", "updated_at"] as const;
type CountedRow = Pick<TableRow<"ticket_index">, (typeof COUNTED)[number]>;

function countingQueries({ builder: db }: Engine) {
  return {
    // The sealed texts are left out, because a digest reads all tickets.
    portion: statement((params: Params<{ after: string; limit: number }>) =>
      db
        .selectFrom("ticket_index")
        .select(COUNTED)
        .where("id", ">", params.after)
        .orderBy("id")
        .limit(params.limit),
    ),
    unseen: statement((params: Params<{ walk: number; limit: number }>) =>
      db
        .selectFrom("ticket_index")
        .select("id")
        .where("walk", "<", params.walk)
        .orderBy("walk")
        .orderBy("id")
        .limit(params.limit),
    ),
  };
}

type StoredReading = { ticket: string; reading: string | null };

function savingQueries({ builder: db }: Engine) {
  const storedReading = ({ ticket, reading }: Params<StoredReading>) =>
    db.selectFrom("ticket_index").select("id").where("id", "=", ticket).where("reading", "=", reading);
  return {
    readings: (ids: readonly string[]) =>
      queryOf(
        db
          .selectFrom("ticket_index")
          .select(["id", "reading"])
          .where("id", "in", ids)
          .where("content", "is not", null)
          .compile(),
      ),
    /** Notes that a walk has seen this ticket. */
    see: statement((params: Params<{ id: string; walk: number }>) =>
      db.updateTable("ticket_index").set({ walk: params.walk }).where("id", "=", params.id),
    ),
    save: statement(({ id, ...change }: Params<TableRow<"ticket_index">>) =>
      db
        .insertInto("ticket_index")
        .values({ id, ...change })
        .onConflict((conflict) =>
          conflict
            .column("id")
            .doUpdateSet(change)
            .where((is) =>
              is.or([
                is("ticket_index.updated_at", "is", null),
                is("ticket_index.updated_at", "<=", is.ref("excluded.updated_at")),
                is("ticket_index.content", "is", null),
                // AntCRM's clock was ahead when the stored reading was made.
                is("ticket_index.walk", "<", is.ref("excluded.walk")),
              ]),
            ),
        ),
    ),
    dropTokens: statement((params: Params<StoredReading>) =>
      db.deleteFrom("ticket_contacts").where("ticket", "in", storedReading(params)),
    ),
    addToken: statement(({ token, ...stored }: Params<StoredReading & { token: string }>) =>
      db
        .insertInto("ticket_contacts")
        .columns(["token", "ticket"])
        .expression(
          storedReading(stored)
            .clearSelect()
            .select([token.as("token"), "id"]),
        )
        .onConflict((conflict) => conflict.doNothing()),
    ),
    dropAllTokens: statement((params: Params<{ ticket: string }>) =>
      db.deleteFrom("ticket_contacts").where("ticket", "=", params.ticket),
    ),
  };
}
