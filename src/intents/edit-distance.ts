/**
 * How many letters must be put in, left out, replaced, or exchanged with their neighbour.
 * @param limit once it is clear that more are needed, the count is given up: Infinity
 */
export function editDistance(a: string, b: string, limit = Number.POSITIVE_INFINITY): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  let leastOfLast = 0;
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const exchanged = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (exchanged) cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      current.push(cost);
      if (cost < least) least = cost;
    }
    // An exchange builds on the row before the last, everything else on the last.
    if (least > limit && leastOfLast >= limit) return Number.POSITIVE_INFINITY;
    beforeLast = last;
    last = current;
    leastOfLast = least;
  }
  return last[b.length] ?? 0;
}
