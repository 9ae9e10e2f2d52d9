import type { Generated, Insertable, Selectable } from "kysely";
import type { EventState } from "../features/alerts/messages.ts";
import type { RuleState } from "../features/alerts/rule.ts";
import type { RunState, SubscriptionState } from "../features/digests/subscriptions.ts";
import type { BatchState, ImportState } from "../features/imports/import.ts";
import type { OperationState } from "../operations/operation.ts";

/**
 * The tables, the same in both engines. A time is an integer of milliseconds since 1970, and a boolean is 0 or 1. A
 * `Buffer` is a sealed value (`sealing.ts`), never clear text, or a MAC over its row (`row-mac.ts`).
 *
 * Tables and columns keep the names of their first version, because they are users' data. The code uses other words for
 * some of them:
 *
 * - `presses`, `press`  the actions of a card's buttons
 * - `deed`              the effect of a command: look-up, write or refusal
 * - `told_at`           when the person was notified
 * - `claims`            assignments: which person works on which subject
 * - `taught`            learned values, sealed; `learned` has those of an older version
 * - `turn`              the sequence number for a message
 * - `canary`            the key check
 * - `probe`             the row that the write check of `/readyz` writes
 */
export interface Schema {
  inbox: {
    id: string;
    platform: string;
    /** Null once the event is finished; the id stays, to recognise a second delivery. */
    payload: Buffer | null;
    at: number;
    outcome: "done" | "failed" | null;
    finished_at: number | null;
    owner: string | null;
    /**
     * Events of one lane are answered in the order in which they were stored; null once no later event waits for this one.
     */
    lane: string | null;
    /** When it was stored, by the database's clock. */
    stored_at: number | null;
    /** How often its handling began. A clean stop does not count. */
    attempts: Generated<number>;
  };
  /** The running processes, with the end of their leases. */
  workers: {
    worker: string;
    until: number;
    /** The process takes nothing over before this time; 0 if it may. */
    takes_over_from: Generated<number>;
  };
  /** The worker that does a job that only one process may do. */
  leaders: { job: string; owner: string | null };
  presses: {
    id: string;
    person: string | null;
    place: string;
    press: Buffer;
    until: number;
    mac: Buffer | null;
  };
  drafts: {
    id: string;
    person: string;
    place: string;
    content: Buffer;
    asking: number;
    until: number;
    mac: Buffer | null;
  };
  /** The records last shown to a person in a place. */
  conversations: { id: string; content: Buffer; until: number; mac: Buffer | null };
  people: {
    person: string;
    locale: string | null;
    changed_at: number;
    name: Buffer | null;
    email: Buffer | null;
    role: string | null;
    /** Verified by their platform; one person of a platform has it at a time. */
    username: Buffer | null;
    first_seen: number | null;
    last_seen: number | null;
    /**
     * Whether they were a guest of the workspace when Slack said it last; null: not known. Not signed: without it nobody
     * has the default role while Slack does not answer.
     */
    is_guest: number | null;
    /** The MAC over `role` and `email`. */
    mac: Buffer | null;
  };
  audit: {
    id: Generated<number>;
    at: number;
    person: string;
    place: string;
    command: string;
    deed: "look-up" | "write" | "refusal";
    customer: string | null;
    outcome: string;
    /**
     * JSON of the customers that a list, a search or a file showed: `["customer:475"]`; null if only `customer` was shown.
     */
    customers: string | null;
  };
  /** Which customers a person was shown, and when each was last counted; kept for two days. */
  look_ups: { person: string; customer: string; at: number };
  /** One row per person, locked while a look-up of this person is counted. */
  look_up_people: { person: string; counted_at: number };
  /** How many customers a person was shown in an hour, in hours since 1970; kept for 30 days. */
  look_up_hours: { person: string; hour: number; customers: number };
  /** Notices to the admins about a person's look-ups, one per day and kind. */
  look_up_notices: {
    /** `"excess:slack:U0123:2026-11-24T17"`: the kind, the person and the beginning of their day in UTC. */
    id: string;
    person: string;
    kind: "excess" | "burst";
    at: number;
    /** JSON: `{ customers, window, limit }` or `{ customers, usual }`, without customer data. */
    figures: string;
    claimed_at: number | null;
    told_at: number | null;
  };
  operations: {
    id: string;
    reference: string;
    kind: string;
    person: string;
    /** Null once it is emptied, together with `input`, `outcome` and `seen`. */
    place: Buffer | null;
    customer: string | null;
    input: Buffer | null;
    state: OperationState;
    proposed_at: number;
    until: number;
    confirmed_by: string | null;
    declined_by: string | null;
    sent_at: number | null;
    ended_at: number | null;
    outcome: Buffer | null;
    evidence: string | null;
    seen: Buffer | null;
    changed_at: number;
    owner: string | null;
    source: string | null;
    told_at: number | null;
    tries: Generated<number>;
    /** Its sequence number among those of its kind from the same source; unique among those that may have happened. */
    turn: Generated<number>;
    /** The same for its customer: the person who confirms it has been shown all operations before it. */
    customer_sequence: Generated<number>;
    /** A random name of its last move: a move that runs twice, after a broken connection, is applied once. */
    move: string | null;
    /** When a restored copy was noticed. It was in progress or unclear there; the original may have finished it. */
    restored_at: number | null;
    /** The MAC over the columns that never change. */
    mac: Buffer | null;
    /** The MAC over the move that confirmed it; null in every other state. */
    state_mac: Buffer | null;
  };
  imports: RowCountColumns & {
    id: string;
    reference: string;
    kind: string;
    person: string;
    /** Null once it is emptied, and `plan` with it. */
    place: Buffer | null;
    plan: Buffer | null;
    state: ImportState;
    fingerprint: string | null;
    good: Generated<number>;
    bad: Generated<number>;
    begun_at: number;
    changed_at: number;
    confirmed_at: number | null;
    ended_at: number | null;
    told_at: number | null;
    owner: string | null;
    /** When a restored copy was noticed. It was in progress there; the original may have sent the rest of it. */
    restored_at: number | null;
    /** The MAC over the columns that never change. */
    mac: Buffer | null;
    /** The MAC over the state `running`; null in every other state. */
    state_mac: Buffer | null;
    /** How often its sending began since the last progress. A clean stop does not count. */
    attempts: Generated<number>;
    /** The number of rows whose outcome was known when the last attempt began. */
    attempt_rows: Generated<number>;
  };
  import_batches: RowCountColumns & {
    import: string;
    seq: number;
    state: BatchState;
    size: number;
    /** Null once the report names none of its rows. */
    rows: Buffer | null;
    sent_at: number | null;
  };
  subscriptions: ChatOrder & {
    kinds: string;
    schedule: string;
    skip_empty: number;
    state: Exclude<SubscriptionState, "broken">;
    /** The runs that were due until then have their rows in `runs`. */
    checked_until: number;
  };
  runs: DeliveryColumns & {
    id: string;
    subscription: string;
    kind: string;
    /** The due time by the wall clock, `"2026-11-25 08:30"`: unique for a subscription and a kind. */
    period: string;
    due_at: number;
    from_at: number;
    to_at: number;
    state: RunState;
    reason: string | null;
  };
  ticket_index: {
    id: string;
    status: string | null;
    priority: string | null;
    /** A sealed value in base64 behind `sealed:`. */
    assignee: string | null;
    contact: string | null;
    created_at: number | null;
    updated_at: number | null;
    /** The last walk over all tickets in which it was seen. */
    walk: number;
    /** Sealed texts of the ticket and its contact. Null if an older version stored the row, or a customer was forgotten. */
    content: Buffer | null;
    assignee_token: string | null;
    group_token: string | null;
    /** A token of all that AntCRM showed of the ticket. If it is the same again, nothing is stored again. */
    reading: string | null;
  };
  /** Customers that are found by parts of their names and numbers. */
  search_index: IndexedRecord;
  search_words: IndexedWord;
  /** Products that are found by parts of their names and codes. */
  product_index: IndexedRecord;
  product_words: IndexedWord;
  /** The tokens of a ticket's contact: of the ObjectId, each phone and each e-mail. */
  ticket_contacts: { token: string; ticket: string };
  alert_rules: ChatOrder & {
    /** 1: sent only to its owner, wherever it was created. */
    personal: number;
    watch: string;
    state: Exclude<RuleState, "broken">;
    snoozed_until: number | null;
  };
  alert_events: DeliveryColumns & {
    id: string;
    rule: string;
    /** Unique within a rule, so an event that is read twice is stored once. */
    key: string;
    /** `"ticket:17464"` */
    subject: string;
    /** Null once the customer was forgotten. */
    news: Buffer | null;
    at: number;
    found_at: number;
    state: EventState;
    /** 1: it waited for the end of quiet hours. */
    held: Generated<number>;
    /** The id of the message in which it was sent, alone or with others. */
    message: string | null;
  };
  /** The time up to which each list of AntCRM was polled, and the process that polls it. */
  alert_sources: { source: string; until: number | null; owner: string | null };
  quiet_chats: { chat: string; hours: string | null; changed_at: number };
  claims: { subject: string; person: string; name: Buffer; at: number };
  /** Clear text of an older version; opening the store moves it to `taught`. */
  learned: { list: string; value: string; used_at: number };
  /** `id`: a pseudonym of list and value. */
  taught: { id: string; list: string; value: Buffer; used_at: number };
  settings: { key: string; value: string; changed_at: number; mac: Buffer | null };
  seal_keys: {
    id: string;
    canary: Buffer;
    retired_at: number | null;
    /** A sealed note that the rows of an older version were signed. */
    signed: Buffer | null;
  };
  probe: { id: number; at: number };
  /** One row: the place of this database, to notice a restored copy (`database-identity.ts`). */
  database_identity: {
    id: number;
    /** Changes with each restore. SQLite: the same as in the mark file. */
    token: string;
    /** SQLite: raised before the counter in the mark file. */
    counter: Generated<number>;
    /** Postgres: the server, the database, the table `operations` and the timeline; null where not permitted. */
    server_id: string | null;
    database_oid: string | null;
    table_oid: string | null;
    timeline: string | null;
    /** 1: a bot was never started on this copy. */
    copied: Generated<number>;
    /** When the last restored copy was noticed. */
    restored_at: number | null;
  };
  /** The migrations that were run. `needs`: see `Migration` in `migrations.ts` */
  migrations: { name: string; at: number; needs: string | null };
}

/** A record of an index (`index-tables.ts`). */
interface IndexedRecord {
  /** The CRM's number or ObjectId: `"customer:475"`, `"lead:2964"`, `"product:64d9…"`. */
  id: string;
  /** When it was last touched, in seconds since 2000. Two records never have the same rank. */
  rank: number;
  /** A keyed hash of the content and the time. If it is the same, nothing is written. */
  digest: string;
  /** The last walk over all records in which it was seen. */
  walk: number;
  /** What is searched and shown, sealed. */
  content: Buffer;
}

/** For a keyed hash of a word's beginning, or of the word without one letter: the words that have it. */
interface IndexedWord {
  /** A keyed hash of the variant and the term. */
  id: string;
  variant: number;
  /** The hash of the term, sealed: which rows belong to one word cannot be seen. */
  term: Buffer;
}

/** What a person has scheduled for a chat. */
interface ChatOrder {
  id: string;
  /** The number that people use for it. */
  number: number;
  person: string;
  platform: string;
  chat: string;
  thread: string | null;
  shared: number;
  locale: string;
  created_at: number;
  changed_at: number;
  mac: Buffer | null;
}

/** A message that must reach its chat once. */
interface DeliveryColumns {
  owner: string | null;
  /** The delivery is not tried again before this time. */
  next_at: number;
  tries: Generated<number>;
  /** How often it was sent again, marked as perhaps sent before. */
  repeated: Generated<number>;
  sent_at: number | null;
  ended_at: number | null;
}

/** The number of an import's rows by outcome. */
interface RowCountColumns {
  made: Generated<number>;
  there: Generated<number>;
  failed: Generated<number>;
  unclear: Generated<number>;
}

/** A row as it is read. */
export type TableRow<Table extends keyof Schema> = Selectable<Schema[Table]>;

/** A row as it is inserted. */
export type NewRow<Table extends keyof Schema> = Insertable<Schema[Table]>;

export function toDate(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}
