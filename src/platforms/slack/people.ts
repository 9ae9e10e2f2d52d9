import { setTimeout as pause } from "node:timers/promises";
import type { Web } from "./web.ts";

/** Who somebody is, as far as Slack tells: `{ name: "Lan", locale: "vi-VN", email: "lan@shop.vn" }`. */
interface Person {
  name: string;
  locale?: string;
  /** Where the app has the scope `users:read.email`, and the workspace shows addresses. */
  email?: string;
}

/** Names and languages of people, asked of Slack once an hour. */
export interface People {
  /** Never rejects, and never takes longer than half a second: null when Slack does not tell in time. */
  find(user: string): Promise<Person | null>;
}

const KEEP_MS = 60 * 60_000;
const KEPT = 2_000;
const PATIENCE_MS = 500;

interface Asked {
  asked: Promise<Person | null>;
  /** What came of it; undefined while Slack has not answered. */
  told?: Person | null;
  untilMs: number;
}

export function createPeople(web: Web, now: () => Date): People {
  const known = new Map<string, Asked>();

  function ask(user: string): Promise<Person | null> {
    return web
      .call(`people:${user}`, (client) => client.users.info({ user, include_locale: true }))
      .then(({ user: found }) => {
        const name = found?.profile?.display_name || found?.real_name || found?.name || "";
        const { locale, profile } = found ?? {};
        return { name, ...(locale && { locale }), ...(profile?.email && { email: profile.email }) };
      })
      .catch(() => null);
  }

  return {
    async find(user) {
      const nowMs = now().getTime();
      let entry = known.get(user);
      if (entry === undefined || entry.untilMs < nowMs) {
        if (known.size >= KEPT) known.clear();
        entry = remember(ask(user), nowMs + KEEP_MS);
        known.set(user, entry);
      }
      if (entry.told !== undefined) return entry.told;
      const late = new AbortController();
      const found = await Promise.race([entry.asked, pause(PATIENCE_MS, null, { signal: late.signal })]);
      late.abort();
      return found;
    },
  };
}

function remember(asked: Promise<Person | null>, untilMs: number): Asked {
  const entry: Asked = { asked, untilMs };
  void asked.then((person) => {
    entry.told = person;
  });
  return entry;
}
