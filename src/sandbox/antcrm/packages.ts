import { type Fields, readBatch } from "./fields.ts";
import { Rejection } from "./http.ts";
import type { World } from "./world.ts";

/**
 * The items of a bulk call, before any of them is carried out. What a bad one does to the others is not documented: it
 * refuses them all, or, if the world is set so, is left out in silence; the answer then names fewer ids than it was
 * sent items. Nothing but bad ones is refused either way.
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
