import { fold } from "../../intents/fold.ts";

/** Somebody of the team, as the house keeps them. */
export interface TeamMember {
  /** `"slack:U0123"`, `"telegram:4567"`. */
  person: string;
  /** What their platform calls them; null for somebody who has not spoken to the bot yet. */
  name: string | null;
  /** Their address among AntCRM's staff, as an admin has linked it. */
  email: string | null;
  /** The role that an admin gave them. */
  role: string | null;
}

/** What the commands about people ask of the house. */
export interface TeamPorts {
  people: {
    find(person: string): Promise<TeamMember | null>;
    all(): Promise<readonly TeamMember[]>;
  };
  /** A person's e-mail as their platform's profile shows it. */
  profileEmail(person: string): Promise<string | null>;
}

/**
 * Everybody a person argument could mean: `{ id: "slack:U0123" }` is that one, whether the bot has met them or not;
 * `{ name: "lan" }` are all whose name is that, else all who have it among the words of their name, accents aside.
 */
export async function membersMeant(
  reference: { id: string } | { name: string },
  { people }: TeamPorts,
): Promise<readonly TeamMember[]> {
  if ("id" in reference) {
    const { id: person } = reference;
    return [(await people.find(person)) ?? { person, name: null, email: null, role: null }];
  }
  const wanted = fold(reference.name).trim();
  const all = await people.all();
  const named = all.filter(
    ({ name, person }) => fold(name ?? "") === wanted || person.endsWith(`:${wanted}`),
  );
  return named.length > 0 ? named : all.filter(({ name }) => wordsOf(name).includes(wanted));
}

function wordsOf(name: string | null): string[] {
  return fold(name ?? "").split(/[^\p{L}\p{N}]+/u);
}

/** `"Lan (slack:U0123)"`: a name alone may be anybody's. */
export function memberLabel({ name, person }: Pick<TeamMember, "name" | "person">): string {
  return name === null ? person : `${name} (${person})`;
}

interface StaffEmail {
  email: string;
  from: "link" | "profile";
}

/** Under which address AntCRM knows this person: as an admin has linked it, else as their platform's profile shows it. */
export async function staffEmailOf(
  person: string,
  { people, profileEmail }: TeamPorts,
): Promise<StaffEmail | null> {
  const linked = (await people.find(person))?.email;
  if (linked) return { email: linked, from: "link" };
  const email = await profileEmail(person);
  return email === null ? null : { email: email.toLowerCase(), from: "profile" };
}
