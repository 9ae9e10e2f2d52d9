import { hasAccess, type Role } from "../access/roles.ts";
import type { UnknownGroups } from "../access/unknown-groups.ts";
import { lruCache } from "../lru-cache.ts";
import type { Call, Place } from "./call.ts";
import type { Who } from "./context.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** The most refusals a minute, in one shared chat and in all. A Telegram group accepts 20 messages a minute in all. */
const MOST_A_MINUTE = { shared: 5, all: 300 };
/** If more people are refused, the oldest are forgotten, and may get one more refusal within their hour. */
const MOST_REMEMBERED = 10_000;

export interface RefusalsPorts {
  /** Returns the current role of the person who calls. */
  roleOf(call: Pick<Call, "person" | "isGuest">): Promise<Role>;
  now(): Date;
  /** Called for each call that is dropped without an answer. */
  onDropped?: (() => void) | undefined;
  /** Telegram groups in which nobody with a role has spoken get fewer refusals. */
  unknownGroups: UnknownGroups;
}

export type Refusals = ReturnType<typeof createRefusals>;

interface Refused {
  /** The id of the call that got the refusal; null if none did. */
  shownTo: string | null;
  untilMs: number;
}

/** Decides which calls of people without rights get a refusal: one an hour per person and chat. Others are dropped. */
export function createRefusals(ports: RefusalsPorts) {
  const { roleOf, now, onDropped = () => {}, unknownGroups } = ports;
  const refused = lruCache<Refused>(MOST_REMEMBERED);
  const quota = createMinuteQuota();

  function within(call: Call): Refused | undefined {
    const found = refused.get(keyOf(call));
    return found !== undefined && found.untilMs > now().getTime() ? found : undefined;
  }

  function remember(call: Call, isShown: boolean): void {
    const nowMs = now().getTime();
    refused.set(keyOf(call), {
      shownTo: isShown ? call.id : null,
      untilMs: nowMs + (isShown ? HOUR_MS : MINUTE_MS),
    });
  }

  function takeRefusal({ place }: Call): boolean {
    const minute = Math.floor(now().getTime() / MINUTE_MS);
    const isFree = !place.shared || quota.take(chatOf(place), MOST_A_MINUTE.shared, minute);
    return isFree && quota.take("all", MOST_A_MINUTE.all, minute) && unknownGroups.takeRefusal(place);
  }

  /** True if this person may use the bot at all, or if their role cannot be read. Never rejects. */
  async function hasRights(call: Call): Promise<boolean> {
    return roleOf(call).then(hasAccess, () => true);
  }

  return {
    hasRights,

    /**
     * Decides what happens to a call:
     * - `none`    the person has rights: the call is served
     * - `shown`   the call gets the refusal
     * - `silent`  the call is dropped without an answer
     *
     * A refused call gets the same refusal again for an hour, so its answer can be started again. If a call was dropped
     * because no refusal was left, the next one is decided again after a minute.
     */
    decide(call: Call, { role }: Who): "none" | "shown" | "silent" {
      unknownGroups.heard(call.place, role);
      if (hasAccess(role)) return "none";
      const before = within(call);
      if (before?.shownTo === call.id) return "shown";
      const isShown = before === undefined && takeRefusal(call);
      if (before === undefined) remember(call, isShown);
      if (!isShown) onDropped();
      return isShown ? "shown" : "silent";
    },

    /**
     * True if this call can be dropped before it is stored. The role is read only for people who were refused within
     * the hour. Never rejects: a call is kept if the role cannot be read.
     */
    async ignores(call: Call): Promise<boolean> {
      const before = within(call);
      // A second delivery of the refused call itself is kept: the inbox knows whether it was stored.
      if (before === undefined || before.shownTo === call.id) return false;
      const isIgnored = !(await hasRights(call));
      if (isIgnored) onDropped();
      return isIgnored;
    },
  };
}

/** Returns the chat's key. Its threads and topics count as one place: a stranger can open any number of them. */
function chatOf({ platform, chat }: Place): string {
  return `${platform}:${chat}`;
}

function keyOf({ person, place }: Call): string {
  return `${person} ${chatOf(place)}`;
}

/** Counts by key within one minute; every count is dropped when the next minute begins. */
function createMinuteQuota() {
  let current = 0;
  const taken = new Map<string, number>();
  return {
    take(key: string, most: number, minute: number): boolean {
      if (minute !== current) taken.clear();
      current = minute;
      const count = taken.get(key) ?? 0;
      if (count >= most) return false;
      taken.set(key, count + 1);
      return true;
    },
  };
}
