import type { OperationState, OperationStore } from "./operation.ts";

/** Is told of each operation that this process brought into a state: `("redeem", "confirmed")`. */
export type OnMoved = (kind: string, state: OperationState) => void;

/** The store, which tells `onMoved` of each proposal and of each move that succeeded into another state. */
export function tellingMoves(store: OperationStore, onMoved: OnMoved): OperationStore {
  /** The move stands whether its kind can be read or not. */
  async function tell(id: string, state: OperationState): Promise<void> {
    const found = await store.find(id).catch(() => null);
    if (found !== null) onMoved(found.kind, state);
  }

  return {
    ...store,
    async add(operation) {
      await store.add(operation);
      onMoved(operation.kind, operation.state);
    },
    async move(id, from, to, change) {
      const isMoved = await store.move(id, from, to, change);
      // Nobody waits for the count: a move to `sending` is followed by the request at once.
      if (isMoved && !from.includes(to)) void tell(id, to);
      return isMoved;
    },
  };
}
