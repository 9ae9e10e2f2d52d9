import type { Operation } from "../../operations/operation.ts";
import type { Question } from "../command.ts";

/** The keys in an operation's arguments for what its question asked, and for its button. No argument can have these names. */
const ASKED = ":asked";
const CONFIRM = ":confirm";

type Stored = Pick<Operation, "args">;

/**
 * Returns the arguments to store: the question's own, its sentence, and the label of its button:
 * `{ gift: "DAUMAY01", …, ":asked": "Đổi quà DAUMAY01 cho Trần Thị Bình", ":confirm": "Đổi quà" }`.
 */
export function withAsked({ args, about, card, danger, confirmLabel }: Question): Operation["args"] {
  return {
    ...args,
    [ASKED]: about ?? card.title.replace(/\?$/, ""),
    ...(danger ? {} : { [CONFIRM]: confirmLabel }),
  };
}

/** Returns the question's own arguments. The rest is text for people, which may differ for the same write. */
export function valuesOf({ args }: Stored): Operation["args"] {
  const { [ASKED]: _asked, [CONFIRM]: _label, ...own } = args;
  return own;
}

/** Returns what an operation would do: `"Đổi quà DAUMAY01 cho Trần Thị Bình"`; null for one of an older version. */
export function askedIn({ args }: Stored): string | null {
  return args[ASKED] ?? null;
}

/** Returns the label of its button; null if it may only be confirmed with all details in view, or for an older version. */
export function confirmLabelIn({ args }: Stored): string | null {
  return args[CONFIRM] ?? null;
}
