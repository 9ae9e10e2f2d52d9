import { sql } from "kysely";
import type { Logger } from "../logging/logger.ts";
import type { OperationRecord, OperationState } from "../operations/operation.ts";
import { createRowMac } from "./row-mac.ts";
import { type TableRow, toDate } from "./schema.ts";
import type { Sealer } from "./sealing.ts";

/** The states that no move leaves. */
export const ENDED: readonly OperationState[] = ["done", "failed", "expired", "declined"];

/**
 * The states of an operation that may have happened in AntCRM. A second operation from the same message must know of it.
 */
export const MAY_HAVE_HAPPENED: readonly OperationState[] = ["confirmed", "sending", "done", "unclear"];

/**
 * True of a row whose person is to be notified of its outcome. Nobody is notified of a proposal that expired. If a
 * confirmed write expired, its person is notified.
 */
export const isNews = sql<boolean>`(told_at is null
  and (state in ('done', 'failed', 'unclear') or (state = 'expired' and confirmed_by is not null)))`;

/** True of a row that was unclear in a restored copy: only people look for its outcome, not the bot. */
export const isLeftToPeople = sql<boolean>`(state = 'unclear' and restored_at is not null)`;

/** True of a row for which the bot still has something to do. */
export const isOwed = sql<boolean>`(
  (state not in ('done', 'failed', 'expired', 'declined') and not ${isLeftToPeople}) or ${isNews})`;

export type OperationRow = TableRow<"operations">;

/** The personal columns of a row, as they are once it is emptied. */
export const EMPTIED = { place: null, input: null, outcome: null, seen: null };

type Seals = ReturnType<typeof sealsOfOperations>;

export function sealsOfOperations(sealer: Sealer) {
  const column = (name: keyof typeof EMPTIED) => sealer.column("operations", name);
  return {
    place: column("place"),
    input: column("input"),
    outcome: column("outcome"),
    seen: column("seen"),
  };
}

/** The MACs of the journal: one over what never changes, one over the move that confirmed the operation. */
export function macsOfOperations(sealer: Sealer, log: Logger) {
  const rows = createRowMac("operations", sealer, log);
  const confirmed = createRowMac("confirmedOperations", sealer, log);
  return {
    rows,
    confirmed,
    isGenuine: (row: OperationRow) =>
      rows.isGenuine(row) && (row.state !== "confirmed" || confirmed.isGenuine(row)),
  };
}

/**
 * Creates functions that open rows. If a row was changed outside the bot, the others can still be sent, searched and
 * reported.
 */
export function recordsFrom(seals: Seals, macs: ReturnType<typeof macsOfOperations>, log: Logger) {
  return (row: OperationRow): OperationRecord => {
    if (!macs.isGenuine(row)) return openBroken(row, seals);
    try {
      return { ...plainRecord(row), ...openTexts(row, (name, sealed) => seals[name].open(row.id, sealed)) };
    } catch (error) {
      log.error({ err: error, operation: row.id }, "a stored operation cannot be opened and is not sent");
      return openBroken(row, seals);
    }
  };
}

/** Opens a broken row without customer and input, because nobody can say any more whom the operation is about. */
function openBroken(row: OperationRow, seals: Seals): OperationRecord {
  const texts = openTexts(row, (name, sealed) => {
    try {
      return seals[name].open(row.id, sealed);
    } catch {
      // The other texts may still be readable, so each is opened alone.
      return null;
    }
  });
  return { ...plainRecord(row), ...texts, input: "", customer: null, isBroken: true };
}

function openTexts(
  row: OperationRow,
  open: (name: keyof typeof EMPTIED, sealed: Buffer) => string | null,
): Pick<OperationRecord, keyof typeof EMPTIED> {
  const text = (name: keyof typeof EMPTIED) => row[name] && open(name, row[name]);
  return {
    place: text("place") ?? "",
    input: text("input") ?? "",
    outcome: text("outcome"),
    seen: text("seen"),
  };
}

function plainRecord(row: OperationRow): Omit<OperationRecord, keyof typeof EMPTIED> {
  const { id, reference, kind, person, customer, state, evidence, owner, source, tries } = row;
  return {
    ...{ id, reference, kind, person, customer, state, evidence, owner, source, tries },
    sourceSequence: row.turn,
    customerSequence: row.customer_sequence,
    at: new Date(row.proposed_at),
    until: new Date(row.until),
    confirmedBy: row.confirmed_by,
    declinedBy: row.declined_by,
    sentAt: toDate(row.sent_at),
    endedAt: toDate(row.ended_at),
    notifiedAt: toDate(row.told_at),
    restoredAt: toDate(row.restored_at),
    isBroken: false,
  };
}
