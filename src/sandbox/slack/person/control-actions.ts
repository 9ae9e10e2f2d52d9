import type { ConfirmDialog } from "../blocks/composition.ts";
import { type Control, controlsOf } from "../blocks/interactive.ts";
import { type AppSender, type Delivery, notSent } from "../delivery.ts";
import type { Message } from "../messages.ts";
import * as payloads from "../payloads.ts";
import { labelOf } from "../text-of.ts";
import { type Entry, entryValue, fill } from "../view-state.ts";
import type { View } from "../views.ts";
import type { User } from "../workspace.ts";
import type { World } from "../world.ts";
import type { PersonClientView } from "./client-view.ts";
import type { OptionSearch } from "./option-search.ts";
import { channelNamed } from "./writing.ts";

/** A message by channel and `ts`, as in SeenMessage; or a view by its id, as in SeenView. */
type Place = { channel: string; ts: string } | { viewId: string };

export interface ControlActions {
  /**
   * Clicks a button, by its label or action_id. A confirm dialog is accepted, unless `confirm` is false.
   * @throws Error when the person sees no such button, with the visible ones
   */
  click(place: Place, button: string, options?: { confirm?: boolean }): Promise<Delivery>;
  /** Chooses in a menu, radio group or picker, by its action_id, placeholder or label; the option by label or value. */
  choose(place: Place, control: string, entry: Entry, options?: { confirm?: boolean }): Promise<Delivery>;
  /**
   * Types into an external select; the delivery's body contains the app's options. Nothing is sent for fewer letters
   * than the menu's `min_query_length`.
   */
  search(place: Place, control: string, query: string): Promise<Delivery>;
  messageShortcut(message: { channel: string; ts: string }, callbackId: string): Promise<Delivery>;
  globalShortcut(callbackId: string): Promise<Delivery>;
}

export function createControlActions(
  world: World,
  user: User,
  appSender: AppSender,
  clientView: PersonClientView,
  optionSearch: OptionSearch,
): ControlActions {
  function surfaceAt(place: Place): payloads.Surface {
    if ("viewId" in place) return { view: viewOf(world, user, place.viewId) };
    return { message: messageAt(place), channel: channelNamed(world, place.channel) };
  }

  function messageAt({ channel, ts }: { channel: string; ts: string }): Message {
    const message = world.messages.find(channel, ts);
    const isMine = message && (message.ephemeralTo === null || message.ephemeralTo === user.id);
    if (!message || !isMine) throw new Error(`${user.name} sees no message ${ts} in ${channel}`);
    return message;
  }

  function use(
    surface: payloads.Surface,
    control: Control,
    chosen: object,
    confirm: boolean,
  ): Promise<Delivery> {
    const dialog = confirmOf(control);
    if (dialog && !confirm) return Promise.resolve(notSent("denied in the confirm dialog"));
    clientView.markRead();
    const payload = payloads.blockActions(world, user, surface, control, chosen);
    return appSender.send("interactive", payload, `the action ${control.element.action_id}`);
  }

  return {
    click(place, button, { confirm = true } = {}) {
      const surface = surfaceAt(place);
      return use(surface, findControl(surface, button, isButton), {}, confirm);
    },
    choose(place, name, entry, { confirm = true } = {}) {
      const surface = surfaceAt(place);
      const control = findControl(surface, name, (it) => !isButton(it));
      const chosen =
        control.element.type === "overflow"
          ? {
              selected_option: control.element.options.find(
                (it) => it.value === entry || it.text.text === entry,
              ),
            }
          : entryValue(control, entry, optionSearch.offered(control));
      if ("view" in surface && control.element.type !== "overflow")
        fill(surface.view, control, entry, optionSearch.offered(control));
      if (!control.dispatches) return Promise.resolve(notSent("this field is reported with the form"));
      return use(surface, control, chosen, confirm);
    },
    async search(place, name, query) {
      const surface = surfaceAt(place);
      const control = findControl(surface, name, (it) => it.element.type.endsWith("external_select"));
      return optionSearch.search(surface, control, query);
    },
    async messageShortcut(place, callbackId) {
      const message = messageAt(place);
      if (message.ephemeralTo !== null) throw new Error("there is no shortcut on an ephemeral message");
      clientView.markRead();
      const channel = channelNamed(world, place.channel);
      const payload = payloads.messageShortcut(world, user, channel, message, callbackId);
      return appSender.send("interactive", payload, `the shortcut ${callbackId}`);
    },
    globalShortcut(callbackId) {
      clientView.markRead();
      const payload = payloads.globalShortcut(world, user, callbackId);
      return appSender.send("interactive", payload, `the shortcut ${callbackId}`);
    },
  };
}

/** @throws Error when the person does not see this view */
export function viewOf(world: World, user: User, viewId: string): View {
  const view = [world.views.top(user.id), world.views.home(user.id)].find((it) => it?.id === viewId);
  if (!view) throw new Error(`${user.name} does not see the view ${viewId}`);
  return view;
}

function isButton({ element }: Control): boolean {
  return ["button", "workflow_button", "icon_button"].includes(element.type);
}

function confirmOf({ element }: Control): ConfirmDialog | undefined {
  return "confirm" in element ? element.confirm : undefined;
}

function findControl(surface: payloads.Surface, name: string, fits: (control: Control) => boolean): Control {
  const blocks = "view" in surface ? surface.view.args.blocks : surface.message.blocks;
  const controls = controlsOf(blocks).filter(fits);
  const found = controls.find(({ element, label }) =>
    [element.action_id, labelOf(element), label].includes(name),
  );
  if (found) return found;
  const there = controls.map(({ element, label }) => label ?? labelOf(element)).join(", ");
  throw new Error(`there is no "${name}" to click or choose; there are: ${there || "none"}`);
}
