import type { OperationRepository, OperationState } from "./operation.ts";

/** Is told of each operation that this process brought into a state: `"confirmed"`. */
export type OnMoved = (state: OperationState) => void;

/** The store, which tells `onMoved` of each proposal and of each move that succeeded into another state. */
export function tellingMoves(store: OperationRepository, onMoved: OnMoved): OperationRepository {
  return {
    ...store,
    async add(operation) {
      await store.add(operation);
      onMoved(operation.state);
    },
    async move(id, from, to, change) {
      const isMoved = await store.move(id, from, to, change);
      if (isMoved && !from.includes(to)) onMoved(to);
      return isMoved;
    },
  };
}
