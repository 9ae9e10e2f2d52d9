import type { Call } from "./call.ts";
import type { Clock } from "./command.ts";

/** Somebody who wrote before, as the store knows them. */
export interface KnownContact {
  name: string | null;
  username: string | null;
  lastSeen: Date | null;
}

export interface ContactPorts {
  people: {
    setName(person: string, name: string, at: Date): Promise<void>;
    setUsername(person: string, username: string | null, at: Date): Promise<void>;
    setSeen(person: string, at: Date): Promise<void>;
  };
  clock: Clock;
}

/** A look-up costs no write: that somebody was here is noted once in this time. */
const SEEN_EVERY_MS = 24 * 60 * 60 * 1000;

/**
 * Keeps what an admin needs to choose the right person: name, verified username, and when they wrote.
 * Never rejects: a store that fails here is no reason to leave a person without an answer.
 */
export async function recordContact(
  { person, personName, username }: Call,
  known: KnownContact | null,
  { people, clock }: ContactPorts,
): Promise<void> {
  // Work that the bot does on somebody's behalf comes without their name.
  if (personName === "") return;
  const now = clock.now();
  const isDue = now.getTime() - (known?.lastSeen?.getTime() ?? 0) >= SEEN_EVERY_MS;
  // Where a platform tells no name in time, it tells the id in its place.
  const isNew = personName !== known?.name && !person.endsWith(`:${personName}`);
  const isRenamed = username !== undefined && username !== (known?.username ?? null);
  await Promise.all([
    isDue ? people.setSeen(person, now) : undefined,
    isNew ? people.setName(person, personName, now) : undefined,
    isRenamed ? people.setUsername(person, username, now) : undefined,
  ]).catch(() => undefined);
}
