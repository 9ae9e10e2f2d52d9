import { findEmail, findPhone } from "./customer.ts";
import { type Passage, take } from "./fold.ts";
import { FORMS_OF_ADDRESS } from "./forms-of-address.ts";

/** The words right before a new number or address: "thành", "sang", "số mới", "thêm số". */
const BECOMES =
  /(?:thanh|sang|qua|->|=>|→|bang|moi(?: la)?|dung la|phai la|(?<!email |mail |sdt |so |hang )la|so phu|dien(?: vao)?|to|with|gio (?:la|dung|xai)|chi co|va|voi|:|(?:them|bo sung|add)(?: \p{L}+){0,3}) ?(?:la |so |sdt |mail |email )?$/u;
const IS_RIGHT = /^[ ,]*(?:moi dung|la moi|nha chu khong|moi la)/u;
const ADDS = /(?<!\p{L})(?:them|bo sung|so phu|add)(?!\p{L})/u;
const REMOVES = /(?<!\p{L})(?:go|xoa|bo|remove)(?: so| sdt| mail| email| giup| bot)* ?$/u;

/** Takes the numbers and addresses that a customer is to have, and leaves the one that says who it is. */
export function takeNewContacts(passage: Passage, args: Record<string, string>): void {
  for (const [name, find] of [
    ["phones", findPhone],
    ["emails", findEmail],
  ] as const) {
    if (args[name] !== undefined) continue;
    const places = placesOf(passage, find);
    const fresh = places.filter(({ start, end }) => isFresh(passage.free, start, end));
    const [, second] = places;
    const chosen = fresh.at(-1) ?? second;
    if (chosen === undefined) continue;
    const before = passage.free.slice(0, chosen.start);
    const removed = REMOVES.test(before);
    const added = !removed && ADDS.test(before.slice(-40));
    const line = `${name}:${chosen.value}`;
    if (removed) args.removed = [args.removed, line].filter(Boolean).join("\n");
    else if (added) args.added = [args.added, line].filter(Boolean).join("\n");
    else args[name] = chosen.value;
    take(passage, chosen.start, chosen.end);
  }
}

/** "Chị Thanh 0867…": a name, and not "thành". */
const NAMED = new RegExp(`(?<!\\p{L})(?:${FORMS_OF_ADDRESS}) thanh $`, "u");

function isFresh(free: string, start: number, end: number): boolean {
  const before = free.slice(Math.max(0, start - 40), start);
  if (NAMED.test(before)) return false;
  return BECOMES.test(before) || REMOVES.test(before) || IS_RIGHT.test(free.slice(end, end + 20));
}

function placesOf(passage: Passage, find: (free: string, typed: string) => ReturnType<typeof findPhone>) {
  const places: { start: number; end: number; value: string }[] = [];
  let free = passage.free;
  for (
    let found = find(free, passage.folded.source);
    found && places.length < 4;
    found = find(free, passage.folded.source)
  ) {
    places.push(found);
    free = `${free.slice(0, found.start)}${" ".repeat(found.end - found.start)}${free.slice(found.end)}`;
  }
  return places;
}
