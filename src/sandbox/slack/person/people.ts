import type { Courier } from "../delivery.ts";
import type { Events } from "../events.ts";
import type { User, Workspace } from "../workspace.ts";
import type { World } from "../world.ts";
import { createPerson, type Person } from "./person.ts";

/** The humans behind the users of a workspace. */
export interface People {
  add: Workspace["addUser"];
  /** The person behind this user; always the same one. */
  person(user: string | { id: string }): Person;
  /** Ends every wait of everybody. */
  leave(reason: string): void;
}

export function createPeople(world: World, courier: Courier, events: Events): People {
  const people = new Map<string, Person>();

  function person(user: string | { id: string }): Person {
    const id = typeof user === "string" ? user : user.id;
    const known = people.get(id) ?? createPerson(world, world.workspace.user(id), courier, events);
    people.set(id, known);
    return known;
  }

  return {
    person,
    add(user): User {
      const added = world.workspace.addUser(user);
      // The person looks from now on, so that nothing is missed before the first `person()`.
      person(added);
      return added;
    },
    leave(reason) {
      for (const someone of people.values()) someone.leave(reason);
    },
  };
}
