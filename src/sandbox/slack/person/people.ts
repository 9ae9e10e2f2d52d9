import type { AppSender } from "../delivery.ts";
import type { Events } from "../events.ts";
import type { User, Workspace } from "../workspace.ts";
import type { World } from "../world.ts";
import { createPerson, type Person } from "./person.ts";

/** The people of a workspace, one for each user. */
export interface People {
  add: Workspace["addUser"];
  /** The person of this user; always the same object. */
  person(user: string | { id: string }): Person;
  /** Rejects the pending waits of all people. */
  close(reason: string): void;
}

export function createPeople(world: World, appSender: AppSender, events: Events): People {
  const people = new Map<string, Person>();

  function person(user: string | { id: string }): Person {
    const id = typeof user === "string" ? user : user.id;
    const known = people.get(id) ?? createPerson(world, world.workspace.user(id), appSender, events);
    people.set(id, known);
    return known;
  }

  return {
    person,
    add(user): User {
      const added = world.workspace.addUser(user);
      // Created at once, so that no message before the first `person()` is missed.
      person(added);
      return added;
    },
    close(reason) {
      for (const someone of people.values()) someone.close(reason);
    },
  };
}
