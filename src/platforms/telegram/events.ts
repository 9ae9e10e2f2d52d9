import type { Telegraf } from "telegraf";
import { EventQueue } from "../event-queue.ts";
import type { PlatformOptions, Replay } from "../platform.ts";
import type { AnswerEvent, TelegramAnswerOptions } from "./answering.ts";
import type { TelegramCalls } from "./calls.ts";
import { describe } from "./failure.ts";
import { type Incoming, type Me, readUpdate } from "./read.ts";
import { parseUpdate, updateId } from "./update.ts";

interface EventsOptions extends Pick<Required<PlatformOptions>, "bot" | "inbox" | "now" | "log"> {
  telegraf: Telegraf;
  calls: TelegramCalls;
  me: Me;
  answer: AnswerEvent;
}

/** Stores updates, acknowledges them, and answers each in its turn. */
export class Events {
  private readonly options: EventsOptions;
  private readonly queue: EventQueue;
  private readonly inHand = new WeakMap<object, () => Promise<void>>();

  constructor(options: EventsOptions) {
    const { telegraf, inbox, log } = options;
    this.options = options;
    this.queue = new EventQueue(inbox, (err, event) =>
      log.error({ event, err }, "telegram: an event was not finished"),
    );
    telegraf.use((context) => this.inHand.get(context.update)?.());
    // Telegraf's own handler prints the whole update, and with it what the customer wrote.
    telegraf.catch((thrown) => {
      throw thrown;
    });
  }

  /**
   * Stores an update that is for us and begins to answer it. Resolves when it is stored, or when there was nothing to
   * store; rejects when it could not be stored, and then nothing was begun.
   */
  async receive(payload: unknown): Promise<void> {
    const { bot, calls, now } = this.options;
    const incoming = this.read(payload);
    if (!incoming) return;
    const { call, handle } = incoming;
    if (await bot.ignores?.(call)) return this.acknowledge(incoming);
    const place = this.queue.enter(call);
    if (place !== "taken") return this.drop(payload as object, incoming, place === "full");
    const isNew = await this.queue.store(call, JSON.stringify(payload)).catch((thrown: unknown) => {
      this.queue.leave(call);
      throw thrown;
    });
    if (!isNew) return this.queue.leave(call);
    this.acknowledge(incoming);
    calls.asked(handle.chat);
    const arrivedAt = now();
    // The acknowledgement does not wait for the answer.
    this.queue.start(call, (giveWay) =>
      this.handle(payload as object, incoming, { arrivedAt, isRepeated: false, giveWay }),
    );
  }

  /** Answers a stored update once more. */
  async replay(payload: unknown, { isGivenUp = false }: Replay = {}): Promise<void> {
    const incoming = this.read(payload);
    if (!incoming) return;
    if (isGivenUp) incoming.call.isGivenUp = true;
    // Its press or ephemeral command was answerable for 15 s; that was before the restart.
    const before = { arrivedAt: new Date(0), isRepeated: true };
    await this.queue.inTurn(incoming.call, (giveWay) =>
      this.handle(payload as object, incoming, { ...before, giveWay }),
    );
  }

  /** Resolves when all accepted updates are answered. */
  idle(): Promise<void> {
    return this.queue.idle();
  }

  private read(payload: unknown): Incoming | null {
    const update = parseUpdate(payload);
    if (update) return readUpdate(update, this.options.me);
    this.options.log.warn({ update: updateId(payload) }, "telegram: an update of unknown shape was dropped");
    return null;
  }

  private async handle(payload: object, incoming: Incoming, options: TelegramAnswerOptions): Promise<void> {
    const { telegraf, answer } = this.options;
    this.inHand.set(payload, () => answer(incoming, options));
    await telegraf.handleUpdate(payload as Parameters<Telegraf["handleUpdate"]>[0]);
  }

  /** Stops the spinner of a pressed button. A late one does no harm: the person sees the answer anyway. */
  private acknowledge({ handle: { action } }: Incoming): void {
    const { calls, log } = this.options;
    if (!action) return;
    calls.once("answerCallbackQuery", { callback_query_id: action.query }).catch((thrown: unknown) => {
      log.debug(`telegram: a button was not acknowledged (${describe(thrown)})`);
    });
  }

  /** The notice has a lane of its own, so it does not wait behind the requests. */
  private drop(payload: object, incoming: Incoming, isToBeNotified: boolean): void {
    const { log, now } = this.options;
    const { id, person } = incoming.call;
    this.acknowledge(incoming);
    log.info({ event: id }, "telegram: too many requests of one person wait, an event was dropped");
    if (!isToBeNotified) return;
    const options = { arrivedAt: now(), isRepeated: false, giveWay() {}, isDropped: true };
    this.queue
      .run(`dropped:${person}`, () => this.handle(payload, incoming, options))
      .catch((thrown: unknown) => log.error({ event: id, err: thrown }, "telegram: a notice was not sent"));
  }
}
