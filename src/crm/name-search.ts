import type { Customer } from "./customer.ts";

/** `"Nguyễn Đức"` → `"nguyen duc"`. Đ has no decomposition in Unicode: it is a letter of its own. */
export function foldAccents(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}+/gu, "")
    .replace(/[đĐ]/g, "d")
    .toLowerCase();
}

/**
 * Ranks names: `nameMatcher("duc an")("Nguyễn Đức An")` returns a number, the higher the better, or null where a word
 * is missing. A word of the search may be the beginning of a word of the name.
 */
function nameMatcher(search: string): (name: string) => number | null {
  const exact = compact(search.normalize("NFC").toLowerCase());
  const folded = compact(foldAccents(search));
  const words = folded.split(" ");

  return (name) => {
    const foldedName = compact(foldAccents(name));
    const nameWords = foldedName.split(" ");
    if (!words.every((word) => nameWords.some((own) => own.startsWith(word)))) return null;

    const padded = ` ${foldedName} `;
    const inExactAccents = ` ${compact(name.normalize("NFC").toLowerCase())} `.includes(` ${exact} `);
    const asPhrase = padded.includes(` ${folded} `);
    const wholeWords = words.filter((word) => nameWords.includes(word)).length / words.length;
    // The order: the typed phrase, the phrase without accents, whole words, beginnings of words, the shorter name.
    return (inExactAccents ? 4 : 0) + (asPhrase ? 2 : 0) + wholeWords - Math.min(nameWords.length, 50) / 100;
  };
}

/** The matching customers, the best first; of equal ones the last changed first. */
export function rankByName(customers: readonly Customer[], search: string): Customer[] {
  const match = nameMatcher(search);
  return customers
    .map((customer) => ({ customer, rank: match(customer.name) }))
    .filter((found): found is { customer: Customer; rank: number } => found.rank !== null)
    .sort((a, b) => b.rank - a.rank || lastChange(b.customer) - lastChange(a.customer))
    .map(({ customer }) => customer);
}

function lastChange({ updatedAt, createdAt }: Customer): number {
  return (updatedAt ?? createdAt)?.getTime() ?? 0;
}

function compact(text: string): string {
  return text.trim().replace(/\s+/g, " ");
}
