/**
 * How many letters must be put in, left out, replaced, or exchanged with their neighbour.
 * @param limit once it is clear that more are needed, the count is given up: Infinity
 */
export function editDistance(a: string, b: string, limit = Number.POSITIVE_INFINITY): number {
  const width = b.length + 1;
  // Three rows that take turns: a text meets hundreds of names, and a new row for each letter would be the dearest part.
  let beforeLast = new Int32Array(width);
  let last = new Int32Array(width).map((_, column) => column);
  let current = new Int32Array(width);
  let leastOfLast = 0;
  for (let row = 1; row <= a.length; row++) {
    current[0] = row;
    let least = row;
    const letter = a.charCodeAt(row - 1);
    const letterBefore = row > 1 ? a.charCodeAt(row - 2) : -1;
    for (let column = 1; column < width; column++) {
      const other = b.charCodeAt(column - 1);
      let cost = at(last, column - 1) + (letter === other ? 0 : 1);
      cost = Math.min(cost, at(last, column) + 1, at(current, column - 1) + 1);
      const exchanged = column > 1 && letterBefore === other && letter === b.charCodeAt(column - 2);
      if (exchanged) cost = Math.min(cost, at(beforeLast, column - 2) + 1);
      current[column] = cost;
      if (cost < least) least = cost;
    }
    // An exchange builds on the row before the last, everything else on the last.
    if (least > limit && leastOfLast >= limit) return Number.POSITIVE_INFINITY;
    [beforeLast, last, current] = [last, current, beforeLast];
    leastOfLast = least;
  }
  return at(last, b.length);
}

function at(row: Int32Array, column: number): number {
  return row[column] ?? 0;
}
