import type { CustomerReference } from "../../bot/arguments.ts";
import type { Crm } from "../../crm/crm.ts";
import type { Customer } from "../../crm/customer.ts";
import type { PointMovement } from "../../crm/points.ts";
import { AppError } from "../../errors.ts";
import type { Evidence } from "../../operations/write.ts";
import { lookUp } from "../customer-lookup/look-up.ts";
import { movementsOf } from "./whom.ts";

/** The customer whom a question named: pinned by id, so it is one, or gone. */
export async function pinnedCustomer(reference: CustomerReference, crm: Crm): Promise<Customer> {
  const [found] = (await lookUp(reference, crm)).customers;
  if (found === undefined) throw new AppError("not-found", "points: the customer is gone");
  return found;
}

/** The customer's own movements of one kind; none where AntCRM cannot be asked for them. */
export async function ownMovements(
  found: Customer,
  crm: Crm,
  kind: PointMovement["kind"],
): Promise<readonly PointMovement[]> {
  return (await movementsOf(found, crm, { kind }))?.movements ?? [];
}

/** A row of the history as the journal names it. */
export function evidenceId(movement: PointMovement): string {
  return `history-point:${movement.id}`;
}

/** Rows that were not there before the send, as evidence; AntCRM's answer carries no id of its own. */
export function newRows(movements: readonly PointMovement[], seen: ReadonlySet<string>): Evidence[] {
  return movements
    .filter((movement) => !seen.has(evidenceId(movement)))
    .map((movement) => ({ id: evidenceId(movement), succeeded: movement.succeeded, result: null }));
}
