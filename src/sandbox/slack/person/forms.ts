import * as z from "zod";
import { controlsOf } from "../blocks/interactive.ts";
import { type AppSender, type Delivery, notSent } from "../delivery.ts";
import * as payloads from "../payloads.ts";
import { Refusal } from "../refusal.ts";
import { clientErrors, type Entry, fill, isCalled } from "../view-state.ts";
import type { View } from "../views.ts";
import type { User } from "../workspace.ts";
import type { World } from "../world.ts";
import type { PersonClientView } from "./client-view.ts";
import { viewOf } from "./control-actions.ts";
import type { OptionSearch } from "./option-search.ts";

export interface Forms {
  /**
   * Fills fields, named by label, block_id or action_id, and submits. Into a menu whose options the app supplies, the
   * text is typed first, unless the menu offers it already. When required fields are empty, the client shows errors and
   * sends nothing. The app's answer (errors, update, push, clear) is applied.
   */
  submit(view: { viewId: string }, values?: Record<string, Entry>): Promise<Delivery>;
  /** Closes the view; the app is notified if the view has `notify_on_close`. */
  closeView(view: { viewId: string }): Promise<Delivery>;
}

const actionShape = z.discriminatedUnion("response_action", [
  z.strictObject({ response_action: z.literal("errors"), errors: z.record(z.string(), z.string().min(1)) }),
  z.strictObject({ response_action: z.literal("update"), view: z.unknown() }),
  z.strictObject({ response_action: z.literal("push"), view: z.unknown() }),
  z.strictObject({ response_action: z.literal("clear") }),
]);

export function createForms(
  world: World,
  user: User,
  appSender: AppSender,
  clientView: PersonClientView,
  optionSearch: OptionSearch,
): Forms {
  async function fillIn(view: View, name: string, entry: Entry): Promise<void> {
    const control = fieldNamed(view, name);
    const isOffered = () => optionSearch.offered(control).some(isCalled(String(entry)));
    if (control.element.type === "external_select" && entry !== null && entry !== "" && !isOffered())
      await optionSearch.search({ view }, control, String(entry));
    fill(view, control, entry, optionSearch.offered(control));
  }

  function applyAck(view: View, body: unknown): void {
    if (body === "") {
      world.views.close(view, false);
      return;
    }
    const parsed = actionShape.safeParse(body);
    if (!parsed.success) {
      world.recordViolation(
        `the ack of a view submission is none Slack knows: ${JSON.stringify(body).slice(0, 200)}`,
      );
      return;
    }
    const action = parsed.data;
    switch (action.response_action) {
      case "errors":
        showErrors(view, action.errors);
        return;
      case "update":
        world.views.update({ viewId: view.id }, action.view);
        return;
      case "push":
        world.views.push(user.id, action.view);
        return;
      case "clear":
        world.views.close(view, true);
    }
  }

  function showErrors(view: View, errors: Record<string, string>): void {
    const inputs = view.args.blocks
      .filter((block) => block.type === "input")
      .map((block) => block.block_id ?? "");
    const unknownBlockIds = Object.keys(errors).filter((blockId) => !inputs.includes(blockId));
    for (const blockId of unknownBlockIds)
      world.recordViolation(`an error for "${blockId}", which is no input block of the view`);
    world.views.showErrors(view, errors);
  }

  return {
    async submit({ viewId }, values = {}) {
      const view = viewOf(world, user, viewId);
      for (const [name, entry] of Object.entries(values)) await fillIn(view, name, entry);
      clientView.markRead();
      const missing = clientErrors(view);
      if (Object.keys(missing).length > 0) {
        world.views.showErrors(view, missing);
        return notSent("the client asks to complete the form first");
      }
      const payload = payloads.viewSubmission(world, user, view);
      const delivery = await appSender.send(
        "interactive",
        payload,
        `the form ${view.args.callback_id ?? view.id}`,
      );
      if (!delivery.acked) {
        world.views.showErrors(view, { "": "We had some trouble connecting. Try again?" });
        return delivery;
      }
      try {
        applyAck(view, delivery.body);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        world.recordViolation(`the ack of a view submission: ${error.message}`);
      }
      return delivery;
    },
    async closeView({ viewId }) {
      const view = viewOf(world, user, viewId);
      if (view.args.type !== "modal") throw new Error("a Home tab has no close button");
      const { clear_on_close = false, notify_on_close = false } = view.args;
      clientView.markRead();
      world.views.close(view, clear_on_close);
      if (!notify_on_close) return notSent("the view does not ask to be told");
      return appSender.send(
        "interactive",
        payloads.viewClosed(world, user, view, clear_on_close),
        "a closed view",
      );
    },
  };
}

function fieldNamed(view: View, name: string) {
  const fields = controlsOf(view.args.blocks).filter((it) => it.label !== undefined);
  const found = fields.find((it) => [it.label, it.blockId, it.element.action_id].includes(name));
  if (found) return found;
  throw new Error(`there is no field "${name}"; there are: ${fields.map((it) => it.label).join(", ")}`);
}
