/** How near the words of a record are to the typed ones, the nearest first. */
export const CLOSENESS = ["exact", "beginning", "accents", "slip"] as const;
export type Closeness = (typeof CLOSENESS)[number];

/** Returns a number for a closeness, the nearest first. A beginning is as near as the whole word. */
export function distanceOf(closeness: Closeness): number {
  return Math.max(1, CLOSENESS.indexOf(closeness));
}

/** Sorts the nearest first. */
export function byCloseness(a: { closeness: Closeness }, b: { closeness: Closeness }): number {
  return CLOSENESS.indexOf(a.closeness) - CLOSENESS.indexOf(b.closeness);
}
