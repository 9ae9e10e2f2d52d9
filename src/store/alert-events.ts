import { sql } from "kysely";
import type { EventDeliveryRepository } from "../features/alerts/delivery.ts";
import type { EventRepository, FoundEvent, StoredAlertEvent } from "../features/alerts/messages.ts";
import type { FoundEventRepository } from "../features/alerts/poller.ts";
import { type Backlog, createBacklog } from "./backlog.ts";
import { type Engine, execute, openOne, type Params, statement, writeOne } from "./engine.ts";
import { rowsOf } from "./rows.ts";
import { type TableRow, toDate } from "./schema.ts";
import type { Sealer } from "./sealing.ts";
import { isAlive, mayTake, takeOver } from "./workers.ts";

type Repositories = EventRepository & FoundEventRepository & EventDeliveryRepository;

interface AlertEventsTable extends Repositories {
  /** Returns how many events are not sent and not held back by quiet hours, with the time at which the oldest was found. */
  backlog(): Promise<Backlog>;
}

export function createAlertEventsTable(engine: Engine, sealer: Sealer): AlertEventsTable {
  const query = { ...sourceQueries(engine), ...deliveryQueries(engine), ...eventQueries(engine) };
  const identity = rowsOf(engine, "database_identity", "id");
  const contents = sealer.column("alert_events", "news");
  const unsentRows = createBacklog(engine, (_: Params<object>) =>
    engine.builder
      .selectFrom("alert_events")
      .select(({ fn }) => [
        fn.countAll<number>().as("rows"),
        fn.min<number | null>("found_at").as("oldest_at"),
      ])
      .where("ended_at", "is", null)
      .where("held", "=", 0),
  );

  const added = ({ id, rule, key, subject, news, at }: FoundEvent, now: Date, isKnown: boolean) =>
    query.insertNew({
      ...{ id, rule, key, subject, at, news: contents.seal(id, news), state: isKnown ? "sent" : "waiting" },
      ...{ found_at: now, next_at: now, sent_at: null, ended_at: isKnown ? now : null },
    });
  function opened({ id, rule, key, subject, state, message, repeated, ...row }: Event): StoredAlertEvent {
    return {
      ...{ id, rule, key, subject, state, message, repeated },
      news: row.news && contents.open(id, row.news),
      at: new Date(row.at),
      held: row.held === 1,
      foundAt: new Date(row.found_at),
      sentAt: toDate(row.sent_at),
    };
  }

  return {
    polledUntil: (source) => openOne(engine, query.findSource({ source }), ({ until }) => toDate(until)),
    notifiedSince: () => openOne(engine, identity.find({ id: 1 }), (row) => toDate(row.restored_at)),
    async claimSource(source, owner) {
      const [, claimed] = await engine.write([
        query.addSource({ source, until: null, owner: null }),
        query.claimSource({ owner, source }),
      ]);
      return claimed === 1;
    },
    async note(source, found, until, now) {
      const rows = found.map((event) => added(event, now, false));
      const changes = await engine.write([...rows, query.setPolledUntil({ source, until })]);
      return changes.slice(0, rows.length).filter((changed) => changed === 1).length;
    },
    noteKnown: (event, now) => execute(engine, added(event, now, true)),
    async waiting(now) {
      const rows = await engine.read(query.waiting({ now }));
      return rows.map(({ held, ...row }) => ({ ...row, held: held === 1 }));
    },
    backlog: () => unsentRows({}),
    hold: (rule) => execute(engine, query.hold({ rule })),
    async send(ids, message, owner, at) {
      const moves = ids.map((id) => query.send({ id, message, owner, at }));
      return (await engine.write(moves)).filter((changed) => changed === 1).length;
    },
    sendAgain: async (message, owner, at) =>
      (await writeOne(engine, query.sendAgain({ message, owner, at }))) > 0,
    async takeOver(owner) {
      const where = sql`ended_at is null and state = 'sending'`;
      return (await takeOver(engine, "alert_events", { owner, where, orderBy: ["at"] })).length;
    },
    async inHand(owner, now) {
      const rows = await engine.read(query.inHand({ owner, now }));
      return rows.flatMap(({ message, ...row }) => (message === null ? [] : [{ ...row, message }]));
    },
    async putOff(message, owner, { state, nextAt }) {
      const later = state === "waiting" ? query.release : query.keep;
      return (await writeOne(engine, later({ message, owner, nextAt }))) > 0;
    },
    async end(message, owner, { state, at }) {
      const kept = state === "sent" ? "sent" : "dropped";
      return (await writeOne(engine, query.end({ message, owner, state: kept, at }))) > 0;
    },
    drop: (rule, at) => execute(engine, query.drop({ rule, at })),
    ofMessage: async (message) => (await engine.read(query.ofMessage({ message }))).map(opened),
    byId: (id) => openOne(engine, query.byId({ id }), opened),
    before: (rule, subject, at) => openOne(engine, query.before({ rule, subject, at }), opened),
  };
}

type Event = TableRow<"alert_events">;

/** The events of a message that its owner is sending. */
type OwnedMessage = { message: string; owner: string };

function sourceQueries(engine: Engine) {
  const { builder: db, dialect } = engine;
  const { find: findSource, insertNew: addSource } = rowsOf(engine, "alert_sources", "source");
  return {
    findSource,
    addSource,
    claimSource: statement((params: Params<{ owner: string; source: string }>) =>
      db
        .updateTable("alert_sources")
        .set({ owner: params.owner })
        .where("source", "=", params.source)
        .where(mayTake(params.owner, dialect)),
    ),
    setPolledUntil: statement((params: Params<{ source: string; until: number }>) =>
      db
        .updateTable("alert_sources")
        .set({ until: params.until })
        .where("source", "=", params.source)
        .where(sql<boolean>`(until is null or until < ${params.until})`),
    ),
  };
}

function deliveryQueries({ builder: db, dialect }: Engine) {
  const sending = ({ message, owner }: Params<OwnedMessage>) =>
    db.updateTable("alert_events").where((is) => is.and({ message, owner, state: "sending" }));
  const keep = (params: Params<OwnedMessage & { nextAt: number }>) =>
    sending(params).set({ next_at: params.nextAt, tries: sql`tries + 1` });

  return {
    // The last check before the send: no other worker has sent the event, nobody has put it off since it was read, and
    // the lease of the owner runs.
    send: statement((params: Params<OwnedMessage & { id: string; at: number }>) =>
      db
        .updateTable("alert_events")
        .set({ state: "sending", message: params.message, owner: params.owner, sent_at: params.at })
        .where("id", "=", params.id)
        .where("state", "=", "waiting")
        .where("next_at", "<=", params.at)
        .where(isAlive(params.owner, dialect)),
    ),
    sendAgain: statement((params: Params<OwnedMessage & { at: number }>) =>
      sending(params)
        .set({ sent_at: params.at, repeated: sql`repeated + 1` })
        .where("next_at", "<=", params.at)
        .where(isAlive(params.owner, dialect)),
    ),
    inHand: statement((params: Params<{ owner: string; now: number }>) =>
      db
        .selectFrom("alert_events")
        .select(({ fn }) => [
          "message",
          "rule",
          fn.max("repeated").as("repeated"),
          fn.max("tries").as("tries"),
        ])
        .where("ended_at", "is", null)
        .where("state", "=", "sending")
        .where("owner", "=", params.owner)
        .where("next_at", "<=", params.now)
        .groupBy(["message", "rule"])
        .orderBy("message"),
    ),
    release: statement((params: Params<OwnedMessage & { nextAt: number }>) =>
      keep(params).set({ state: "waiting", message: null, owner: null }),
    ),
    keep: statement(keep),
    end: statement((params: Params<OwnedMessage & { state: "sent" | "dropped"; at: number }>) =>
      sending(params).set({ state: params.state, ended_at: params.at }),
    ),
  };
}

function eventQueries(engine: Engine) {
  const { builder: db } = engine;
  const all = () => db.selectFrom("alert_events").selectAll();
  const waitingFor = (rule: Params<{ rule: string }>["rule"]) =>
    db.updateTable("alert_events").where("rule", "=", rule).where("state", "=", "waiting");

  return {
    insertNew: rowsOf(engine, "alert_events", "rule", "key").insertNew,
    byId: rowsOf(engine, "alert_events", "id").find,
    waiting: statement((params: Params<{ now: number }>) =>
      db
        .selectFrom("alert_events")
        .select(["id", "rule", "subject", "held"])
        .where("ended_at", "is", null)
        .where("state", "=", "waiting")
        .where("next_at", "<=", params.now)
        .orderBy("at")
        .orderBy("id"),
    ),
    hold: statement(({ rule }: Params<{ rule: string }>) =>
      waitingFor(rule).set({ held: 1 }).where("held", "=", 0),
    ),
    drop: statement(({ rule, at }: Params<{ rule: string; at: number }>) =>
      waitingFor(rule).set({ state: "dropped", ended_at: at }),
    ),
    ofMessage: statement((params: Params<{ message: string }>) =>
      all().where("message", "=", params.message).orderBy("at").orderBy("id"),
    ),
    before: statement(({ at, ...which }: Params<{ rule: string; subject: string; at: number }>) =>
      all()
        .where((is) => is.and(which))
        .where("at", "<", at)
        .orderBy("at", "desc")
        .limit(1),
    ),
  };
}
