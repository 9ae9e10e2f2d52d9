import type { Inbox, StoredEvent } from "../inbox/inbox.ts";
import type { Logger } from "../logging/logger.ts";
import type { Platform } from "../platforms/platform.ts";

/** Handles stored events again whose process died before they were finished. */
export interface EventReplay {
  /** Takes over unfinished events. Each is handled when its platform is connected, in the order in which it came. */
  takeUp(): Promise<void>;
  /** Resolves when the events under way have ended. */
  ended(): Promise<void>;
}

const RETRY_MS = 250;

export function createEventReplay({
  inbox,
  platforms,
  signal,
  log,
}: {
  inbox: Inbox;
  platforms: readonly Platform[];
  /** Once it is aborted, no further event begins. */
  signal: AbortSignal;
  log: Logger;
}): EventReplay {
  const underWay = new Set<Promise<void>>();
  /** Events whose platform is not connected yet. */
  let waiting: StoredEvent[] = [];
  let retry: NodeJS.Timeout | undefined;

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
    const done = inbox.finishAgain(stored, {
      handle: () => platform.replay(payload),
      giveUp: () => platform.replay(payload, { isGivenUp: true }),
    });
    underWay.add(done);
    void done.finally(() => underWay.delete(done));
  }

  return {
    async takeUp() {
      const left = await inbox.takeUp();
      if (left.length > 0) log.info({ events: left.length }, "taking up events that were not finished");
      waiting.push(...left);
      replayAll();
    },
    ended: async () => void (await Promise.all(underWay)),
  };
}
