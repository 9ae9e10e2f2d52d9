import type { Telegraf } from "telegraf";
import { withLogFields } from "../../logging/log-fields.ts";
import { EventQueue } from "../event-queue.ts";
import type { PlatformOptions, Replay } from "../platform.ts";
import type { AnswerEvent, TelegramAnswerOptions } from "./answering.ts";
import type { TelegramCalls } from "./calls.ts";
import { type Incoming, type Me, readUpdate } from "./read.ts";
import { parseUpdate, updateId } from "./update.ts";

interface EventsOptions extends Pick<Required<PlatformOptions>, "bot" | "inbox" | "now" | "log"> {
  telegraf: Telegraf;
  calls: TelegramCalls;
  me: Me;
  answer: AnswerEvent;
}

export type Events = ReturnType<typeof createEvents>;

/** Stores updates, acknowledges them, and answers each in its turn. */
export function createEvents({ bot, inbox, now, log, telegraf, calls, me, answer }: EventsOptions) {
  const queue = new EventQueue(inbox, (err, event) =>
    log.error({ event, err }, "telegram: an event was not finished"),
  );
  const inHand = new WeakMap<object, () => Promise<void>>();
  telegraf.use((context) => inHand.get(context.update)?.());
  // Telegraf's own handler prints the whole update, including what the customer wrote.
  telegraf.catch((thrown) => {
    throw thrown;
  });

  function read(payload: unknown): Incoming | null {
    const update = parseUpdate(payload);
    if (update) return readUpdate(update, me);
    log.warn({ update: updateId(payload) }, "telegram: an update of unknown shape was dropped");
    return null;
  }

  async function handle(payload: object, incoming: Incoming, options: TelegramAnswerOptions): Promise<void> {
    inHand.set(payload, () => answer(incoming, options));
    await telegraf.handleUpdate(payload as Parameters<Telegraf["handleUpdate"]>[0]);
  }

  /** Stops the spinner of a pressed button. A late call does no harm: the person sees the answer anyway. */
  function acknowledge({ handle: { action } }: Incoming): void {
    if (action) void calls.answerClick(action.query);
  }

  /** Drops an update. The notice has a lane of its own, so it does not wait behind the requests. */
  function drop(payload: object, incoming: Incoming, isToBeNotified: boolean): void {
    const { id, person } = incoming.call;
    acknowledge(incoming);
    log.info({ event: id }, "telegram: too many requests of one person wait, an event was dropped");
    if (!isToBeNotified) return;
    const options = { arrivedAt: now(), isReplay: false, giveWay() {}, isDropped: true };
    queue
      .run(`dropped:${person}`, () => handle(payload, incoming, options))
      .catch((thrown: unknown) => log.error({ event: id, err: thrown }, "telegram: a notice was not sent"));
  }

  async function take(payload: object, incoming: Incoming): Promise<void> {
    const { call } = incoming;
    if (await bot.ignores?.(call)) return acknowledge(incoming);
    const place = queue.enter(call);
    if (place !== "taken") return drop(payload, incoming, place === "full");
    const isNew = await queue.store(call, JSON.stringify(payload)).catch((thrown: unknown) => {
      queue.leave(call);
      throw thrown;
    });
    // An update that Telegram delivers again may not have been acknowledged the first time.
    acknowledge(incoming);
    if (!isNew) return queue.leave(call);
    calls.asked(incoming.handle.chat);
    const arrivedAt = now();
    // The acknowledgement does not wait for the answer.
    queue.start(call, (giveWay) => handle(payload, incoming, { arrivedAt, isReplay: false, giveWay }));
  }

  async function receive(payload: unknown): Promise<void> {
    const incoming = read(payload);
    if (!incoming) return;
    await withLogFields({ event: incoming.call.id }, () => take(payload as object, incoming));
  }

  return {
    /**
     * Stores an update for the bot and begins to answer it. Resolves when it is stored, or if there was nothing to
     * store. Rejects if it could not be stored; no answer is begun then.
     */
    receive(payload: unknown): Promise<void> {
      const received = receive(payload);
      queue.hold(received);
      return received;
    },

    /** Answers a stored update once more. */
    async replay(payload: unknown, { isGivenUp = false }: Replay = {}): Promise<void> {
      const incoming = read(payload);
      if (!incoming) return;
      if (isGivenUp) incoming.call.isGivenUp = true;
      calls.asked(incoming.handle.chat);
      // A press or an ephemeral command can be answered for 15 s. That time ended before the restart.
      const before = { arrivedAt: new Date(0), isReplay: true };
      await queue.inTurn(incoming.call, (giveWay) =>
        handle(payload as object, incoming, { ...before, giveWay }),
      );
    },

    /** Resolves when all received updates are stored and answered. */
    idle: () => queue.idle(),
  };
}
