import type { Selectable } from "kysely";
import { alertEventQueries } from "./alert-event-queries.ts";
import { type Engine, readOne, writeOne } from "./engine.ts";
import type { AlertEventState, Schema } from "./schema.ts";
import type { Sealer } from "./sealing.ts";
import type { Takeover } from "./take-over.ts";

interface FoundEvent {
  id: string;
  /** The rule that looked out for it. */
  rule: string;
  /** Of one rule each key is told once. */
  key: string;
  /** What it is about, whichever rule found it: `"ticket:17464"`. */
  subject: string;
  /** JSON of what is told. Sealed on disk. */
  news: string;
  /** When it happened. */
  at: Date;
}

interface StoredAlertEvent extends Omit<FoundEvent, "news"> {
  /** Null once the customer was forgotten. */
  news: string | null;
  state: AlertEventState;
  held: boolean;
  message: string | null;
  /** How often it was sent once more. */
  repeated: number;
  foundAt: Date;
  sentAt: Date | null;
}

/** A message that was being sent: its process died, or no answer came. */
interface MessageInHand {
  message: string;
  rule: string;
  /** How often it was sent once more. */
  repeated: number;
  tries: number;
}

/** What was found for the rules, and what became of it. */
export interface AlertEventsTable {
  /** Up to when a list of AntCRM's was looked through: `"ratings"`, `"tickets"`. */
  polledUntil(source: string): Promise<Date | null>;
  /** What happened before then is told to nobody: the database was restored from a copy then. */
  notifiedSince(): Promise<Date | null>;
  /** Makes this worker the one that looks through the list; false while another one that lives does. */
  claimSource(source: string, owner: string): Promise<boolean>;
  /**
   * Writes down what was found; what is there already is left as it is. In one transaction with the mark up to where was
   * looked, so that a process that dies in between looks again. @returns how many were new
   */
  note(source: string, found: readonly FoundEvent[], until: Date, now: Date): Promise<number>;
  /** Writes down what needs no telling: how a ticket stood when somebody began to follow it. */
  noteKnown(event: FoundEvent, now: Date): Promise<void>;
  /** What is to be told now, in the order in which it happened. */
  waiting(now: Date): Promise<{ id: string; rule: string; subject: string; held: boolean }[]>;
  /** What waits for this rule will be told in one summary. */
  hold(rule: string): Promise<void>;
  /**
   * To `sending`, as one message, committed before the send: only while the owner's lease runs.
   * @returns how many of them; others had them first
   */
  send(ids: readonly string[], message: string, owner: string, at: Date): Promise<number>;
  /** A message that was being sent, once more. */
  sendAgain(message: string, owner: string, at: Date): Promise<boolean>;
  /** What dead workers were sending becomes this one's. @returns how many events it were */
  takeOver(owner: string): Promise<number>;
  /** This worker's messages that may have been sent, and are due to be sent again: one for each rule that it tells of. */
  inHand(owner: string, now: Date): Promise<MessageInHand[]>;
  /** Tries again later. @param state  `waiting`: nothing was sent; `sending`: it may have been */
  putOff(
    message: string,
    owner: string,
    later: { state: "waiting" | "sending"; nextAt: Date },
  ): Promise<void>;
  /** What was not sent is kept as `dropped`. */
  end(message: string, owner: string, end: { state: "sent" | "skipped" | "failed"; at: Date }): Promise<void>;
  /** What waits for this rule is told to nobody. */
  drop(rule: string, at: Date): Promise<void>;
  /** What a message told, in the order in which it happened. */
  ofMessage(message: string): Promise<StoredAlertEvent[]>;
  byId(id: string): Promise<StoredAlertEvent | null>;
  /** What this rule knew last of the subject before then. */
  before(rule: string, subject: string, at: Date): Promise<StoredAlertEvent | null>;
}

type Row = Selectable<Schema["alert_events"]>;

export function createAlertEventsTable(engine: Engine, sealer: Sealer, takeover: Takeover): AlertEventsTable {
  const query = alertEventQueries(engine);
  const contents = sealer.column("alert_events", "news");

  const added = ({ id, rule, key, subject, news, at }: FoundEvent, now: Date, isKnown: boolean) => {
    const found_at = now.getTime();
    return query.add({
      ...{ id, rule, key, subject, found_at },
      news: contents.seal(id, news),
      at: at.getTime(),
      state: isKnown ? "sent" : "waiting",
      next_at: found_at,
      sent_at: null,
      ended_at: isKnown ? found_at : null,
    });
  };
  const opened = (row: Row): StoredAlertEvent => ({
    id: row.id,
    rule: row.rule,
    key: row.key,
    subject: row.subject,
    news: row.news && contents.open(row.id, row.news),
    at: new Date(row.at),
    state: row.state,
    held: row.held === 1,
    message: row.message,
    repeated: row.repeated,
    foundAt: new Date(row.found_at),
    sentAt: row.sent_at === null ? null : new Date(row.sent_at),
  });
  const openedOrNull = (row: Row | null) => row && opened(row);

  return {
    async polledUntil(source) {
      const until = (await readOne(engine, query.polledUntil({ source })))?.until ?? null;
      return until === null ? null : new Date(until);
    },
    async notifiedSince() {
      const since = (await readOne(engine, query.notifiedSince({})))?.since ?? null;
      return since === null ? null : new Date(since);
    },
    async claimSource(source, owner) {
      const [, claimed] = await engine.write([
        query.addSource({ source }),
        query.claimSource({ successor: owner, source }),
      ]);
      return claimed === 1;
    },
    async note(source, found, until, now) {
      const rows = found.map((event) => added(event, now, false));
      const changes = await engine.write([...rows, query.looked({ source, until: until.getTime() })]);
      return changes.slice(0, rows.length).filter((changed) => changed === 1).length;
    },
    async noteKnown(event, now) {
      await writeOne(engine, added(event, now, true));
    },
    async waiting(now) {
      const rows = await engine.read(query.waiting({ now: now.getTime() }));
      return rows.map(({ held, ...row }) => ({ ...row, held: held === 1 }));
    },
    async hold(rule) {
      await writeOne(engine, query.hold({ rule }));
    },
    async send(ids, message, owner, at) {
      const moves = ids.map((id) => query.send({ id, message, owner, at: at.getTime() }));
      return (await engine.write(moves)).filter((changed) => changed === 1).length;
    },
    sendAgain: async (message, owner, at) =>
      (await writeOne(engine, query.sendAgain({ message, owner, at: at.getTime() }))) > 0,
    async takeOver(owner) {
      const successor = { successor: owner };
      const abandoned = await engine.read(query.abandoned(successor));
      const mine = await takeover.claim(successor, abandoned, ({ id, owner: former }) =>
        query.claim({ ...successor, id, former }),
      );
      return mine.length;
    },
    async inHand(owner, now) {
      const rows = await engine.read(query.inHand({ owner, now: now.getTime() }));
      return rows.flatMap(({ message, ...row }) => (message === null ? [] : [{ ...row, message }]));
    },
    async putOff(message, owner, { state, nextAt }) {
      const later = state === "waiting" ? query.release : query.keep;
      await writeOne(engine, later({ message, owner, nextAt: nextAt.getTime() }));
    },
    async end(message, owner, { state, at }) {
      const kept = state === "sent" ? "sent" : "dropped";
      await writeOne(engine, query.end({ message, owner, state: kept, at: at.getTime() }));
    },
    async drop(rule, at) {
      await writeOne(engine, query.drop({ rule, at: at.getTime() }));
    },
    ofMessage: async (message) => (await engine.read(query.ofMessage({ message }))).map(opened),
    byId: async (id) => openedOrNull(await readOne(engine, query.byId({ id }))),
    before: async (rule, subject, at) =>
      openedOrNull(await readOne(engine, query.before({ rule, subject, at: at.getTime() }))),
  };
}
