/**
 * Returns the same `isHeld`, and `isUnbroken`: true while the lease runs without a break since `isHeld` was true last. It
 * is checked right before each request of an answer, because the requests before it may take long.
 * @param isHeld  `PlatformInbox.isHeld` of the event that is answered
 */
export function createAnswerFence(
  isHeld: (isHarmlessTwice: boolean) => Promise<boolean>,
  watchLease: () => () => boolean,
) {
  let isUnbroken = watchLease();
  return {
    async isHeld(isHarmlessTwice: boolean): Promise<boolean> {
      const isStillHeld = await isHeld(isHarmlessTwice);
      if (isStillHeld) isUnbroken = watchLease();
      return isStillHeld;
    },
    isUnbroken: () => isUnbroken(),
  };
}
