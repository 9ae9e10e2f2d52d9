import { type Fields, readBatch } from "./fields.ts";
import { Rejection } from "./http.ts";
import type { World } from "./world.ts";

/**
 * Returns the items of a package call. One bad item refuses them all, or with `packagesArePartial` is left out
 * silently; the answer then has fewer ids. A package of bad items only is always refused: src/crm/API.md#packages
 */
export function readItems<T>(body: unknown, world: World, read: (fields: Fields) => T): T[] {
  const items = readBatch(body);
  if (!world.packagesArePartial) return items.map(read);

  const good: T[] = [];
  let refusal: Rejection | undefined;
  for (const item of items) {
    try {
      good.push(read(item));
    } catch (thrown) {
      if (!(thrown instanceof Rejection)) throw thrown;
      refusal ??= thrown;
    }
  }
  if (good.length === 0 && refusal !== undefined) throw refusal;
  return good;
}
