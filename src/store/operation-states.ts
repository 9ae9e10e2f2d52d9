import { sql } from "kysely";
import type { OperationState } from "../operations/operation.ts";

/** The states that no move leaves. */
export const ENDED: readonly OperationState[] = ["done", "failed", "expired", "declined"];

/** Under way or perhaps done in AntCRM: a second operation from the same message must know of it. */
export const MAY_HAVE_HAPPENED: readonly OperationState[] = ["confirmed", "sending", "done", "unclear"];

/**
 * True of a row whose person is to be notified of its outcome. Nobody is notified of a proposal that expired; of a
 * confirmed write that expired the person is.
 */
export const isNews = sql<boolean>`(told_at is null
  and (state in ('done', 'failed', 'unclear') or (state = 'expired' and confirmed_by is not null)))`;

/** True of a row that was unclear in a restored copy: the bot does not look for its outcome, a person may. */
export const isLeftToPeople = sql<boolean>`(state = 'unclear' and restored_at is not null)`;

/** True of a row for which the bot still has something to do. */
export const isOwed = sql<boolean>`(
  (state not in ('done', 'failed', 'expired', 'declined') and not ${isLeftToPeople}) or ${isNews})`;
