import { z } from "zod";
import { AppError } from "../../errors.ts";
import type { Operation } from "../../operations/operation.ts";
import type { Evidence } from "../../operations/write.ts";
import type { Args } from "../command.ts";

/** Holds, among a question's arguments, what the record held when the question was asked. No argument can have this name. */
const BEFORE = ":before";

const HeldSchema = z.record(z.string(), z.string());

/** The values that an edit touches, as they are compared: `{ phones: "+84867123456", name: "An" }`. */
export type Held = Readonly<Record<string, string>>;

/**
 * To be spread into a question's `args`: what the person was shown as *before*.
 * @example args: { ...kept, customer: "customer:475", ...asShown({ name: "An" }) }
 */
export function asShown(held: Held): Args {
  return { [BEFORE]: JSON.stringify(sorted(held)) };
}

/**
 * Between the question and the confirmation somebody else may have changed the record: then the person is shown how it
 * stands now, and asked again, instead of writing over what they never saw.
 * @throws AppError `changed`
 */
export function mustBeAsShown({ kind, args }: Operation, held: Held): void {
  if (args[BEFORE] !== undefined && args[BEFORE] !== JSON.stringify(sorted(held))) {
    throw new AppError("changed", `${kind}: the record is not as it was shown`);
  }
}

/** Returns what the person was shown as *before*; empty where nothing was kept. */
export function shownBefore({ args }: Pick<Operation, "args">): Held {
  return args[BEFORE] === undefined ? {} : HeldSchema.parse(JSON.parse(args[BEFORE]));
}

/**
 * Evidence of an edit or a deletion: the record's state, which has no id of its own. It may be a younger operation's
 * work just as well, so it counts only while there is none.
 */
export function evidenceOfState(operation: Operation, holds: boolean, result: string | null): Evidence[] {
  return holds ? [{ id: `state:${operation.id}`, succeeded: true, result }] : [];
}

function sorted(held: Held): Held {
  return Object.fromEntries(Object.entries(held).sort(([a], [b]) => (a < b ? -1 : 1)));
}
