/** Bounds what is remembered: beyond `most` entries the first ones are forgotten. An entry set anew stays where it was. */
export function forgetOldest(kept: Set<unknown> | Map<unknown, unknown>, most: number): void {
  for (const key of kept.keys()) {
    if (kept.size <= most) return;
    kept.delete(key);
  }
}
