import { type Expression, type SqlBool, sql } from "kysely";
import type {
  ListedTicket,
  TicketFilter,
  TicketIndexRepository,
  TicketOrder,
} from "../features/tickets/indexed-ticket.ts";
import { anyOf, type Engine, type Params, queryOf, readOne, statement } from "./engine.ts";
import { type TableRow, toDate } from "./schema.ts";
import type { TicketSeal } from "./ticket-seal.ts";

/** The times by which lists are sorted. The indexes of the table hold the same expressions. */
const TIMES: Record<TicketOrder["by"], ReturnType<typeof sql<number>>> = {
  created: sql<number>`coalesce(created_at, updated_at, 0)`,
  updated: sql<number>`coalesce(updated_at, created_at, 0)`,
};

type TicketLists = Pick<TicketIndexRepository, "list" | "count" | "statuses" | "assignees" | "groups">;

/** The tokens of one customer in a statement: of the ObjectId, and of phones and e-mails. */
const MOST_TOKENS = 10;

/** Creates the queries behind lists of tickets. Filters differ, so most queries are built when they run. */
export function createTicketLists(engine: Engine, seal: TicketSeal): TicketLists {
  const { builder: db, read } = engine;
  const { assignees, groups } = nameQueries(engine);
  const matching = (filter: TicketFilter) =>
    db.selectFrom("ticket_index").where(({ and }) => and(conditions(filter, seal)));
  const byStatus = (tickets: ReturnType<typeof matching>) =>
    tickets.select(["status", ({ fn }) => fn.countAll<number>().as("tickets")]).groupBy("status");
  // This runs for each customer's card. Building it each time took twice as long as the query itself.
  const ofCustomer = statement((_: Params<{ tokens: readonly string[] }>) =>
    byStatus(db.selectFrom("ticket_index").where(isOfCustomer(anyOf("tokens", MOST_TOKENS)))),
  );

  return {
    async list(filter, { by, offset, limit }) {
      const query = matching(filter)
        .select(["id", "status", "priority", "assignee", "contact", "content", "created_at", "updated_at"])
        // A customer has few tickets. Without the sum Postgres walks over all tickets in the order of their times.
        .orderBy(filter.customer === undefined ? TIMES[by] : sql`${TIMES[by]} + 0`, "desc")
        // The ids are numbers in text, so a longer one is a higher one.
        .orderBy(sql`length(id)`, "desc")
        .orderBy("id", "desc")
        .limit(limit)
        .offset(offset);
      return (await read(queryOf(query.compile()))).map((row) => listed(row, seal));
    },
    async count(filter) {
      const query = matching(filter).select(({ fn }) => fn.countAll<number>().as("tickets"));
      return (await readOne(engine, queryOf(query.compile())))?.tickets ?? 0;
    },
    async statuses(filter) {
      const { customer = null, ...others } = filter;
      const tokens = Object.keys(others).length === 0 ? seal.tokensOf(customer) : [];
      const isFixed = tokens.length > 0 && tokens.length <= MOST_TOKENS;
      return read(isFixed ? ofCustomer({ tokens }) : queryOf(byStatus(matching(filter)).compile()));
    },
    async assignees(since) {
      const rows = await read(assignees({ since: since ?? 0 }));
      return rows
        .sort((a, b) => b.tickets - a.tickets)
        .flatMap(({ assignee }) => (assignee === null ? [] : [seal.agent.open(assignee)]));
    },
    async groups() {
      const rows = await read(groups({}));
      const names = rows.map(({ id, content }) => seal.content.open(id, content).group);
      return names.filter((name) => name !== null);
    },
  };
}

type ListedRow = Omit<TableRow<"ticket_index">, "walk" | "assignee_token" | "group_token" | "reading">;

function listed(row: ListedRow, seal: TicketSeal): ListedTicket {
  const { id, status, priority } = row;
  return {
    ...{ id, status, priority, ...seal.content.open(id, row.content) },
    assignedTo: row.assignee && seal.agent.open(row.assignee),
    createdAt: toDate(row.created_at),
    updatedAt: toDate(row.updated_at),
  };
}

function conditions(filter: TicketFilter, seal: TicketSeal): Expression<SqlBool>[] {
  const { customer, statuses, priority, group, assignees, isUnassigned } = filter;
  return [
    ...(customer === undefined ? [] : [ofTokens(seal.tokensOf(customer))]),
    ...(statuses === undefined ? [] : [statusIn(statuses)]),
    ...(priority === undefined ? [] : [sql<SqlBool>`priority = ${priority}`]),
    ...(group === undefined ? [] : [oneOf("group_token", group.map(seal.groupToken))]),
    ...(assignees === undefined ? [] : [oneOf("assignee_token", assignees.map(seal.agent.token))]),
    ...(isUnassigned ? [sql<SqlBool>`assignee_token is null`] : []),
    ...inWindow(TIMES.created, filter.createdFrom, filter.createdTo),
    ...inWindow(TIMES.updated, filter.updatedFrom, filter.updatedTo),
  ];
}

function ofTokens(tokens: readonly string[]): Expression<SqlBool> {
  return tokens.length === 0 ? NEVER : isOfCustomer(sql`(${sql.join([...tokens])})`);
}

/** @param tokens a list in SQL: `(?, ?)` */
function isOfCustomer(tokens: Expression<unknown>): Expression<SqlBool> {
  return sql<SqlBool>`id in (select ticket from ticket_contacts where token in ${tokens})`;
}

const NEVER = sql<SqlBool>`1 = 0`;

function statusIn(statuses: readonly (string | null)[]): Expression<SqlBool> {
  const named = oneOf(
    "status",
    statuses.filter((status) => status !== null),
  );
  return statuses.includes(null) ? sql<SqlBool>`(status is null or ${named})` : named;
}

function oneOf(column: string, values: readonly string[]): Expression<SqlBool> {
  return values.length === 0 ? NEVER : sql<SqlBool>`${sql.ref(column)} in (${sql.join([...values])})`;
}

/** A ticket without any time is in no window. */
function inWindow(
  time: Expression<number>,
  from: Date | undefined,
  to: Date | undefined,
): Expression<SqlBool>[] {
  return [
    ...(from === undefined ? [] : [sql<SqlBool>`${time} >= ${from.getTime()}`]),
    ...(to === undefined ? [] : [sql<SqlBool>`${time} between 1 and ${to.getTime() - 1}`]),
  ];
}

/** Creates the queries for the names that tickets hold, each once. One row of each name is opened. */
function nameQueries({ builder: db }: Engine) {
  return {
    assignees: statement((params: Params<{ since: number }>) =>
      db
        .selectFrom((from) =>
          from
            .selectFrom("ticket_index")
            .select(["assignee_token", ({ fn }) => fn.countAll<number>().as("tickets")])
            .where("assignee_token", "is not", null)
            .where(TIMES.updated, ">=", params.since)
            .groupBy("assignee_token")
            .as("counted"),
        )
        .select([
          "tickets",
          (of) =>
            of
              .selectFrom("ticket_index as one")
              .select("one.assignee")
              .whereRef("one.assignee_token", "=", "counted.assignee_token")
              .limit(1)
              .as("assignee"),
        ]),
    ),
    groups: statement((_: Params<object>) =>
      db
        .selectFrom((from) =>
          from
            .selectFrom("ticket_index")
            .select("group_token")
            .distinct()
            .where("group_token", "is not", null)
            .as("named"),
        )
        .innerJoin("ticket_index as one", (join) =>
          join.on("one.id", "=", (of) =>
            of
              .selectFrom("ticket_index as two")
              .select("two.id")
              .whereRef("two.group_token", "=", "named.group_token")
              .where("two.content", "is not", null)
              .limit(1),
          ),
        )
        .select(["one.id", "one.content"]),
    ),
  };
}
