import { checkView, type ViewArgs } from "./blocks/check.ts";
import { nameEverything } from "./blocks/interactive.ts";
import type { Identifiers } from "./identifiers.ts";
import { VIEW } from "./limits.ts";
import { Refusal } from "./refusal.ts";

/** The typed and chosen values, as in `state.values` of a payload: by block_id, then by action_id. */
export type StateValues = Record<string, Record<string, Record<string, unknown>>>;

export interface View {
  id: string;
  userId: string;
  args: ViewArgs;
  hash: string;
  rootId: string;
  previousId: string | null;
  values: StateValues;
  /** Errors by block_id, after `response_action: "errors"`. */
  errors: Record<string, string>;
}

export interface ViewChange {
  kind: "opened" | "updated" | "errors" | "closed";
  view: View;
}

/** Each person's open modals, at most three in a stack, and Home tab: src/platforms/slack/LIMITS.md#modals */
export interface Views {
  /** @throws Refusal `invalid_arguments`, `duplicate_external_id` */
  open(userId: string, view: unknown): View;
  /** @throws Refusal `push_limit_reached`, and as `open` */
  push(userId: string, view: unknown): View;
  /** @throws Refusal `not_found`, `hash_conflict`, and as `open` */
  update(
    which: { viewId?: string | undefined; externalId?: string | undefined },
    view: unknown,
    hash?: string,
  ): View;
  publish(userId: string, view: unknown): View;
  showErrors(view: View, errors: Record<string, string>): void;
  /** Closes the topmost view, or all of them. */
  close(view: View, all: boolean): void;
  top(userId: string): View | undefined;
  home(userId: string): View | undefined;
  onChange(listener: (change: ViewChange) => void): void;
}

export function createViews(ids: Identifiers): Views {
  const stacks = new Map<string, View[]>();
  const homes = new Map<string, View>();
  const listeners: ((change: ViewChange) => void)[] = [];
  const notify = (change: ViewChange) => {
    for (const listener of listeners) listener(change);
  };
  const stackOf = (userId: string) => stacks.get(userId) ?? [];
  const allOpen = () => [...[...stacks.values()].flat(), ...homes.values()];

  function build(userId: string, args: unknown, previous: View | undefined): View {
    const checked = checkView(args);
    if (!checked.ok) throw new Refusal(checked.error, { messages: checked.messages, isInvalidRequest: true });
    const externalId = checked.value.external_id;
    if (externalId && allOpen().some((view) => view.args.external_id === externalId)) {
      throw new Refusal("duplicate_external_id");
    }
    nameEverything(checked.value.blocks, () => ids.next("b"));
    const id = ids.next("V");
    return {
      id,
      userId,
      args: checked.value,
      hash: ids.next(""),
      rootId: previous?.rootId ?? id,
      previousId: previous?.id ?? null,
      values: {},
      errors: {},
    };
  }

  return {
    open(userId, args) {
      const view = build(userId, args, undefined);
      if (view.args.type !== "modal") throw wrongType("modal");
      stacks.set(userId, [view]);
      notify({ kind: "opened", view });
      return view;
    },
    push(userId, args) {
      const stack = stackOf(userId);
      const view = build(userId, args, stack.at(-1));
      if (view.args.type !== "modal") throw wrongType("modal");
      if (stack.length >= VIEW.stacked) throw new Refusal("push_limit_reached", { isInvalidRequest: true });
      stacks.set(userId, [...stack, view]);
      notify({ kind: "opened", view });
      return view;
    },
    update({ viewId, externalId }, args, hash) {
      const view = allOpen().find((it) =>
        viewId ? it.id === viewId : externalId !== undefined && it.args.external_id === externalId,
      );
      if (!view) throw new Refusal("not_found");
      if (hash !== undefined && hash !== view.hash) throw new Refusal("hash_conflict");
      const checked = checkView(args);
      if (!checked.ok)
        throw new Refusal(checked.error, { messages: checked.messages, isInvalidRequest: true });
      nameEverything(checked.value.blocks, () => ids.next("b"));
      view.args = checked.value;
      view.hash = ids.next("");
      view.errors = {};
      notify({ kind: "updated", view });
      return view;
    },
    publish(userId, args) {
      const view = build(userId, args, undefined);
      if (view.args.type !== "home") throw wrongType("home");
      homes.set(userId, view);
      notify({ kind: "opened", view });
      return view;
    },
    showErrors(view, errors) {
      view.errors = errors;
      notify({ kind: "errors", view });
    },
    close(view, all) {
      stacks.set(view.userId, all ? [] : stackOf(view.userId).filter((it) => it !== view));
      notify({ kind: "closed", view });
    },
    top: (userId) => stackOf(userId).at(-1),
    home: (userId) => homes.get(userId),
    onChange(listener) {
      listeners.push(listener);
    },
  };
}

function wrongType(expected: string): Refusal {
  return new Refusal("invalid_arguments", {
    messages: [`[ERROR] must be of type ${expected} [json-pointer:/view/type]`],
    isInvalidRequest: true,
  });
}
