/** Creates a clock that only the test advances. */
export function createClock(start = Date.UTC(2026, 10, 25, 2, 0)) {
  let ms = start;
  return {
    now: () => ms,
    advance(byMs: number) {
      ms += byMs;
    },
  };
}
