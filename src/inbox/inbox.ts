import { toAppError } from "../errors.ts";
import { withLogFields } from "../logging/log-fields.ts";
import type { Logger } from "../logging/logger.ts";
import { untilStored } from "../until-stored.ts";
import type { WakeUps } from "../wake-ups.ts";
import { Attempts, type NextAttempt } from "./attempts.ts";
import type { InboxRepository, NewEvent, StoredEvent, TakeoverOptions } from "./inbox-repository.ts";

/** The two ways to handle an event that was taken up. */
interface ReplayHandling {
  handle(): Promise<void>;
  /** Notifies its person that the event is not handled any more. */
  giveUp(): Promise<void>;
}

/** An event that this process works on. */
interface EventInHand extends Pick<StoredEvent, "platform" | "at"> {
  /** True while nobody can have taken it over. */
  isSurelyHeld(): boolean;
  /** Another process has taken it over, as the store said. It stays lost even if this process takes it back. */
  isLost?: boolean;
}

/** An event that this process has finished. */
export interface FinishedEvent {
  platform: string;
  /** `given-up`: its handling has ended three processes, and it was not handled again. */
  outcome: "done" | "failed" | "given-up";
  /** From the arrival until it was marked as finished, in any process. */
  durationMs: number;
}

export interface InboxOptions {
  store: InboxRepository;
  /** The lease of this process, which owns the events that it accepts. `watch`: see `Lease.watch` */
  lease: { owner: string; renewIfDue(): Promise<void>; mayTakeOver(): boolean; watch(): () => boolean };
  /** True if other processes handle events of the same chats. Then each event waits for those before it. */
  hasReplicas: boolean;
  wakeUps: WakeUps;
  log: Logger;
  now: () => Date;
  /** Resolves after `ms`, or as soon as `signal` aborts. */
  wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  onFinished?: (event: FinishedEvent) => void;
}

/** How often a waiting event checks whether the one before it, in another process, is answered, if no wake-up comes. */
const POLL_EVERY_MS = 250;

/** The inbox of one platform. */
export type PlatformInbox = ReturnType<Inbox["of"]>;

/** Stores each event before it is acknowledged, handles it once, and marks it as finished even if it fails. */
export class Inbox {
  private readonly options: InboxOptions;
  private readonly attempts: Attempts;
  /** The events that this process works on, from before they are stored until they are marked as finished. */
  private readonly inHand = new Map<string, EventInHand>();
  private readonly beingStored = new Map<string, Promise<boolean>>();
  /** The events that were taken over from a dead process, and that `takeUp` has not returned yet. */
  private readonly fromOthers = new Set<string>();
  private isClosing = false;

  constructor(options: InboxOptions) {
    this.options = options;
    const { owner } = options.lease;
    this.attempts = new Attempts(
      (id, attempt) => options.store.countAttempt(id, owner, attempt),
      options.wait,
    );
  }

  of(platform: string) {
    return {
      /** Stores an event; false if it was stored before. If this rejects, do not acknowledge the event. */
      accept: (event: NewEvent): Promise<boolean> => this.accept(platform, event),
      /**
       * Waits for the event's turn, does the work, and marks the event as finished, even if the work fails. It does
       * nothing for an event that another process has taken over.
       * @param work  may let later events of its lane pass
       */
      handle: (id: string, work: (giveWay: () => void) => Promise<void>): Promise<void> =>
        this.handleInTurn(id, work),
      /**
       * True if this process may still send something for the event. False if another process has taken it over during a
       * pause of this one. It asks the store only after such a pause. If the store cannot be used: a harmless message is
       * sent, and any other waits. Never rejects.
       * @param isHarmlessTwice  the message does no harm if two processes send it
       */
      isHeld: (id: string, isHarmlessTwice: boolean): Promise<boolean> => this.isHeld(id, isHarmlessTwice),
    };
  }

  /**
   * Returns the unfinished events to handle now: those of dead processes, and own events on which nobody works. An own
   * event is left if
   * - the store failed while it was accepted
   * - its attempt could not be counted
   * - its owner was unknown for a time
   * - it came back from a process that had taken it over during a pause of this one
   *
   * Once the stop has begun, it leaves all events to other processes.
   * @param ofDead  which events of dead processes
   * @returns `taken`: how many of the events were of dead processes
   */
  async takeUp(
    ofDead: Pick<TakeoverOptions, "most" | "platforms"> = {},
  ): Promise<{ events: StoredEvent[]; taken: number }> {
    const { store, lease, log } = this.options;
    if (this.isClosing) return { events: [], taken: 0 };
    await this.findLost();
    const taken = await store.takeOver(lease.owner, { ...ofDead, mayClaim: () => lease.mayTakeOver() });
    for (const { id } of taken) if (!this.inHand.get(id)?.isLost) this.fromOthers.add(id);
    if (taken.length > 0)
      log.info({ events: taken.length }, "taking over events of a process that died or stopped");
    const candidates = new Set((await this.notInHand()).map(({ id }) => id));
    if (candidates.size === 0) return { events: [], taken: 0 };
    const isSurelyHeld = lease.watch();
    // An event that was finished while the first list was read is on that list, but not on the second one.
    const left = (await this.notInHand()).filter(({ id }) => candidates.has(id) && !this.inHand.has(id));
    for (const event of left) this.inHand.set(event.id, { ...event, isSurelyHeld });
    // One attempt less counts for an event that this process has stored but not begun, or has lost and taken back. That
    // attempt has not ended this process.
    const events = left.map((event) =>
      this.fromOthers.delete(event.id) ? event : { ...event, attempts: Math.max(0, event.attempts - 1) },
    );
    return { events, taken: taken.length };
  }

  /**
   * Handles a taken-up event again and marks it as finished. Does not wait for earlier events of the lane. An event
   * whose handling has ended three processes is given up: its person is notified, at most three times if
   * processes die meanwhile, and it is marked as failed.
   */
  replay(event: Omit<StoredEvent, "payload">, again: ReplayHandling): Promise<void> {
    return withLogFields({ event: event.id }, () => this.replayInTurn(event, again));
  }

  private async replayInTurn(
    { id, platform, attempts }: Omit<StoredEvent, "payload">,
    again: ReplayHandling,
  ): Promise<void> {
    const { log } = this.options;
    switch (await this.begin(id, attempts)) {
      case "handle":
        return this.handleAndMark(id, again.handle);
      case "give-up":
        log.error({ event: id, platform }, "given up: handling this event has ended three processes");
        return this.handleAndMark(id, again.giveUp, "given-up");
      case "drop":
        log.error({ event: id, platform }, "dropped: even giving this event up has ended processes");
        return this.handleAndMark(id, async () => {}, "given-up");
      case "not-now":
        this.release(id);
    }
  }

  /**
   * Call this at the beginning of a clean stop. No event is taken over or begun again after it. Work that the stop
   * interrupts does not count as an attempt that ended its process.
   */
  beginShutdown(): Promise<void> {
    this.isClosing = true;
    return this.attempts.beginShutdown();
  }

  /**
   * After a pause of this process, asks which events in hand it has lost. It must know that before it takes one back from
   * a dead process. Otherwise the handling that was paused would go on.
   */
  private async findLost(): Promise<void> {
    if (!this.options.hasReplicas) return;
    for (const [id, event] of this.inHand) {
      const isKnown = event.isLost || event.isSurelyHeld() || this.beingStored.has(id);
      if (!isKnown) await this.askIfHeld(id, event);
    }
  }

  private async notInHand(): Promise<StoredEvent[]> {
    const { store, lease } = this.options;
    return (await store.unfinishedOf(lease.owner)).filter(({ id }) => !this.inHand.has(id));
  }

  private async accept(platform: string, event: NewEvent): Promise<boolean> {
    const { inHand, beingStored } = this;
    const { id } = event;
    const first = beingStored.get(id);
    // A second delivery while the first is being stored. It rejects too if storing fails, so the platform repeats it.
    if (first !== undefined) return first.then(() => false);
    if (inHand.has(id)) return false;
    const at = this.options.now();
    inHand.set(id, { platform, at, isSurelyHeld: () => false });
    const storing = this.storeEvent({ ...event, platform, at });
    beingStored.set(id, storing);
    let isNew = false;
    try {
      isNew = await storing;
    } finally {
      beingStored.delete(id);
      if (!isNew) inHand.delete(id);
    }
    if (isNew) this.attempts.noteNew(id);
    return isNew;
  }

  private async storeEvent(event: NewEvent & { platform: string; at: Date }): Promise<boolean> {
    const { store, lease } = this.options;
    await lease.renewIfDue();
    const { platform, at } = event;
    this.inHand.set(event.id, { platform, at, isSurelyHeld: lease.watch() });
    return store.accept({ ...event, owner: lease.owner });
  }

  private async handleInTurn(id: string, work: (giveWay: () => void) => Promise<void>): Promise<void> {
    await this.waitForTurn(id);
    if (await this.isHeld(id)) return this.handleAndMark(id, () => work(() => this.giveWay(id)));
    this.release(id);
  }

  /** Waits while another process has earlier events of the lane. If the store fails, this event does not wait. */
  private async waitForTurn(id: string): Promise<void> {
    const { store, hasReplicas, wakeUps, wait } = this.options;
    if (!hasReplicas) return;
    for (;;) {
      const wakeUp = wakeUps.expect(id);
      try {
        if (!(await store.isBehind(id).catch(() => false))) return;
        await wait(POLL_EVERY_MS, wakeUp.woken);
      } finally {
        wakeUp.end();
      }
    }
  }

  private async isHeld(id: string, isHarmlessTwice = false): Promise<boolean> {
    const { hasReplicas, wait, log } = this.options;
    const event = this.inHand.get(id);
    // An event that is not in the map was dropped before it was stored, so no other process can have it.
    if (!hasReplicas || event === undefined) return true;
    const ask = () => this.askIfHeld(id, event);
    try {
      while (!event.isLost && !event.isSurelyHeld()) await (isHarmlessTwice ? ask() : untilStored(ask, wait));
      return !event.isLost;
    } catch (thrown) {
      if (isHarmlessTwice) return true;
      log.error(
        { event: id, err: toAppError(thrown).message },
        "nothing is sent, because the owner is unknown",
      );
      return false;
    }
  }

  /** Asks the store whether this process still has the event, and notes the answer in `event`. */
  private async askIfHeld(id: string, event: EventInHand): Promise<void> {
    const { store, lease, log } = this.options;
    await lease.renewIfDue();
    // The lease runs again, so the answer of the store holds as long as it runs without a break.
    const isHeldFromNow = lease.watch();
    if (await store.isHeldBy(id, lease.owner)) {
      event.isSurelyHeld = isHeldFromNow;
      return;
    }
    // Several messages may ask at the same time.
    if (!event.isLost) log.info({ event: id }, "another process has taken this event over");
    event.isLost = true;
  }

  private giveWay(id: string): void {
    const { store, lease, log } = this.options;
    store.giveWay(id, lease.owner).catch((thrown: unknown) => {
      log.warn(
        { event: id, err: toAppError(thrown).message },
        "an event could not give way; later events wait until it is finished",
      );
    });
  }

  private async handleAndMark(
    id: string,
    work: () => Promise<void>,
    intended: FinishedEvent["outcome"] = "done",
  ): Promise<void> {
    const { wait, log } = this.options;
    let outcome = intended;
    try {
      await work();
    } catch (thrown) {
      outcome = "failed";
      log.error({ event: id, err: toAppError(thrown).message }, "an event was not answered");
    }
    try {
      if (await untilStored(() => this.markUnlessLost(id, outcome === "done" ? "done" : "failed"), wait)) {
        this.report(id, outcome);
      }
      this.release(id);
    } catch (thrown) {
      // The event was handled, and a restart handles it again. So every answer must be safe to repeat.
      log.error({ event: id, err: toAppError(thrown).message }, "an event could not be marked as finished");
    }
  }

  /** Marks an event as finished. @returns false, and changes nothing, if another process has taken it over */
  private async markUnlessLost(id: string, outcome: "done" | "failed"): Promise<boolean> {
    const { store, lease, hasReplicas, now } = this.options;
    const event = this.inHand.get(id);
    if (hasReplicas && event && !event.isLost && !event.isSurelyHeld()) await this.askIfHeld(id, event);
    // The process that took it over may have died since, and this one owns it again. Then the next round handles it.
    if (event?.isLost) return false;
    await store.markFinished(id, lease.owner, outcome, now());
    return true;
  }

  private report(id: string, outcome: FinishedEvent["outcome"]): void {
    const { now, onFinished } = this.options;
    const event = this.inHand.get(id);
    if (event === undefined) return;
    const durationMs = now().getTime() - event.at.getTime();
    onFinished?.({ platform: event.platform, outcome, durationMs });
  }

  private release(id: string): void {
    this.inHand.delete(id);
    this.attempts.ended(id);
  }

  private async begin(id: string, before: number): Promise<NextAttempt> {
    try {
      return await this.attempts.begin(id, before);
    } catch (thrown) {
      const err = toAppError(thrown).message;
      this.options.log.error({ event: id, err }, "an event's attempt could not be counted");
      return "not-now";
    }
  }
}
