import type { EventDeliveryRepository } from "../features/alerts/delivery.ts";
import type { FoundEvent } from "../features/alerts/event-finder.ts";
import type { EventRepository, StoredEvent } from "../features/alerts/messages.ts";
import type { FoundEventRepository } from "../features/alerts/poller.ts";
import { alertEventQueries } from "./alert-event-queries.ts";
import { type Engine, execute, readOne, writeOne } from "./engine.ts";
import { type Row, toDate } from "./schema.ts";
import type { Sealer } from "./sealing.ts";
import type { Takeover } from "./take-over.ts";

/** The parts that the features need. */
export type AlertEventsTable = EventRepository & FoundEventRepository & EventDeliveryRepository;

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
  const opened = (row: Row<"alert_events">): StoredEvent => ({
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
    sentAt: toDate(row.sent_at),
  });
  const openedOrNull = (row: Row<"alert_events"> | null) => row && opened(row);

  return {
    async polledUntil(source) {
      return toDate((await readOne(engine, query.polledUntil({ source })))?.until ?? null);
    },
    async notifiedSince() {
      return toDate((await readOne(engine, query.notifiedSince({})))?.since ?? null);
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
    noteKnown: (event, now) => execute(engine, added(event, now, true)),
    async waiting(now) {
      const rows = await engine.read(query.waiting({ now: now.getTime() }));
      return rows.map(({ held, ...row }) => ({ ...row, held: held === 1 }));
    },
    hold: (rule) => execute(engine, query.hold({ rule })),
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
      return (await writeOne(engine, later({ message, owner, nextAt: nextAt.getTime() }))) > 0;
    },
    async end(message, owner, { state, at }) {
      const kept = state === "sent" ? "sent" : "dropped";
      return (await writeOne(engine, query.end({ message, owner, state: kept, at: at.getTime() }))) > 0;
    },
    drop: (rule, at) => execute(engine, query.drop({ rule, at: at.getTime() })),
    ofMessage: async (message) => (await engine.read(query.ofMessage({ message }))).map(opened),
    byId: async (id) => openedOrNull(await readOne(engine, query.byId({ id }))),
    before: async (rule, subject, at) =>
      openedOrNull(await readOne(engine, query.before({ rule, subject, at: at.getTime() }))),
  };
}
