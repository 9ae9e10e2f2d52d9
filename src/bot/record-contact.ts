import type { PeopleRepository, Person } from "../access/people.ts";
import type { Call } from "./call.ts";
import type { Clock } from "./context.ts";

/** A look-up costs no write: that somebody was here is noted once in this time. */
const SEEN_EVERY_MS = 24 * 60 * 60 * 1000;

/**
 * Keeps what an admin needs to choose the right person: name, verified username, and when they wrote.
 * Never rejects: a store that fails here is no reason to leave a person without an answer.
 */
export async function recordContact(
  { person, personName, username }: Call,
  known: Person | null,
  { people, clock }: { people: PeopleRepository; clock: Clock },
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
