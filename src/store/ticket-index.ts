import type { Selectable } from "kysely";
import { type Engine, writeOne } from "./engine.ts";
import type { Schema } from "./schema.ts";
import { type Gaps, statement } from "./statement.ts";

/** A ticket as it is counted. The customer is an ObjectId, and the agent is known to the whole team: nothing is sealed. */
interface CountedTicket {
  id: string;
  status: string | null;
  priority: string | null;
  assignee: string | null;
  contact: string | null;
  createdAt: Date | null;
  updatedAt: Date | null;
}

/** AntCRM's tickets, as they were read last. */
export interface TicketIndexTable {
  /**
   * Known ones are replaced, unless what is there was changed later: two readings may be written in either order.
   * @param walk  the number of the walk over all tickets that is under way, or was the last
   */
  save(tickets: readonly CountedTicket[], walk: number): Promise<void>;
  /** In the order of their ids, as texts: `portion("17464", 500)` are the next 500 after it. */
  portion(after: string, limit: number): Promise<CountedTicket[]>;
  /** Ids that neither this walk nor a later one has seen. */
  unseen(walk: number, limit: number): Promise<string[]>;
  remove(id: string): Promise<void>;
}

type Row = Selectable<Schema["ticket_index"]>;

export function createTicketIndexTable(engine: Engine): TicketIndexTable {
  const { save, portion, unseen, remove } = queries(engine.builder);
  return {
    async save(tickets, walk) {
      if (tickets.length === 0) return;
      // Sorted: two processes that lock the same rows in different orders would wait for each other.
      const rows = [...tickets].sort((a, b) => (a.id < b.id ? -1 : 1)).map((ticket) => closed(ticket, walk));
      await engine.write(rows.map((row) => save(row)));
    },
    portion: async (after, limit) => (await engine.read(portion({ after, limit }))).map(opened),
    unseen: async (walk, limit) => (await engine.read(unseen({ walk, limit }))).map(({ id }) => id),
    async remove(id) {
      await writeOne(engine, remove({ id }));
    },
  };
}

function queries(db: Engine["builder"]) {
  return {
    save: statement((gaps: Gaps<Row>) => {
      const { id, ...change } = columns(gaps);
      return db
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
        );
    }),
    portion: statement((gaps: Gaps<{ after: string; limit: number }>) =>
      db.selectFrom("ticket_index").selectAll().where("id", ">", gaps.after).orderBy("id").limit(gaps.limit),
    ),
    unseen: statement((gaps: Gaps<{ walk: number; limit: number }>) =>
      db
        .selectFrom("ticket_index")
        .select("id")
        .where("walk", "<", gaps.walk)
        .orderBy("walk")
        .orderBy("id")
        .limit(gaps.limit),
    ),
    remove: statement((gaps: Gaps<{ id: string }>) =>
      db.deleteFrom("ticket_index").where("id", "=", gaps.id),
    ),
  };
}

/** Each gap by its column: a `Gaps` has no keys of its own to spread. */
function columns(gaps: Gaps<Row>) {
  return {
    id: gaps.id,
    status: gaps.status,
    priority: gaps.priority,
    assignee: gaps.assignee,
    contact: gaps.contact,
    created_at: gaps.created_at,
    updated_at: gaps.updated_at,
    walk: gaps.walk,
  };
}

function closed({ createdAt, updatedAt, ...same }: CountedTicket, walk: number): Row {
  return { ...same, created_at: ms(createdAt), updated_at: ms(updatedAt), walk };
}

function opened({ created_at, updated_at, walk: _, ...same }: Row): CountedTicket {
  return { ...same, createdAt: date(created_at), updatedAt: date(updated_at) };
}

function ms(at: Date | null): number | null {
  return at?.getTime() ?? null;
}

function date(at: number | null): Date | null {
  return at === null ? null : new Date(at);
}
