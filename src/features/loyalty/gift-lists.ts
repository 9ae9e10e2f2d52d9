import type { Context } from "../../bot/context.ts";
import { learnedEntry } from "../../bot/forms/values.ts";
import type { Gift } from "../../crm/points.ts";
import { rememberValues } from "../../settings/learned.ts";

/** The list of learned gifts: AntCRM has no call that lists them. See src/crm/API.md#get-history-point */
export const GIFT_LIST = "gift";

/** Remembers gifts that the history shows, to be offered by name. Never rejects. */
export async function learnGifts(
  gifts: readonly Pick<Gift, "code" | "name" | "points">[],
  ctx: Pick<Context, "learned" | "clock">,
): Promise<void> {
  const entries = gifts.map(({ code, name, points }) => {
    const parts = [code, name === code ? null : name, points === null ? null : `${points}★`];
    return learnedEntry(code, parts.filter(Boolean).join(" · "));
  });
  await rememberValues(GIFT_LIST, entries, ctx);
}
