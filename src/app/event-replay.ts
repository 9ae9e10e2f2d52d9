import { toAppError } from "../errors.ts";
import type { Inbox } from "../inbox/inbox.ts";
import type { StoredEvent } from "../inbox/inbox-repository.ts";
import type { Logger } from "../logging/logger.ts";
import type { Platform } from "../platforms/platform.ts";

/** How often it is checked whether a platform is connected that was not. */
const RETRY_MS = 250;
/**
 * So many events of dead processes are taken over first, and after each pause twice as many as before. So several processes
 * share a few events, and many events take few queries.
 */
const FIRST_PORTION = 8;
const PAUSE_MS = 50;

export interface EventReplayOptions {
  inbox: Inbox;
  platforms: readonly Platform[];
  log: Logger;
}

/**
 * Handles the unfinished events on which nobody works: those of dead processes, and own ones that were left.
 * @param signal  once it is aborted, no new event begins
 */
export function createEventReplay({ inbox, platforms, log }: EventReplayOptions, signal: AbortSignal) {
  const underWay = new Set<Promise<void>>();
  /** Own events whose platform is not connected. */
  let waiting: StoredEvent[] = [];
  /** The platforms that were not connected at the last takeover. Other processes may take their events over. */
  let leftOut: readonly Platform[] = [];
  let retry: NodeJS.Timeout | undefined;
  let lastPortion: Promise<void> = Promise.resolve();
  let queued: Promise<void> | undefined;
  let nextPortion: NodeJS.Timeout | undefined;

  function replayAll(): void {
    clearTimeout(retry);
    if (signal.aborted) return;
    const left: StoredEvent[] = [];
    for (const event of waiting) {
      const platform = platforms.find(({ name, connected }) => name === event.platform && connected());
      if (platform === undefined) left.push(event);
      else replay(event, platform);
    }
    waiting = left;
    if (leftOut.some((platform) => platform.connected())) beginUnawaited(FIRST_PORTION);
    else if (waiting.length > 0 || leftOut.length > 0) retry = setTimeout(replayAll, RETRY_MS);
  }

  /** The platform keeps the events of a chat in order. */
  function replay({ payload, ...stored }: StoredEvent, platform: Platform): void {
    const done = inbox.replay(stored, {
      handle: () => platform.replay(payload),
      giveUp: () => platform.replay(payload, { isGivenUp: true }),
    });
    underWay.add(done);
    void done.finally(() => underWay.delete(done));
  }

  async function takePortion(most: number): Promise<void> {
    if (nextPortion !== undefined || signal.aborted) return;
    const connected = platforms.filter((platform) => platform.connected());
    leftOut = platforms.filter((platform) => !connected.includes(platform));
    const { events, taken } = await inbox.takeUp({ most, platforms: connected.map(({ name }) => name) });
    if (events.length > 0) log.info({ events: events.length }, "unfinished events are handled again");
    waiting.push(...events);
    replayAll();
    if (taken === 0 || signal.aborted) return;
    nextPortion = setTimeout(() => {
      nextPortion = undefined;
      beginUnawaited(2 * most);
    }, PAUSE_MS);
  }

  function beginUnawaited(most: number): void {
    begin(most).catch((thrown: unknown) => {
      const err = toAppError(thrown).message;
      log.warn({ err }, "events could not be taken over; the next heartbeat tries it again");
    });
  }

  /** Begins a portion after the one before it. */
  function begin(most: number): Promise<void> {
    queued ??= lastPortion
      .catch(() => {})
      .then(() => {
        queued = undefined;
        lastPortion = takePortion(most);
        return lastPortion;
      });
    return queued;
  }

  return {
    /**
     * Takes over unfinished events of connected platforms, at once when one is connected later. They are handled in the
     * order of their arrival.
     * Resolves after the first portion, or at once if the next portion will come after a pause.
     */
    takeUp: () => begin(FIRST_PORTION),
    /** Resolves when the events being handled have ended. */
    async ended(): Promise<void> {
      clearTimeout(nextPortion);
      await lastPortion.catch(() => {});
      await Promise.all(underWay);
    },
  };
}
