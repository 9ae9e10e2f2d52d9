import { sql } from "kysely";
import type { OperationState } from "./schema.ts";

/** The states with no way out. */
export const ENDED: readonly OperationState[] = ["done", "failed", "expired", "declined"];

/** On its way, or it may have left something in the CRM: a second one from the same message must know of it. */
export const MAY_HAVE_HAPPENED: readonly OperationState[] = ["confirmed", "sending", "done", "unclear"];

/**
 * True of a row whose outcome its person has yet to hear. A question that ran out unanswered is no news; a confirmed
 * write that was too old to be sent is.
 */
export const isNews = sql<boolean>`(told_at is null
  and (state in ('done', 'failed', 'unclear') or (state = 'expired' and confirmed_by is not null)))`;

/** True of a row that the bot does not pursue by itself: it was unclear in a restored copy. A person may check it. */
export const isLeftToPeople = sql<boolean>`(state = 'unclear' and restored_at is not null)`;

/** True of a row that the bot still has to do something about. */
export const isOwed = sql<boolean>`(
  (state not in ('done', 'failed', 'expired', 'declined') and not ${isLeftToPeople}) or ${isNews})`;
