/** Somebody who has written to the bot, or whom an admin has given a role or an address. */
export interface Person {
  /** `"slack:U0123"`, `"telegram:4567"`. */
  person: string;
  /** The language they chose, `"vi"`; null: none. */
  locale: string | null;
  /** What their platform calls them, `"Lan"`; null: they have not written yet. It does not identify them. Sealed on disk. */
  name: string | null;
  /** Their e-mail address as a member of AntCRM's staff, linked by an admin: `"lan@shop.vn"`. Sealed on disk. */
  email: string | null;
  /** The role that an admin gave them, `"agent"`. */
  role: string | null;
  /** Their username when they last wrote: `"lan_cskh"`. Somebody else may have it now. Sealed on disk. */
  username: string | null;
  /** When they wrote to the bot for the first time; null: never. */
  firstSeen: Date | null;
  /** When they wrote last, exact to a day. */
  lastSeen: Date | null;
  /** Whether they were a guest of the team's workspace when their platform said it last; null: it has not said it. */
  isGuest: boolean | null;
}

export interface PeopleRepository {
  find(person: string): Promise<Person | null>;
  /** Everybody, in the order of their identities. */
  all(): Promise<Person[]>;
  /** @param locale  null: they have chosen none */
  setLocale(person: string, locale: string | null, at: Date): Promise<void>;
  setName(person: string, name: string, at: Date): Promise<void>;
  /** @param username  null: they have none */
  setUsername(person: string, username: string | null, at: Date): Promise<void>;
  /** Notes that they wrote. Of more than 1,000 strangers, those not seen for the longest time are deleted. */
  setSeen(person: string, at: Date): Promise<void>;
  setGuest(person: string, isGuest: boolean, at: Date): Promise<void>;
  /** @param email  null removes the address */
  setEmail(person: string, email: string | null, at: Date): Promise<void>;
  setRole(person: string, role: string, at: Date): Promise<void>;
  /** Gives an admin another role, only while somebody else is an admin too. @returns false if nothing was changed */
  demoteAdmin(person: string, role: string, at: Date): Promise<boolean>;
}
