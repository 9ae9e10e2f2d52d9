import { randomUUID } from "node:crypto";
import { untilStored } from "../until-stored.ts";
import type { OperationStore } from "./operation.ts";

type Persistent = Pick<OperationStore, "find" | "latestFor" | "move" | "ofCustomer">;

/**
 * The same store, which does not give up while it cannot be used: for an operation that somebody has confirmed. A move
 * that is tried again after an answer got lost is one move, since it keeps its name.
 */
export function persistent(store: OperationStore, wait: (ms: number) => Promise<void>): Persistent {
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
