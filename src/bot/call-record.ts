import type { AuditRepository } from "../access/audit.ts";
import type { Card } from "../cards/card.ts";
import type { AppError, Fault } from "../errors.ts";
import { untilStored } from "../until-stored.ts";
import { placeKey } from "./call.ts";
import type { Clock, Context } from "./context.ts";
import type { LookUps } from "./quota/look-ups.ts";

/** Faults by which a person is refused something. */
export const REFUSALS: ReadonlySet<Fault> = new Set(["forbidden", "not-yours", "over-quota"]);

/** Writes the audit entry of one call, once. */
export interface CallRecord {
  /** Records a look-up before its card leaves, and counts the customers of that card and of those after it. */
  addLookUp(shown: Card): Promise<void>;
  /** Records how the call ended, where nothing of it is on record yet. */
  add(error: AppError | null, shown?: Card): Promise<void>;
}

export interface CallRecordPorts {
  audit: AuditRepository;
  lookUps: LookUps;
  clock: Clock;
}

export function createCallRecord(ctx: Context, { audit, lookUps, clock }: CallRecordPorts): CallRecord {
  let isRecorded = false;

  async function write(error: AppError | null, shown: Card | null): Promise<void> {
    const { auditEntry, call, who } = ctx;
    const isRefused = error !== null && REFUSALS.has(error.fault);
    if (auditEntry.effect === "none" && !isRefused) return;
    const effect = isRefused || auditEntry.effect === "none" ? ("refusal" as const) : auditEntry.effect;
    const entry = {
      at: clock.now(),
      person: who.person,
      place: placeKey(call.place),
      command: auditEntry.command,
      effect,
      customer: auditEntry.customer,
      outcome: error?.fault ?? auditEntry.outcome,
    };
    if (isRefused && error.fault !== "over-quota")
      ctx.noteSecurity("refusal", `${auditEntry.command}: ${error.fault}`);
    // Nobody is shown a customer without a record of it; what was written or refused has happened already.
    if (effect === "look-up" && error !== null) await audit.add(entry);
    else if (effect === "look-up") await lookUps.record(entry, shown, ctx);
    else await untilStored(() => audit.add(lookUps.named(entry, ctx)), clock.wait);
  }

  async function add(error: AppError | null, shown: Card | null = null): Promise<void> {
    if (isRecorded) return;
    isRecorded = true;
    await write(error, shown).catch((thrown: unknown) => {
      isRecorded = false;
      throw thrown;
    });
  }

  return {
    add,
    async addLookUp(shown) {
      if (ctx.auditEntry.effect !== "look-up") return;
      await (isRecorded ? lookUps.count(shown, ctx) : add(null, shown));
    },
  };
}
