import type { AppSender, Delivery } from "../delivery.ts";
import type { Events } from "../events.ts";
import type { User } from "../workspace.ts";
import type { World } from "../world.ts";
import { type ClientView, createClientView } from "./client-view.ts";
import { type ControlActions, createControlActions } from "./control-actions.ts";
import { createForms, type Forms } from "./forms.ts";
import { createOptionSearch } from "./option-search.ts";
import { createWriting, type Writing } from "./writing.ts";

/** A person with a Slack client: writes, clicks, fills forms, and sees what the client shows. */
export interface Person extends Writing, ControlActions, Forms, ClientView {
  readonly user: User;
  /** Opens the app's Home tab. */
  openHome(): Promise<Delivery>;
  /** Rejects the pending waits of this person. */
  close(reason: string): void;
}

export function createPerson(world: World, user: User, appSender: AppSender, events: Events): Person {
  const clientView = createClientView(world, user);
  const optionSearch = createOptionSearch(world, user, appSender);
  const { markRead: _, close, ...shown } = clientView;
  return {
    user,
    ...shown,
    ...createWriting(world, user, appSender, events, clientView),
    ...createControlActions(world, user, appSender, clientView, optionSearch),
    ...createForms(world, user, appSender, clientView, optionSearch),
    openHome: () => events.homeOpened(user.id),
    close: close,
  };
}
