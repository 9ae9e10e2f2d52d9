const MINUTE_MS = 60_000;
/** Calls that were not made are kept for this long. */
const KEPT_MS = 10_000;

/** How many calls may be made now. */
export type Allowance = ReturnType<typeof createAllowance>;

/** Counts calls, so that no more than a number a minute are made. It begins with the calls of ten seconds. */
export function createAllowance(now: () => Date) {
  let left = 0;
  let most = 0;
  let countedAt: number | null = null;

  return {
    /** Adds the calls of the time since the last refill. */
    refill(callsAMinute: number): void {
      const at = now().getTime();
      most = (callsAMinute * KEPT_MS) / MINUTE_MS;
      const earned = countedAt === null ? most : ((at - countedAt) * callsAMinute) / MINUTE_MS;
      left = Math.min(most, left + Math.max(0, earned));
      countedAt = at;
    },
    /**
     * Takes one call. @returns false if none is left
     * @param share  0.25: three quarters of what may be kept are left for other work
     */
    take(share = 1): boolean {
      if (left < 1 || left < most * (1 - share)) return false;
      left -= 1;
      return true;
    },
  };
}
