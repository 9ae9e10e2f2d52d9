import type { Selectable } from "kysely";
import type { Logger } from "../logging/logger.ts";
import { createRowMac } from "./row-mac.ts";
import type { OperationState, Schema } from "./schema.ts";
import type { Sealer } from "./sealing.ts";

/** A write as it is proposed, before anybody confirmed it. */
export interface ProposedOperation {
  id: string;
  /** Short, stands in what is written to the CRM: `"K7Q2M"`. Unique. */
  reference: string;
  /** `"redeem"`. */
  kind: string;
  /** Who was asked. */
  person: string;
  /** JSON; sealed on disk. */
  place: string;
  /** The customer's id in the CRM. */
  customer: string | null;
  /** JSON; sealed on disk. */
  input: string;
  state: "proposed";
  at: Date;
  until: Date;
}

/** The texts `place`, `input`, `outcome` and `seen` are personal: 30 days after the end, or when forgotten, they are gone. */
export interface Operation extends Omit<ProposedOperation, "state"> {
  /** `""` once it is emptied. */
  place: string;
  /** `""` once it is emptied. */
  input: string;
  state: OperationState;
  confirmedBy: string | null;
  declinedBy: string | null;
  /** When it was last about to be sent. */
  sentAt: Date | null;
  endedAt: Date | null;
  /** JSON; sealed on disk. */
  outcome: string | null;
  evidence: string | null;
  /** The ids noted before the send; sealed on disk. */
  seen: string | null;
  /** The worker that has it in hand. */
  owner: string | null;
  /** When the person was told of the state it is in. */
  notifiedAt: Date | null;
  /** The message it came from: `"slack:C01:1764046800.000100"`. */
  source: string | null;
  /** How often the CRM asked to try it again later. */
  tries: number;
  /** Its position among the operations of its kind from the same message, from 0. */
  sourceSequence: number;
  /** The same for its customer. */
  customerSequence: number;
  /** When a copy in which it was under way or unclear was restored. */
  restoredAt: Date | null;
  /** The row was changed outside the bot: it is not sent, and what is personal in it is not told (`""` and null). */
  isBroken: boolean;
}

export type OperationRow = Selectable<Schema["operations"]>;

/** The personal fields of a row, as they are once it is emptied. */
export const EMPTIED = { place: null, input: null, outcome: null, seen: null };

export function sealsOfOperations(sealer: Sealer) {
  const column = (name: keyof typeof EMPTIED) => sealer.column("operations", name);
  return {
    place: column("place"),
    input: column("input"),
    outcome: column("outcome"),
    seen: column("seen"),
  };
}

/** The MACs of the journal: one over what never changes, one over the move that confirmed it. */
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

/** The operation without what is personal: whose it is, nobody can say any more. */
export function openBroken(row: OperationRow, seals: ReturnType<typeof sealsOfOperations>): Operation {
  const openOrNull = (name: keyof typeof EMPTIED) => {
    try {
      return row[name] && seals[name].open(row.id, row[name]);
    } catch {
      return null;
    }
  };
  const rest = openOperation({ ...row, place: null, input: null, outcome: null, seen: null }, seals);
  return {
    ...rest,
    place: openOrNull("place")?.toString() ?? "",
    outcome: openOrNull("outcome")?.toString() ?? null,
    seen: openOrNull("seen")?.toString() ?? null,
    customer: null,
    isBroken: true,
  };
}

export function openOperation(row: OperationRow, seals: ReturnType<typeof sealsOfOperations>): Operation {
  const { id, reference, kind, person, customer, state, evidence, owner, source, tries } = row;
  return {
    ...{ id, reference, kind, person, customer, state, evidence, owner, source, tries },
    sourceSequence: row.turn,
    customerSequence: row.customer_sequence,
    place: row.place ? seals.place.open(id, row.place) : "",
    input: row.input ? seals.input.open(id, row.input) : "",
    at: new Date(row.proposed_at),
    until: new Date(row.until),
    confirmedBy: row.confirmed_by,
    declinedBy: row.declined_by,
    sentAt: date(row.sent_at),
    endedAt: date(row.ended_at),
    notifiedAt: date(row.told_at),
    restoredAt: date(row.restored_at),
    outcome: row.outcome && seals.outcome.open(id, row.outcome),
    seen: row.seen && seals.seen.open(id, row.seen),
    isBroken: false,
  };
}

function date(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}
