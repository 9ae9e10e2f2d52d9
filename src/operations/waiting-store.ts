import { randomUUID } from "node:crypto";
import { untilStored } from "../until-stored.ts";
import type { OperationRepository } from "./operation.ts";

type WaitingStore = Pick<OperationRepository, "find" | "latestFor" | "move" | "ofCustomer">;

/**
 * The same store, but its calls wait until the store can be used: for an operation that somebody has confirmed. A move that
 * is tried again keeps its name, so that it is applied once.
 */
export function waitingForStore(
  store: OperationRepository,
  wait: (ms: number) => Promise<void>,
): WaitingStore {
  return {
    find: (id) => untilStored(() => store.find(id), wait),
    latestFor: (kind, customer) => untilStored(() => store.latestFor(kind, customer), wait),
    ofCustomer: (customer, states) => untilStored(() => store.ofCustomer(customer, states), wait),
    move(id, from, to, change) {
      const move = randomUUID();
      return untilStored(() => store.move(id, from, to, { ...change, move }), wait);
    },
  };
}
