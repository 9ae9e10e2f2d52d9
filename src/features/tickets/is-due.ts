/**
 * Tells whether it is time again for something that was last done at `last`. If `last` is in the future, this machine's
 * clock was set back, and it is time.
 */
export function isDue(last: Date, everyMs: number, now: Date): boolean {
  const ageMs = now.getTime() - last.getTime();
  return ageMs < 0 || ageMs >= everyMs;
}
