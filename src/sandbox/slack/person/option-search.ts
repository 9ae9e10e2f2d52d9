import * as z from "zod";
import { menuOption, optionGroup } from "../blocks/composition.ts";
import type { Interactive } from "../blocks/elements.ts";
import type { Control } from "../blocks/interactive.ts";
import { type AppSender, type Delivery, notSent } from "../delivery.ts";
import { ELEMENT } from "../limits.ts";
import * as payloads from "../payloads.ts";
import type { Option } from "../view-state.ts";
import type { User } from "../workspace.ts";
import type { World } from "../world.ts";

/** The menus whose options the app supplies while a person types. */
export interface OptionSearch {
  /** Types into such a menu, and keeps the options that the app answers with. */
  search(surface: payloads.Surface, control: Control, query: string): Promise<Delivery>;
  /** The options that this menu shows now: those of the last answer. */
  offered(control: Control): readonly Option[];
}

/**
 * "Your app should return an HTTP 200 OK response, along with an application/json post body with an object containing
 * either an options array, or an option_groups array", at most 100 of them.
 * @see https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#external_select
 * @see https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload
 */
const answerShape = z.union([
  z.strictObject({ options: z.array(menuOption).max(ELEMENT.selectOptions) }),
  z.strictObject({ option_groups: z.array(optionGroup).max(ELEMENT.selectOptions) }),
]);

export function createOptionSearch(world: World, user: User, appSender: AppSender): OptionSearch {
  const shown = new WeakMap<Interactive, readonly Option[]>();

  /** Returns the options of an answer; none if Slack would refuse it. */
  function optionsIn(body: unknown): readonly Option[] {
    const { data, error } = answerShape.safeParse(body);
    if (data !== undefined) {
      return "options" in data ? data.options : data.option_groups.flatMap(({ options }) => options);
    }
    const isObject = typeof body === "object" && body !== null;
    const hasList = isObject && ("options" in body || "option_groups" in body);
    const problem = hasList
      ? `is not as Slack accepts it: ${z.prettifyError(error)}`
      : "has neither options nor option_groups";
    world.recordViolation(`the answer to an options request ${problem}`);
    return [];
  }

  return {
    offered: ({ element }) => shown.get(element) ?? [],
    async search(surface, control, query) {
      const { element } = control;
      const least = "min_query_length" in element ? element.min_query_length : undefined;
      if (query.length < (least ?? ELEMENT.minQueryChars)) {
        return notSent("the client waits for more letters before it asks the app");
      }
      const payload = payloads.blockSuggestion(world, user, surface, control, query);
      const delivery = await appSender.send("interactive", payload, `the options of ${element.action_id}`);
      shown.set(element, delivery.acked ? optionsIn(delivery.body) : []);
      return delivery;
    },
  };
}
