import type { CustomerSearch } from "../search/customer-search.ts";
import type { Registry } from "./registry.ts";
import { type CommandRequest, commandRequest } from "./request-kinds.ts";

const LONGEST = 80;
const MOST_WORDS = 9;
/** A single word in small letters may be anything. */
const ONE_WORD = /^\s*[\p{Ll}\p{M}]+\s*$/u;

/**
 * Takes a text that asks for no command as a customer, if the index has somebody with all of its words: "trần bình ở
 * cộng hoà", "Lan 3456". Null if it has nobody, or names that only look alike.
 */
export async function namedCustomer(
  text: string,
  { registry, search }: { registry: Registry; search: CustomerSearch },
): Promise<CommandRequest | null> {
  const command = registry.ofName();
  const isLong = text.length > LONGEST || text.trim().split(/\s+/).length > MOST_WORDS;
  if (command === null || isLong || /[\n?]/.test(text) || ONE_WORD.test(text)) return null;
  const found = await search.search(text);
  if (!found || found.hits.length === 0 || found.closeness !== "exact") return null;
  if (!found.isWhole || !found.isNamed) return null;
  const said = text.replace(/\s+/g, " ").trim();
  // A name has letters, and digits alone would be a number.
  return commandRequest(command, { customer: `name:${/\p{L}/u.test(said) ? said : `số ${said}`}` });
}
