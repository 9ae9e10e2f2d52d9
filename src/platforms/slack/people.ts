import { setTimeout as pause } from "node:timers/promises";
import type { Home } from "./membership.ts";
import type { Web } from "./web.ts";

/** Who somebody is, as far as Slack tells: `{ name: "Lan", locale: "vi-VN", email: "lan@shop.vn" }`. */
export interface Person extends Home {
  name: string;
  locale?: string;
  /** Where the app has the scope `users:read.email`, and the workspace shows addresses. */
  email?: string;
  /** May see some channels of our workspace only: `is_restricted`, `is_ultra_restricted`. */
  isGuest: boolean;
}

/** Names, languages and homes of people, asked of Slack once an hour. */
export interface People {
  /**
   * Never rejects: null when Slack does not tell in time. The first time it waits up to 2 s, since it also tells guests
   * from members; later half a second, and then what was known before counts.
   */
  find(user: string): Promise<Person | null>;
  /** What Slack said last, without a wait; null while it has never answered. Slack is asked again once an hour. */
  last(user: string): Person | null;
}

const KEEP_MS = 60 * 60_000;
const KEPT = 2_000;
const FIRST_TIMEOUT_MS = 2_000;
const TIMEOUT_MS = 500;
/** So long after a failure Slack is not asked again. */
const AGAIN_MS = 10_000;

interface Asked {
  asked: Promise<Person | null>;
  /** What came of it, or of the time before; undefined while Slack has never answered. */
  notified?: Person | null | undefined;
  isSettled: boolean;
  untilMs: number;
}

export function createPeople(web: Web, now: () => Date): People {
  const known = new Map<string, Asked>();

  function ask(user: string): Promise<Person | null> {
    return (
      web
        .call(`people:${user}`, (client) => client.users.info({ user, include_locale: true }))
        .then(({ user: found }) => {
          const name = found?.profile?.display_name || found?.real_name || found?.name || "";
          const { locale, profile, team_id, is_stranger = false } = found ?? {};
          const enterprise = found?.enterprise_user?.enterprise_id ?? found?.enterprise_id;
          return {
            name,
            ...(locale && { locale }),
            ...(profile?.email && { email: profile.email }),
            ...(team_id && { teamId: team_id }),
            ...(enterprise && { enterpriseId: enterprise }),
            isStranger: is_stranger,
            isGuest: found?.is_restricted === true || found?.is_ultra_restricted === true,
          };
        })
        // Slack is asked again later; until then the answer goes on without the name.
        .catch(() => null)
    );
  }

  function remember(user: string, nowMs: number): Asked {
    const entry: Asked = {
      asked: ask(user),
      notified: known.get(user)?.notified,
      isSettled: false,
      untilMs: nowMs + KEEP_MS,
    };
    void entry.asked.then((person) => {
      entry.isSettled = true;
      if (person === null) entry.untilMs = now().getTime() + AGAIN_MS;
      entry.notified = person ?? entry.notified ?? null;
    });
    return entry;
  }

  function current(user: string): Asked {
    const nowMs = now().getTime();
    const entry = known.get(user);
    if (entry !== undefined && entry.untilMs >= nowMs) return entry;
    const next = remember(user, nowMs);
    if (known.size >= KEPT) known.clear();
    known.set(user, next);
    return next;
  }

  return {
    last: (user) => current(user).notified ?? null,
    async find(user) {
      const entry = current(user);
      if (entry.isSettled) return entry.notified ?? null;
      const timeoutMs = entry.notified ? TIMEOUT_MS : FIRST_TIMEOUT_MS;
      const late = new AbortController();
      await Promise.race([entry.asked, pause(timeoutMs, null, { signal: late.signal })]);
      late.abort();
      return entry.notified ?? null;
    },
  };
}
