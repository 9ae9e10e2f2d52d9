/** A promise that a test settles. */
export interface SettledByHand {
  promise: Promise<void>;
  resolve: () => void;
  reject: (error: Error) => void;
}

/** Creates a pending promise; Node 20 has no `Promise.withResolvers`. */
export function settledByHand(): SettledByHand {
  const byHand = { resolve() {}, reject(_: Error) {} };
  const promise = new Promise<void>((resolve, reject) => Object.assign(byHand, { resolve, reject }));
  return { promise, ...byHand };
}
