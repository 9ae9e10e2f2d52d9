import type { OperationRepository, OperationState } from "./operation.ts";

/** Called for each operation that this process brought into a state: `"confirmed"`. */
export type OnMoved = (state: OperationState) => void;

/** The store, which calls `onMoved` for each proposal and each move into another state that succeeded. */
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
