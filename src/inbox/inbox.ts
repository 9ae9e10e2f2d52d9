import { toAppError } from "../errors.ts";
import type { Logger } from "../logging/logger.ts";
import { untilStored } from "../until-stored.ts";
import { type Attempts, createAttempts, type Next } from "./attempts.ts";

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

export interface StoredEvent {
  id: string;
  platform: string;
  payload: string;
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

/** One platform's side of the inbox. */
export interface PlatformInbox {
  /** Resolves when the event is stored: false when it was stored before. Rejects if it could not be stored: then do not acknowledge. */
  accept(event: NewEvent): Promise<boolean>;
  /**
   * Does the work for a stored event when its turn has come, and marks the event as finished, whatever comes of the work.
   * It does nothing for an event that another process has taken over meanwhile.
   * @param work  may let later events of its lane pass
   */
  finish(id: string, work: (giveWay: () => void) => Promise<void>): Promise<void>;
}

/** Events that arrive once and are not lost: stored before they are acknowledged, handled once, finished whatever comes. */
export interface Inbox {
  of(platform: string): PlatformInbox;
  /**
   * Unfinished events to be handled now: those of dead processes, and this process's own that nobody has in hand, because
   * the store failed while they were accepted.
   */
  takeUp(): Promise<StoredEvent[]>;
  /**
   * Handles again what was taken up, and marks it as finished. Does not wait for earlier events of the lane. An event
   * whose handling has ended two processes is given up: its person is notified once, and it is marked as failed.
   */
  finishAgain(event: Omit<StoredEvent, "payload">, again: Again): Promise<void>;
  /**
   * At the beginning of a stop in good order: nothing more is begun again, and what this stop breaks off does not count as
   * an attempt that ended its process.
   */
  letGo(): Promise<void>;
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

/** What this process has in hand, and how often the handling of each was begun. */
interface InHand {
  /** From before an event is stored until it is marked as finished. */
  ids: Set<string>;
  attempts: Attempts;
}

export function createInbox(options: InboxOptions): Inbox {
  const { store, lease, log, wait } = options;
  const inHand: InHand = { ids: new Set(), attempts: createAttempts(store.countAttempt, wait) };
  const accept = createAcceptance(options, inHand);
  const { finishInTurn, finishAgain } = createHandling(options, inHand);
  /** Taken over from a dead process, and not yet handed out. */
  const takenOver = new Set<string>();

  async function notInHand(): Promise<StoredEvent[]> {
    return (await store.unfinishedOf(lease.owner)).filter(({ id }) => !inHand.ids.has(id));
  }

  return {
    of: (platform) => ({
      accept: (event) => accept(platform, event),
      finish: finishInTurn,
    }),

    async takeUp() {
      const taken = await store.takeOver(lease.owner, lease.mayTakeOver);
      for (const { id } of taken) takenOver.add(id);
      if (taken.length > 0) log.info({ events: taken.length }, "taking over events of a process that died");
      const candidates = new Set((await notInHand()).map(({ id }) => id));
      if (candidates.size === 0) return [];
      // An event that was finished while the first list was read is on that list, and not on a second one.
      const left = (await notInHand()).filter(({ id }) => candidates.has(id) && !inHand.ids.has(id));
      for (const { id } of left) inHand.ids.add(id);
      // An event that this process has stored and not begun has ended no process.
      return left.map((event) =>
        takenOver.delete(event.id) ? event : { ...event, attempts: Math.max(0, event.attempts - 1) },
      );
    },

    finishAgain,
    letGo: inHand.attempts.letGo,
  };
}

/** Stores what a platform delivers, once. */
function createAcceptance({ store, lease, now }: InboxOptions, inHand: InHand) {
  const beingStored = new Map<string, Promise<boolean>>();

  async function storeEvent(platform: string, event: NewEvent): Promise<boolean> {
    await lease.hold();
    return store.accept({ ...event, platform, at: now(), owner: lease.owner });
  }

  return async (platform: string, event: NewEvent): Promise<boolean> => {
    const { id } = event;
    const first = beingStored.get(id);
    // A second delivery while the first is being stored. It rejects too if storing fails, so the platform delivers again.
    if (first !== undefined) return first.then(() => false);
    if (inHand.ids.has(id)) return false;
    inHand.ids.add(id);
    const storing = storeEvent(platform, event);
    beingStored.set(id, storing);
    let isNew = false;
    try {
      isNew = await storing;
    } finally {
      beingStored.delete(id);
      if (!isNew) inHand.ids.delete(id);
    }
    if (isNew) inHand.attempts.first(id);
    return isNew;
  };
}

/** Handles stored events, each in its turn, and marks them as finished. */
function createHandling({ store, lease, hasReplicas, log, now, wait }: InboxOptions, inHand: InHand) {
  const { ids, attempts } = inHand;

  /** Waits while another process answers earlier events of the lane. If the store cannot tell, it does not wait. */
  async function waitForTurn(id: string): Promise<void> {
    while (hasReplicas && (await store.isBehind(id).catch(() => false))) await wait(LOOK_EVERY_MS);
  }

  /** False where another process took it over while this one stood still. If the store cannot tell, it is answered. */
  async function isStillOurs(id: string): Promise<boolean> {
    return !hasReplicas || (await store.isHeldBy(id, lease.owner).catch(() => true));
  }

  async function finishInTurn(id: string, work: (giveWay: () => void) => Promise<void>): Promise<void> {
    await waitForTurn(id);
    if (await isStillOurs(id)) return finish(id, () => work(() => giveWay(id)));
    ids.delete(id);
    attempts.over(id);
    log.info({ event: id }, "another process has taken this event over");
  }

  function giveWay(id: string): void {
    if (!hasReplicas) return;
    store.giveWay(id).catch((thrown: unknown) => {
      log.warn(
        { event: id, err: toAppError(thrown).message },
        "the lane could not be released; later events wait until this one is finished",
      );
    });
  }

  async function finish(
    id: string,
    work: () => Promise<void>,
    intended: "done" | "failed" = "done",
  ): Promise<void> {
    let outcome = intended;
    try {
      await work();
    } catch (thrown) {
      outcome = "failed";
      log.error({ event: id, err: toAppError(thrown).message }, "an event was not answered");
    }
    try {
      await untilStored(() => store.finish(id, outcome, now()), wait);
      ids.delete(id);
      attempts.over(id);
    } catch (thrown) {
      // It was handled, and a restart handles it again: this is why every answer must be safe to repeat.
      log.error({ event: id, err: toAppError(thrown).message }, "an event could not be marked as finished");
    }
  }

  async function finishAgain({ id, platform, attempts: before }: Omit<StoredEvent, "payload">, again: Again) {
    switch (await begun(id, before)) {
      case "handle":
        return finish(id, again.handle);
      case "give up":
        log.error({ event: id, platform }, "given up: handling this event has ended two processes");
        return finish(id, again.giveUp, "failed");
      case "drop":
        log.error({ event: id, platform }, "dropped: even giving this event up has ended processes");
        return finish(id, async () => {}, "failed");
      case "not now":
        ids.delete(id);
    }
  }

  async function begun(id: string, before: number): Promise<Next> {
    try {
      return await attempts.begin(id, before);
    } catch (thrown) {
      log.error({ event: id, err: toAppError(thrown).message }, "an event's attempt could not be counted");
      return "not now";
    }
  }

  return { finishInTurn, finishAgain };
}
