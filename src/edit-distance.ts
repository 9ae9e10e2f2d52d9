/** Three rows, kept between calls. For a text and hundreds of names, new rows would cost more than counting. */
let [beforeLast, last, current] = [new Int32Array(64), new Int32Array(64), new Int32Array(64)];

/**
 * Counts the letters to insert, delete, replace, or swap with their neighbour (optimal string alignment). The function
 * is our own, because well-kept packages such as fastest-levenshtein count a swap as two edits.
 * @param limit if more edits are needed, Infinity is returned early
 */
export function editDistance(a: string, b: string, limit = Number.POSITIVE_INFINITY): number {
  const width = b.length + 1;
  growRows(width);
  for (let column = 0; column < width; column++) last[column] = column;
  let leastOfLast = 0;
  for (let row = 1; row <= a.length; row++) {
    const least = fillRow(a, b, row);
    // A swap builds on the row before the last, everything else on the last.
    if (least > limit && leastOfLast >= limit) return Number.POSITIVE_INFINITY;
    const filled = current;
    current = beforeLast;
    beforeLast = last;
    last = filled;
    leastOfLast = least;
  }
  return at(last, b.length);
}

/** Fills the current row from the two before it, and returns the smallest number in it. */
function fillRow(a: string, b: string, row: number): number {
  const [two, one, now] = [beforeLast, last, current];
  const letter = a.charCodeAt(row - 1);
  const letterBefore = row > 1 ? a.charCodeAt(row - 2) : -1;
  let least = row;
  let left = row;
  let otherBefore = -1;
  now[0] = row;
  for (let column = 1; column <= b.length; column++) {
    const other = b.charCodeAt(column - 1);
    let cost = at(one, column - 1) + (letter === other ? 0 : 1);
    const without = at(one, column) + 1;
    if (without < cost) cost = without;
    if (left + 1 < cost) cost = left + 1;
    if (letterBefore === other && letter === otherBefore) {
      const swapped = at(two, column - 2) + 1;
      if (swapped < cost) cost = swapped;
    }
    now[column] = cost;
    if (cost < least) least = cost;
    left = cost;
    otherBefore = other;
  }
  return least;
}

function growRows(width: number): void {
  if (width <= last.length) return;
  [beforeLast, last, current] = [new Int32Array(width), new Int32Array(width), new Int32Array(width)];
}

function at(row: Int32Array, column: number): number {
  return row[column] ?? 0;
}
