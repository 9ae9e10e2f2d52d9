// This file is long, because a released migration never changes and each new one is added.
import type { Dialect } from "./engine.ts";
import { CUSTOMER_INDEX, type IndexTables, PRODUCT_INDEX } from "./index-tables.ts";

/** A statement that can be run twice, or a column to add, because SQLite has no `add column if not exists`. */
export type MigrationStep = string | AddedColumn;

interface AddedColumn {
  table: string;
  column: string;
  type: string;
}

interface Migration {
  name: string;
  steps: readonly MigrationStep[];
  /**
   * Which older versions can run beside this migration. `""`: all that are supported. A name, `"021-next"`: only versions
   * that know that migration. Absent, as up to 020: none, so they refuse to start.
   */
  needs?: string;
}

/**
 * The migrations in the order in which they run. A released migration never changes; a new one is added at the end.
 *
 * In a rolling update two releases that follow each other run side by side. So a change that takes something away needs
 * three releases:
 *
 * 1. expand, with `needs: ""`: it only adds. Columns that the version before does not fill are null or have a default.
 *    The code fills the old and the new column, and reads the old one.
 * 2. migrate, with `needs` naming 1: it copies what is missing. The code reads and fills the new column only.
 * 3. contract, with `needs` naming 2: it drops the old column.
 */
export function migrations(dialect: Dialect): readonly Migration[] {
  return [
    ...conversationMigrations(dialect),
    ...featureMigrations(dialect),
    ...securityMigrations(dialect),
    ...threadMigrations(dialect),
    ...listMigrations(dialect),
    ...searchMigrations(dialect),
    ...leaseMigrations(),
    ...guestMigrations(),
  ];
}

/** Creates a column to add: `column("inbox.owner", "text")`. */
export function column(path: string, type: string): AddedColumn {
  const [owner = "", name = ""] = path.split(".");
  return { table: owner, column: name, type };
}
const ZERO = "integer default 0 not null";
const MAY_HAVE_HAPPENED = "state in ('confirmed', 'sending', 'done', 'unclear')";

/** The tables of events, buttons, drafts, people and writes. */
function conversationMigrations({ bytes, serial }: Dialect): Migration[] {
  return [
    {
      name: "001-first-tables",
      steps: [
        `create table if not exists inbox (id text primary key, platform text not null, payload ${bytes},
          at bigint not null, outcome text, finished_at bigint)`,
        "create index if not exists inbox_unfinished on inbox (at, id) where finished_at is null",
        "create index if not exists inbox_finished on inbox (finished_at)",
        `create table if not exists presses (id text primary key, person text, place text not null,
          press ${bytes} not null, until bigint not null)`,
        "create index if not exists presses_until on presses (until)",
        `create table if not exists drafts (id text primary key, person text not null, place text not null,
          content ${bytes} not null, asking integer not null, until bigint not null)`,
        "create index if not exists drafts_until on drafts (until)",
        "create index if not exists drafts_asking on drafts (person, place, asking)",
        "create table if not exists people (person text primary key, locale text, changed_at bigint not null)",
        `create table if not exists audit (id ${serial} primary key, at bigint not null, person text not null,
          place text not null, command text not null, deed text not null, customer text, outcome text not null)`,
        "create index if not exists audit_at on audit (at, id)",
        // `place`, `input`, `outcome` and `seen` may be null: personal columns are emptied 30 days after the end.
        `create table if not exists operations (id text primary key, reference text not null unique,
          kind text not null, person text not null, place ${bytes}, customer text, input ${bytes},
          state text not null, proposed_at bigint not null, until bigint not null, confirmed_by text,
          declined_by text, sent_at bigint, ended_at bigint, outcome ${bytes}, evidence text unique, seen ${bytes},
          changed_at bigint not null)`,
        "create index if not exists operations_customer on operations (customer, state)",
        "create index if not exists operations_person on operations (person, proposed_at)",
        "create index if not exists operations_state on operations (state, changed_at)",
        `create table if not exists learned (list text not null, value text not null, used_at bigint not null,
          constraint learned_key primary key (list, value))`,
        "create table if not exists settings (key text primary key, value text not null, changed_at bigint not null)",
        `create table if not exists seal_keys (id text primary key, canary ${bytes} not null, retired_at bigint)`,
        "create table if not exists probe (id integer primary key, at bigint not null)",
      ],
    },
    {
      name: "002-workers-and-outcomes",
      steps: [
        "create table if not exists workers (worker text primary key, until bigint not null)",
        column("inbox.owner", "text"),
        column("operations.owner", "text"),
        column("operations.source", "text"),
        column("operations.told_at", "bigint"),
        column("operations.tries", ZERO),
        // The first version notified at once, so nobody is notified again after the update.
        `update operations set told_at = changed_at
          where told_at is null and state in ('done', 'failed', 'unclear', 'expired', 'declined')`,
        // The first version had no owners and could send two writes for one customer at once. Their outcome is unknown.
        `update operations set state = 'unclear' where state = 'sending' and customer in
          (select customer from operations where state = 'sending' group by customer having count(*) > 1)`,
        `create unique index if not exists operations_sending on operations (customer)
          where state = 'sending' and customer is not null`,
        "create index if not exists operations_untold on operations (owner, changed_at) where told_at is null",
        "create index if not exists operations_source on operations (source) where source is not null",
        "create index if not exists operations_proposed on operations (proposed_at, id)",
        // The personal columns are emptied together: where `place` is null there is nothing left to empty.
        "create index if not exists operations_personal on operations (ended_at) where place is not null",
      ],
    },
    {
      name: "003-turns-of-a-source",
      steps: [
        column("operations.turn", ZERO),
        // Before this version two people could confirm two writes of one message at once. Both stay, one after the other.
        `update operations set turn = (select count(*) from operations as other
            where other.kind = operations.kind and other.source = operations.source and other.id < operations.id)
          where source is not null and ${MAY_HAVE_HAPPENED}`,
        `create unique index if not exists operations_turn on operations (kind, source, turn)
          where source is not null and ${MAY_HAVE_HAPPENED}`,
      ],
    },
    {
      name: "004-who-people-are",
      steps: [column("people.name", bytes), column("people.email", bytes), column("people.role", "text")],
    },
  ];
}

/** The tables of imports, digests, the ticket index and alerts. */
function featureMigrations({ bytes }: Dialect): Migration[] {
  const counts = `made ${ZERO}, there ${ZERO}, failed ${ZERO}, unclear ${ZERO}`;
  const target = "platform text not null, chat text not null, thread text, shared integer not null";
  const delivery = `owner text, next_at bigint not null, tries ${ZERO}, repeated ${ZERO}, sent_at bigint, ended_at bigint`;
  return [
    {
      name: "005-files-of-rows",
      steps: [
        `create table if not exists imports (id text primary key, reference text not null unique, kind text not null,
          person text not null, place ${bytes}, plan ${bytes}, state text not null, fingerprint text, good ${ZERO},
          bad ${ZERO}, ${counts}, begun_at bigint not null, changed_at bigint not null, confirmed_at bigint,
          ended_at bigint, told_at bigint, owner text)`,
        "create index if not exists imports_state on imports (state, changed_at)",
        "create index if not exists imports_begun on imports (begun_at, id)",
        "create index if not exists imports_fingerprint on imports (fingerprint)",
        `create table if not exists import_batches (import text not null, seq integer not null, state text not null,
          size integer not null, rows ${bytes}, ${counts}, sent_at bigint,
          constraint import_batches_key primary key (import, seq))`,
      ],
    },
    {
      name: "006-subscribed-chats",
      steps: [
        `create table if not exists subscriptions (id text primary key, number integer not null unique,
          person text not null, ${target}, kinds text not null, schedule text not null, locale text not null,
          skip_empty integer not null, state text not null, created_at bigint not null, changed_at bigint not null,
          checked_until bigint not null)`,
        `create table if not exists runs (id text primary key, subscription text not null, kind text not null,
          period text not null, due_at bigint not null, from_at bigint not null, to_at bigint not null,
          state text not null, reason text, ${delivery}, constraint runs_once unique (subscription, period, kind))`,
        "create index if not exists runs_open on runs (due_at) where ended_at is null",
        "create index if not exists runs_newest on runs (subscription, due_at)",
        "create index if not exists runs_ended on runs (ended_at)",
      ],
    },
    {
      name: "007-counted-tickets",
      steps: [
        `create table if not exists ticket_index (id text primary key, status text, priority text, assignee text,
          contact text, created_at bigint, updated_at bigint, walk integer not null)`,
        "create index if not exists ticket_index_walk on ticket_index (walk, id)",
      ],
    },
    {
      name: "008-watched-records",
      steps: [
        `create table if not exists alert_rules (id text primary key, number integer not null unique,
          person text not null, ${target}, personal integer not null, locale text not null, watch text not null,
          state text not null, snoozed_until bigint, created_at bigint not null, changed_at bigint not null)`,
        `create table if not exists alert_events (id text primary key, rule text not null, key text not null,
          subject text not null, news ${bytes}, at bigint not null, found_at bigint not null, state text not null,
          held ${ZERO}, message text, ${delivery}, constraint alert_events_once unique (rule, key))`,
        "create index if not exists alert_events_open on alert_events (found_at) where ended_at is null",
        "create index if not exists alert_events_found on alert_events (found_at)",
        "create index if not exists alert_events_message on alert_events (message)",
        "create index if not exists alert_events_subject on alert_events (rule, subject, at)",
        "create table if not exists alert_sources (source text primary key, until bigint, owner text)",
        "create table if not exists quiet_chats (chat text primary key, hours text, changed_at bigint not null)",
        `create table if not exists claims (subject text primary key, person text not null, name ${bytes} not null,
          at bigint not null)`,
        "create index if not exists claims_at on claims (at)",
      ],
    },
  ];
}

/** Sealed and signed rows, several processes, restored copies, and quotas. */
function securityMigrations({ bytes, nowMs }: Dialect): Migration[] {
  const signed = "people presses drafts operations imports subscriptions alert_rules settings".split(" ");
  return [
    {
      // Opening the store seals the values that `learned` holds as clear text.
      name: "009-sealed-lessons",
      steps: [
        `create table if not exists taught (id text primary key, list text not null, value ${bytes} not null,
          used_at bigint not null)`,
        "create index if not exists taught_list on taught (list, used_at)",
      ],
    },
    {
      name: "010-one-after-another",
      steps: [
        column("operations.move", "text"),
        column("operations.customer_sequence", ZERO),
        // Before this version two writes for one customer did not know of each other. All stay, in the order of their
        // proposals.
        `update operations set customer_sequence = ranked.turn from (
            select id, row_number() over (partition by kind, customer order by proposed_at, id) - 1 as turn
            from operations where customer is not null and ${MAY_HAVE_HAPPENED}) as ranked
          where operations.id = ranked.id`,
        `create unique index if not exists operations_customer_sequence on operations (kind, customer, customer_sequence)
          where customer is not null and ${MAY_HAVE_HAPPENED}`,
        column("inbox.lane", "text"),
        column("inbox.stored_at", "bigint"),
        "create index if not exists inbox_lane on inbox (lane, stored_at) where lane is not null",
      ],
    },
    {
      name: "011-elected-leaders",
      steps: ["create table if not exists leaders (job text primary key, owner text)"],
    },
    {
      name: "012-database-identity",
      steps: [
        `create table if not exists database_identity (id integer primary key, token text not null,
          counter bigint default 0 not null, server_id text, database_oid text, table_oid text, timeline text,
          copied ${ZERO}, restored_at bigint)`,
        column("operations.restored_at", "bigint"),
        column("imports.restored_at", "bigint"),
      ],
    },
    {
      name: "013-people-seen",
      steps: [
        column("people.username", bytes),
        column("people.first_seen", "bigint"),
        column("people.last_seen", "bigint"),
        // A person with a name has written: at the time of the last change or later, and perhaps just now.
        `update people set first_seen = changed_at, last_seen = ${nowMs}
          where name is not null and first_seen is null`,
      ],
    },
    {
      // The rows that exist are signed when the store is opened (`signRows`).
      name: "014-signed-rows",
      steps: [
        ...signed.map((name) => column(`${name}.mac`, bytes)),
        column("operations.state_mac", bytes),
        column("imports.state_mac", bytes),
        column("seal_keys.signed", bytes),
      ],
    },
    {
      name: "015-counted-look-ups",
      steps: [
        column("audit.customers", "text"),
        `create table if not exists look_ups (person text not null, customer text not null, at bigint not null,
          constraint look_ups_once primary key (person, customer))`,
        "create index if not exists look_ups_of_person on look_ups (person, at)",
        "create index if not exists look_ups_of_customer on look_ups (customer)",
        "create index if not exists look_ups_at on look_ups (at)",
        "create table if not exists look_up_people (person text primary key, counted_at bigint not null)",
        `create table if not exists look_up_hours (person text not null, hour integer not null,
          customers integer not null, constraint look_up_hours_once primary key (person, hour))`,
        `create table if not exists look_up_notices (id text primary key, person text not null, kind text not null,
          at bigint not null, figures text not null, claimed_at bigint, told_at bigint)`,
      ],
    },
    {
      // The first attempt begins when the row is stored or confirmed, and needs no write of its own.
      name: "016-counted-attempts",
      steps: [
        column("inbox.attempts", "integer default 1 not null"),
        column("imports.attempts", "integer default 1 not null"),
        column("imports.attempt_rows", ZERO),
      ],
    },
  ];
}

/** The records last shown, so that "this customer" is understood after a restart too. */
function threadMigrations({ bytes }: Dialect): Migration[] {
  return [
    {
      name: "017-conversations",
      steps: [
        `create table if not exists conversations (id text primary key, content ${bytes} not null,
          until bigint not null, mac ${bytes})`,
        "create index if not exists conversations_until on conversations (until)",
      ],
    },
  ];
}

/** What lists of tickets need: sealed texts, and tokens that rows are found by. */
function listMigrations({ bytes }: Dialect): Migration[] {
  const listed = "status, priority, assignee_token, group_token";
  return [
    {
      // The next walk over all tickets fills the new columns.
      name: "018-tickets-of-customers",
      steps: [
        column("ticket_index.content", bytes),
        column("ticket_index.assignee_token", "text"),
        column("ticket_index.group_token", "text"),
        column("ticket_index.reading", "text"),
        `create table if not exists ticket_contacts (token text not null, ticket text not null,
          constraint ticket_contacts_once primary key (token, ticket))`,
        "create index if not exists ticket_contacts_ticket on ticket_contacts (ticket)",
        // A list counts and sorts by these indexes alone, so the sealed texts of the other rows are not read.
        `create index if not exists ticket_index_created on ticket_index
          (coalesce(created_at, updated_at, 0), ${listed})`,
        `create index if not exists ticket_index_updated on ticket_index
          (coalesce(updated_at, created_at, 0), ${listed})`,
        `create index if not exists ticket_index_assignee on ticket_index
          (assignee_token, coalesce(updated_at, created_at, 0))`,
        "create index if not exists ticket_index_group on ticket_index (group_token)",
      ],
    },
  ];
}

/** The indexes that find records by parts of their names. They hold keyed hashes and sealed texts only. */
function searchMigrations(dialect: Dialect): Migration[] {
  return [
    { name: "019-search-index", steps: indexSteps(CUSTOMER_INDEX, dialect) },
    { name: "020-product-index", steps: indexSteps(PRODUCT_INDEX, dialect) },
  ];
}

function leaseMigrations(): Migration[] {
  return [
    {
      name: "021-takeover-after-others",
      steps: [column("workers.takes_over_from", "bigint default 0 not null")],
    },
  ];
}

function guestMigrations(): Migration[] {
  return [{ name: "022-people-guests", needs: "", steps: [column("people.is_guest", "integer")] }];
}

function indexSteps({ records, terms, words }: IndexTables, { bytes, termIndex }: Dialect): MigrationStep[] {
  const ofTerms =
    termIndex === "fts5"
      ? [
          // It stores no text, and finds a record by the `rank` of its row.
          `create virtual table if not exists ${terms}
            using fts5(terms, content='', contentless_delete=1, detail=none, tokenize='ascii')`,
        ]
      : [
          `alter table ${records} add column if not exists terms integer[] not null`,
          `create index if not exists ${records}_terms on ${records} using gin (terms)`,
        ];
  return [
    `create table if not exists ${records} (id text primary key, rank bigint not null, digest text not null,
      walk integer not null, content ${bytes} not null)`,
    `create index if not exists ${records}_rank on ${records} (rank)`,
    `create index if not exists ${records}_walk on ${records} (walk, id)`,
    `create table if not exists ${words} (id text primary key, variant bigint not null, term ${bytes} not null)`,
    `create index if not exists ${words}_variant on ${words} (variant)`,
    ...ofTerms,
  ];
}
