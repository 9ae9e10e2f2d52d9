import type { Courier, Delivery } from "../delivery.ts";
import type { Events } from "../events.ts";
import type { User } from "../workspace.ts";
import type { World } from "../world.ts";
import { createEyes, type Eyes } from "./eyes.ts";
import { createForms, type Forms } from "./forms.ts";
import { createHands, type Hands } from "./hands.ts";
import { createTalk, type Talk } from "./talk.ts";

/** A human in front of a Slack client: writes, clicks, fills forms, and sees what a client shows. */
export interface Person extends Talk, Hands, Forms, Eyes {
  readonly user: User;
  /** Opens the app's Home tab. */
  openHome(): Promise<Delivery>;
  /** Ends every wait of this person with an error. */
  leave(reason: string): void;
}

export function createPerson(world: World, user: User, courier: Courier, events: Events): Person {
  const eyes = createEyes(world, user);
  const { blink: _, close, ...shown } = eyes;
  return {
    user,
    ...shown,
    ...createTalk(world, user, courier, events, eyes),
    ...createHands(world, user, courier, eyes),
    ...createForms(world, user, courier, eyes),
    openHome: () => events.homeOpened(user.id),
    leave: close,
  };
}
