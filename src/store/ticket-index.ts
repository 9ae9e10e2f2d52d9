import type { IndexedTicket, TicketIndexRepository } from "../features/tickets/ticket-index.ts";
import { type Engine, execute, type Params, statement } from "./engine.ts";
import { rowsOf } from "./rows.ts";
import { type TableRow, toDate } from "./schema.ts";
import type { Sealer } from "./sealing.ts";

export function createTicketIndexTable(engine: Engine, sealer: Sealer): TicketIndexRepository {
  const { save, portion, unseen } = queries(engine.builder);
  const { remove } = rowsOf(engine, "ticket_index", "id");
  const agents = createAgentSeal(sealer);

  const rowOf = (ticket: IndexedTicket, walk: number): TableRow<"ticket_index"> => ({
    ...{ id: ticket.id, status: ticket.status, priority: ticket.priority, contact: ticket.contact, walk },
    assignee: ticket.assignee && agents.seal(ticket.assignee),
    created_at: ticket.createdAt?.getTime() ?? null,
    updated_at: ticket.updatedAt?.getTime() ?? null,
  });
  const ticketOf = ({ id, status, priority, contact, ...row }: TableRow<"ticket_index">): IndexedTicket => ({
    ...{ id, status, priority, contact },
    assignee: row.assignee && agents.open(row.assignee),
    createdAt: toDate(row.created_at),
    updatedAt: toDate(row.updated_at),
  });

  return {
    async save(tickets, walk) {
      if (tickets.length === 0) return;
      // The rows are sorted, because two processes that lock the same rows in different orders would wait for each other.
      const rows = [...tickets].sort((a, b) => (a.id < b.id ? -1 : 1)).map((ticket) => rowOf(ticket, walk));
      await engine.write(rows.map((row) => save(row)));
    },
    portion: async (after, limit) => (await engine.read(portion({ after, limit }))).map(ticketOf),
    unseen: async (walk, limit) => (await engine.read(unseen({ walk, limit }))).map(({ id }) => id),
    remove: (id) => execute(engine, remove({ id })),
  };
}

function queries(db: Engine["builder"]) {
  return {
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
              ]),
            ),
        ),
    ),
    portion: statement((params: Params<{ after: string; limit: number }>) =>
      db
        .selectFrom("ticket_index")
        .selectAll()
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

const SEALED = "sealed:";
/** The number of agents that are remembered, more than any shop has. */
const AGENTS = 1_000;

/**
 * Seals and opens the agents of tickets. A hundred thousand tickets have a hundred agents, so each agent is sealed and
 * opened once, and has the same value in all rows. A clear text comes from an older version; the next walk seals it.
 */
function createAgentSeal(sealer: Sealer) {
  const seal = sealer.column("ticket_index", "assignee");
  return {
    seal: remembering((agent) => SEALED + seal.seal("agent", agent).toString("base64")),
    open: remembering((stored) =>
      stored.startsWith(SEALED)
        ? seal.open("agent", Buffer.from(stored.slice(SEALED.length), "base64"))
        : stored,
    ),
  };
}

function remembering(make: (key: string) => string): (key: string) => string {
  const values = new Map<string, string>();
  return (key) => {
    const value = values.get(key) ?? make(key);
    if (!values.has(key) && values.size >= AGENTS) values.clear();
    values.set(key, value);
    return value;
  };
}
