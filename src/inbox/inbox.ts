import { toAppError } from "../errors.ts";
import type { Logger } from "../logging/logger.ts";
import { untilStored } from "../until-stored.ts";
import { Attempts, type Next } from "./attempts.ts";

/** Events that arrive once. A write is committed when its promise resolves. */
export interface InboxRepository {
  /**
   * @param event  without `owner` any process may take it over; without `lane` no other event waits for it
   * @returns false if this id was stored before; then nothing is changed
   */
  accept(
    event: Omit<NewEvent, "lane"> & { lane?: string; platform: string; at: Date; owner?: string },
  ): Promise<boolean>;
  /** Empties the payload at once; the id stays to recognise a second delivery. A second call changes nothing. */
  finish(id: string, outcome: "done" | "failed", at: Date): Promise<void>;
  /**
   * Makes the unfinished events of dead processes this owner's and returns them, oldest first. Each goes to one caller
   * only. The owner's lease must be running.
   * @param mayClaim  checked after they are read, which waits for a database that is away; true unless given
   */
  takeOver(owner: string, mayClaim?: () => boolean): Promise<StoredEvent[]>;
  /** This owner's unfinished events, oldest first. */
  unfinishedOf(owner: string): Promise<StoredEvent[]>;
  /** Stores how often its handling was begun. */
  countAttempt(id: string, attempts: number): Promise<void>;
  /**
   * Whether an earlier unfinished event of its lane belongs to another running process. False if that event waits for an
   * event of this process: of two processes one must go on.
   */
  isBehind(id: string): Promise<boolean>;
  /** Whether it is unfinished and still this owner's. */
  isHeldBy(id: string, owner: string): Promise<boolean>;
  /** Later events of its lane need not wait for it any more. */
  giveWay(id: string): Promise<void>;
}

interface NewEvent {
  /** The platform's own identity: `"telegram:812345678"`, `"slack:T01:Ev0123"`. */
  id: string;
  /** As the platform sent it; sealed on disk. */
  payload: string;
  /** Events of one lane are answered in the order they came in: `"telegram:5000000001"`. */
  lane: string;
}

export interface StoredEvent extends Omit<NewEvent, "lane"> {
  platform: string;
  at: Date;
  /** How often its handling was begun, the last one included. */
  attempts: number;
}

/** What can be done with an event that was taken up. */
interface Again {
  handle(): Promise<void>;
  /** Tells its person that it is not handled any more. */
  giveUp(): Promise<void>;
}

export interface InboxOptions {
  store: InboxRepository;
  /** This process's claim on what it takes in. */
  lease: { owner: string; hold(): Promise<void>; mayTakeOver(): boolean };
  /** Other processes take events of the same chats: each event waits for those before it. */
  hasReplicas: boolean;
  log: Logger;
  now: () => Date;
  wait: (ms: number) => Promise<void>;
}

/** How often an event looks whether the one before it is answered, in another process. */
const LOOK_EVERY_MS = 100;

/** One platform's side of the inbox. */
export type PlatformInbox = ReturnType<Inbox["of"]>;

/** Events that arrive once and are not lost: stored before they are acknowledged, handled once, finished whatever comes. */
export class Inbox {
  private readonly options: InboxOptions;
  private readonly attempts: Attempts;
  /** What this process has in hand: from before an event is stored until it is marked as finished. */
  private readonly inHand = new Set<string>();
  private readonly beingStored = new Map<string, Promise<boolean>>();
  /** Taken over from a dead process, and not yet handed out. */
  private readonly takenOver = new Set<string>();

  constructor(options: InboxOptions) {
    this.options = options;
    this.attempts = new Attempts((id, attempt) => options.store.countAttempt(id, attempt), options.wait);
  }

  of(platform: string) {
    return {
      /** Resolves when the event is stored: false when it was stored before. Rejects if it could not be stored: then do not acknowledge. */
      accept: (event: NewEvent): Promise<boolean> => this.accept(platform, event),
      /**
       * Does the work for a stored event when its turn has come, and marks the event as finished, whatever comes of the
       * work. It does nothing for an event that another process has taken over meanwhile.
       * @param work  may let later events of its lane pass
       */
      finish: (id: string, work: (giveWay: () => void) => Promise<void>): Promise<void> =>
        this.finishInTurn(id, work),
    };
  }

  /**
   * Unfinished events to be handled now: those of dead processes, and this process's own that nobody has in hand, because
   * the store failed while they were accepted.
   */
  async takeUp(): Promise<StoredEvent[]> {
    const { store, lease, log } = this.options;
    const taken = await store.takeOver(lease.owner, () => lease.mayTakeOver());
    for (const { id } of taken) this.takenOver.add(id);
    if (taken.length > 0) log.info({ events: taken.length }, "taking over events of a process that died");
    const candidates = new Set((await this.notInHand()).map(({ id }) => id));
    if (candidates.size === 0) return [];
    // An event that was finished while the first list was read is on that list, and not on a second one.
    const left = (await this.notInHand()).filter(({ id }) => candidates.has(id) && !this.inHand.has(id));
    for (const { id } of left) this.inHand.add(id);
    // An event that this process has stored and not begun has ended no process.
    return left.map((event) =>
      this.takenOver.delete(event.id) ? event : { ...event, attempts: Math.max(0, event.attempts - 1) },
    );
  }

  /**
   * Handles again what was taken up, and marks it as finished. Does not wait for earlier events of the lane. An event
   * whose handling has ended two processes is given up: its person is notified once, and it is marked as failed.
   */
  async finishAgain(event: Omit<StoredEvent, "payload">, again: Again): Promise<void> {
    const { log } = this.options;
    const { id, platform } = event;
    switch (await this.begin(id, event.attempts)) {
      case "handle":
        return this.finish(id, again.handle);
      case "give up":
        log.error({ event: id, platform }, "given up: handling this event has ended two processes");
        return this.finish(id, again.giveUp, "failed");
      case "drop":
        log.error({ event: id, platform }, "dropped: even giving this event up has ended processes");
        return this.finish(id, async () => {}, "failed");
      case "not now":
        this.inHand.delete(id);
    }
  }

  /**
   * At the beginning of a stop in good order: nothing more is begun again, and what this stop breaks off does not count as
   * an attempt that ended its process.
   */
  letGo(): Promise<void> {
    return this.attempts.letGo();
  }

  private async notInHand(): Promise<StoredEvent[]> {
    const { store, lease } = this.options;
    return (await store.unfinishedOf(lease.owner)).filter(({ id }) => !this.inHand.has(id));
  }

  private async accept(platform: string, event: NewEvent): Promise<boolean> {
    const { inHand, beingStored } = this;
    const { id } = event;
    const first = beingStored.get(id);
    // A second delivery while the first is being stored. It rejects too if storing fails, so the platform delivers again.
    if (first !== undefined) return first.then(() => false);
    if (inHand.has(id)) return false;
    inHand.add(id);
    const storing = this.storeEvent(platform, event);
    beingStored.set(id, storing);
    let isNew = false;
    try {
      isNew = await storing;
    } finally {
      beingStored.delete(id);
      if (!isNew) inHand.delete(id);
    }
    if (isNew) this.attempts.first(id);
    return isNew;
  }

  private async storeEvent(platform: string, event: NewEvent): Promise<boolean> {
    const { store, lease, now } = this.options;
    await lease.hold();
    return store.accept({ ...event, platform, at: now(), owner: lease.owner });
  }

  private async finishInTurn(id: string, work: (giveWay: () => void) => Promise<void>): Promise<void> {
    const { store, lease, hasReplicas, wait, log } = this.options;
    // Another process answers earlier events of the lane. If the store cannot tell, this event does not wait.
    while (hasReplicas && (await store.isBehind(id).catch(() => false))) await wait(LOOK_EVERY_MS);
    // Another process may have taken it over while this one stood still. If the store cannot tell, it is answered.
    const isOurs = !hasReplicas || (await store.isHeldBy(id, lease.owner).catch(() => true));
    if (isOurs) return this.finish(id, () => work(() => this.giveWay(id)));
    this.release(id);
    log.info({ event: id }, "another process has taken this event over");
  }

  private giveWay(id: string): void {
    const { store, hasReplicas, log } = this.options;
    if (!hasReplicas) return;
    store.giveWay(id).catch((thrown: unknown) => {
      log.warn(
        { event: id, err: toAppError(thrown).message },
        "the lane could not be released; later events wait until this one is finished",
      );
    });
  }

  private async finish(
    id: string,
    work: () => Promise<void>,
    intended: "done" | "failed" = "done",
  ): Promise<void> {
    const { store, wait, now, log } = this.options;
    let outcome = intended;
    try {
      await work();
    } catch (thrown) {
      outcome = "failed";
      log.error({ event: id, err: toAppError(thrown).message }, "an event was not answered");
    }
    try {
      await untilStored(() => store.finish(id, outcome, now()), wait);
      this.release(id);
    } catch (thrown) {
      // It was handled, and a restart handles it again: this is why every answer must be safe to repeat.
      log.error({ event: id, err: toAppError(thrown).message }, "an event could not be marked as finished");
    }
  }

  private release(id: string): void {
    this.inHand.delete(id);
    this.attempts.over(id);
  }

  private async begin(id: string, before: number): Promise<Next> {
    try {
      return await this.attempts.begin(id, before);
    } catch (thrown) {
      const err = toAppError(thrown).message;
      this.options.log.error({ event: id, err }, "an event's attempt could not be counted");
      return "not now";
    }
  }
}
