import type { AuditRepository } from "../access/audit.ts";
import type { Card } from "../cards/card.ts";
import type { AppError, Fault } from "../errors.ts";
import { untilStored } from "../until-stored.ts";
import { placeKey } from "./call.ts";
import type { Clock, Context } from "./context.ts";
import type { LookUps } from "./quota/look-ups.ts";

/** The faults that are refusals. */
export const REFUSALS: ReadonlySet<Fault> = new Set(["forbidden", "not-yours", "over-quota"]);

export interface CallRecordPorts {
  audit: AuditRepository;
  lookUps: LookUps;
  clock: Clock;
}

/** Writes the audit entry of one call, once. */
export class CallRecord {
  readonly #ctx: Context;
  readonly #ports: CallRecordPorts;
  #isRecorded = false;

  constructor(ctx: Context, ports: CallRecordPorts) {
    this.#ctx = ctx;
    this.#ports = ports;
  }

  /** Records a look-up before its card is sent, and counts the customers of that card and of those after it. */
  async addLookUp(shown: Card): Promise<void> {
    if (this.#ctx.auditEntry.effect !== "look-up") return;
    await (this.#isRecorded ? this.#ports.lookUps.count(shown, this.#ctx) : this.add(null, shown));
  }

  /** Records how the call ended, if the call is not recorded yet. */
  async add(error: AppError | null, shown: Card | null = null): Promise<void> {
    if (this.#isRecorded) return;
    this.#isRecorded = true;
    await this.#write(error, shown).catch((thrown: unknown) => {
      this.#isRecorded = false;
      throw thrown;
    });
  }

  async #write(error: AppError | null, shown: Card | null): Promise<void> {
    const { auditEntry, call, who, noteSecurity } = this.#ctx;
    const { audit, lookUps, clock } = this.#ports;
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
      noteSecurity("refusal", `${auditEntry.command}: ${error.fault}`);
    // No customer is shown without an audit entry. A write or a refusal has happened already, so its entry waits for the
    // store.
    if (effect === "look-up" && error !== null) await audit.add(entry);
    else if (effect === "look-up") await lookUps.record(entry, shown, this.#ctx);
    else await untilStored(() => audit.add(lookUps.named(entry, this.#ctx)), clock.wait);
  }
}
