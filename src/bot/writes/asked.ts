import type { Operation } from "../../operations/operation.ts";
import type { Question } from "../command.ts";

/** The keys in an operation's arguments for what its question asked, and for its button. No argument's name has a colon. */
const ASKED = ":asked";
const CONFIRM = ":confirm";
/** The key of a value's name is this with the argument's: ":called:code". */
const CALLED = ":called:";

type Stored = Pick<Operation, "args">;

/**
 * Returns the arguments to store: the question's own, its sentence, and the label of its button:
 * `{ gift: "DAUMAY01", …, ":asked": "Đổi quà DAUMAY01 cho Trần Thị Bình", ":confirm": "Đổi quà" }`.
 */
export function withAsked({
  args,
  about,
  card,
  danger,
  confirmLabel,
  called = {},
}: Question): Operation["args"] {
  const names = Object.entries(called).map(([name, value]) => [CALLED + name, value]);
  return {
    ...args,
    ...Object.fromEntries(names),
    [ASKED]: about ?? card.title.replace(/\?$/, ""),
    ...(danger ? {} : { [CONFIRM]: confirmLabel }),
  };
}

/** Returns the question's own arguments. The rest is text for people, which may differ for the same write. */
export function valuesOf({ args }: Stored): Operation["args"] {
  return Object.fromEntries(Object.entries(args).filter(([key]) => !key.includes(":")));
}

/** Returns the names of the values that are codes or references: `{ code: "Bình nước giữ nhiệt" }`. */
export function calledIn({ args }: Stored): Operation["args"] {
  const names = Object.entries(args).filter(([key]) => key.startsWith(CALLED));
  return Object.fromEntries(names.map(([key, value]) => [key.slice(CALLED.length), value]));
}

/** Returns what an operation would do: `"Đổi quà DAUMAY01 cho Trần Thị Bình"`; null for one of an older version. */
export function askedIn({ args }: Stored): string | null {
  return args[ASKED] ?? null;
}

/** Returns the label of its button; null if it may only be confirmed with all details in view, or for an older version. */
export function confirmLabelIn({ args }: Stored): string | null {
  return args[CONFIRM] ?? null;
}
