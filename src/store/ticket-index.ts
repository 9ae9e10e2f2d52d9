import type { Selectable } from "kysely";
import { type Engine, writeOne } from "./engine.ts";
import type { Schema } from "./schema.ts";
import type { Sealer } from "./sealing.ts";
import { type Params, statement } from "./statement.ts";

/** A ticket as it is counted. Its customer is an ObjectId. */
interface CountedTicket {
  id: string;
  status: string | null;
  priority: string | null;
  /** An agent's e-mail or name; sealed on disk. */
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

export function createTicketIndexTable(engine: Engine, sealer: Sealer): TicketIndexTable {
  const { save, portion, unseen, remove } = queries(engine.builder);
  const { closed, opened } = rowsWith(createAgentSeal(sealer));
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
    save: statement((params: Params<Row>) => {
      const { id, ...change } = columns(params);
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
    remove: statement((params: Params<{ id: string }>) =>
      db.deleteFrom("ticket_index").where("id", "=", params.id),
    ),
  };
}

/** Each gap by its column: a `Gaps` has no keys of its own to spread. */
function columns(params: Params<Row>) {
  return {
    id: params.id,
    status: params.status,
    priority: params.priority,
    assignee: params.assignee,
    contact: params.contact,
    created_at: params.created_at,
    updated_at: params.updated_at,
    walk: params.walk,
  };
}

interface AgentSeal {
  seal(clear: string): string;
  open(stored: string): string;
}

const SEALED = "sealed:";

/**
 * A hundred thousand tickets have a hundred agents: each is sealed and opened once, and stands in all their rows the same.
 * What stands in clear is of an older version, and the next walk writes it anew, with the newest key.
 */
function createAgentSeal(sealer: Sealer): AgentSeal {
  const seal = sealer.column("ticket_index", "assignee");
  const sealed = new Map<string, string>();
  const clear = new Map<string, string>();
  return {
    seal: (agent) => known(sealed, agent, () => SEALED + seal.seal("agent", agent).toString("base64")),
    open: (stored) =>
      stored.startsWith(SEALED)
        ? known(clear, stored, () => seal.open("agent", Buffer.from(stored.slice(SEALED.length), "base64")))
        : stored,
  };
}

/** More agents than any shop has; nobody fills the memory with names that are none. */
const AGENTS = 1_000;

function known(values: Map<string, string>, key: string, make: () => string): string {
  const before = values.get(key);
  if (before !== undefined) return before;
  if (values.size >= AGENTS) values.clear();
  const made = make();
  values.set(key, made);
  return made;
}

function rowsWith({ seal, open }: AgentSeal) {
  return {
    closed({ createdAt, updatedAt, assignee, ...same }: CountedTicket, walk: number): Row {
      const agent = assignee && seal(assignee);
      return { ...same, assignee: agent, created_at: ms(createdAt), updated_at: ms(updatedAt), walk };
    },
    opened({ created_at, updated_at, walk: _, assignee, ...same }: Row): CountedTicket {
      const agent = assignee && open(assignee);
      return { ...same, assignee: agent, createdAt: date(created_at), updatedAt: date(updated_at) };
    },
  };
}

function ms(at: Date | null): number | null {
  return at?.getTime() ?? null;
}

function date(at: number | null): Date | null {
  return at === null ? null : new Date(at);
}
