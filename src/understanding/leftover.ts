import type { Reading } from "./arguments.ts";
import { withoutFiller } from "./word-lists.ts";

/** A leftover word of this length may limit the request, "danh sách khách vip". A shorter one is a typing error. */
const SAYING_LETTERS = 3;
/** A person by number or address: a name beside it adds nothing. */
const REACHES = /^\+\d|@|^(?:id|customer|lead):/;
/** A name as people write it, or as a value: `"name:Trần Bình"`. */
export const CAPITALISED = /^(?:name:)?\p{Lu}\S*(?: \p{Lu}\S*)*$/u;

/**
 * Returns the words that say more than the command takes. A short word is a typing error, and a name beside a number
 * adds nothing.
 */
export function ignored({ args, leftover }: Reading): { ignored?: string } {
  const isName = CAPITALISED.test(leftover);
  const isBeside = Object.values(args).some((value) => REACHES.test(value));
  const isWord = leftover.length >= SAYING_LETTERS && !isBeside;
  const says = isName ? !isBeside : /\d/.test(leftover) || leftover.includes(" ") || isWord;
  if (!says) return {};
  const said = isName ? leftover : withoutFiller(leftover);
  return said === "" ? {} : { ignored: said };
}
