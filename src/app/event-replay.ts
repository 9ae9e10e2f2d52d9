import { toAppError } from "../errors.ts";
import type { Inbox } from "../inbox/inbox.ts";
import type { StoredEvent } from "../inbox/inbox-repository.ts";
import type { Logger } from "../logging/logger.ts";
import type { Platform } from "../platforms/platform.ts";

/** How often a stored event checks whether its platform is connected. */
const RETRY_MS = 250;
/**
 * Events of dead processes are taken over in portions of this size, with a pause after each. So several processes share
 * them.
 */
const PORTION = 8;
const PAUSE_MS = 50;

export interface EventReplayOptions {
  inbox: Inbox;
  platforms: readonly Platform[];
  log: Logger;
}

/**
 * Handles again the stored events whose process died before they were finished.
 * @param signal  once it is aborted, no new event begins
 */
export function createEventReplay({ inbox, platforms, log }: EventReplayOptions, signal: AbortSignal) {
  const underWay = new Set<Promise<void>>();
  /** Events whose platform is not connected yet. */
  let waiting: StoredEvent[] = [];
  let retry: NodeJS.Timeout | undefined;
  let lastPortion: Promise<void> = Promise.resolve();
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
    if (waiting.length > 0) retry = setTimeout(replayAll, RETRY_MS);
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

  async function takePortion(): Promise<void> {
    if (nextPortion !== undefined) return;
    const left = await inbox.takeUp(PORTION);
    if (left.length > 0) log.info({ events: left.length }, "unfinished events are handled again");
    waiting.push(...left);
    replayAll();
    if (left.length < PORTION || signal.aborted) return;
    nextPortion = setTimeout(() => {
      nextPortion = undefined;
      takeUp().catch((thrown: unknown) => {
        log.warn({ err: toAppError(thrown).message }, "the next round takes over the other events");
      });
    }, PAUSE_MS);
  }

  /** One portion is taken after the other, and none during the pause. */
  function takeUp(): Promise<void> {
    lastPortion = lastPortion.catch(() => {}).then(takePortion);
    return lastPortion;
  }

  return {
    /**
     * Takes over unfinished events. Each is handled when its platform is connected, in the order of their arrival.
     * Resolves after the first portion.
     */
    takeUp,
    /** Resolves when the events being handled have ended. */
    async ended(): Promise<void> {
      clearTimeout(nextPortion);
      await Promise.all(underWay);
    },
  };
}
