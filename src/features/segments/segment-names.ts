import type { Context } from "../../bot/context.ts";
import { rememberValues } from "../../settings/settings.ts";
import { fold } from "../../understanding/fold.ts";

/** A segment of AntCRM, which uses its id only: `{ name: "VIP", id: "65f8faf6f829af63ddc831dc" }`. */
interface Segment {
  /** The team's nickname for it, or the id if it has none. */
  name: string;
  id: string;
}

/** The list of nicknames whose segment AntCRM has accepted, which forms offer. `IDS` has their ids: `"VIP=65f8…"`. */
export const SEGMENTS = "segment";
const IDS = "segment id";

const ID = /^[0-9a-f]{24}$/i;
const NAMED_ID = /^(.{1,60}?)\s*[=:]\s*([0-9a-f]{24})$/i;
/** The words that people write before the nickname: "vào phân khúc VIP", "to the segment VIP". */
const LEAD_IN =
  /^(?:(?:và|va|and)\s+)?(?:(?:vào|vao|thuộc|thuoc|to|into|in)\s+)?(?:(?:the\s+)?segment|phân khúc|phan khuc|pk|nhóm khách|nhom khach|nhóm|nhom)\s*:?\s+/iu;

/** Returns the segments with a nickname: first those of the settings, then those that AntCRM has accepted. */
export async function knownSegments({ settings, learned }: Context): Promise<Segment[]> {
  const [set, ids] = await Promise.all([settings.get("segments"), learned.values(IDS)]);
  const all = [
    ...Object.entries(set).map(([name, id]) => ({ name, id })),
    ...ids.map(namedId).filter((one) => one !== null),
  ];
  const byName = new Map<string, Segment>();
  for (const one of all) if (!byName.has(key(one.name))) byName.set(key(one.name), one);
  return [...byName.values()];
}

/**
 * Finds a segment by its nickname, its id, or both: `"VIP=65f8faf6f829af63ddc831dc"`. A new nickname is stored when
 * AntCRM has accepted the segment. Null for an unknown nickname.
 */
export async function segmentOf(typed: string, ctx: Context): Promise<Segment | null> {
  const text = saidName(typed);
  const named = namedId(text);
  if (named !== null) return named;
  const known = await knownSegments(ctx);
  if (ID.test(text))
    return known.find(({ id }) => id === text.toLowerCase()) ?? { name: text, id: text.toLowerCase() };
  return known.find(({ name }) => key(name) === key(text)) ?? null;
}

/** Removes the words before the nickname: `"vào phân khúc VIP"` → `"VIP"`. */
export function saidName(typed: string): string {
  return typed.normalize("NFC").replace(LEAD_IN, "").trim();
}

/** Returns the text of a segment in a question's arguments. `segmentOf` reads it. */
export function pinned({ name, id }: Segment): string {
  return name.toLowerCase() === id ? id : `${name}=${id}`;
}

/** Stores the nickname of a segment that AntCRM has accepted. Forms offer it. Never rejects. */
export async function learnSegment(
  { name, id }: Segment,
  ctx: Pick<Context, "learned" | "clock">,
): Promise<void> {
  if (name.toLowerCase() === id) return;
  await Promise.all([rememberValues(SEGMENTS, [name], ctx), rememberValues(IDS, [`${name}=${id}`], ctx)]);
}

function namedId(text: string): Segment | null {
  const match = NAMED_ID.exec(text);
  return match?.[1] && match[2] ? { name: match[1].trim(), id: match[2].toLowerCase() } : null;
}

function key(name: string): string {
  return fold(name).trim();
}
