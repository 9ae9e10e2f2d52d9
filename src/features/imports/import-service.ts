import type { AuditEntry, AuditRepository } from "../../access/audit.ts";
import { reaches } from "../../access/roles.ts";
import type { Actions } from "../../bot/actions.ts";
import { type Notify, placeKey } from "../../bot/call.ts";
import type { Clock, Context } from "../../bot/context.ts";
import type { Contexts } from "../../bot/context-factory.ts";
import { contextWithoutEvent } from "../../bot/context-factory.ts";
import { deliverNotification, HOUR_MS, type OnDelivered, sendOnce } from "../../delivery/notification.ts";
import { toAppError } from "../../errors.ts";
import type { Logger } from "../../logging/logger.ts";
import { type Import, importOutcome } from "./import.ts";
import type { Imports } from "./imports.ts";
import { reportCard, summaryCard } from "./run-cards.ts";

interface RecordPorts {
  contexts: Contexts;
  audit: AuditRepository;
  clock: Clock;
}

interface ImportServicePorts extends RecordPorts {
  imports: Imports;
  actions: Actions;
  log: Logger;
  onDelivered?: OnDelivered | undefined;
}

const NO_ROWS = { file: null, failures: [] };

/** True if the person still has the role. A refusal is audited. */
export async function maySend(of: Import, ports: RecordPorts): Promise<boolean> {
  const ctx = await contextOf(of, ports.contexts);
  if (isAllowed(ctx)) return true;
  await record(ctx, { effect: "refusal", outcome: "forbidden" }, ports);
  return false;
}

/** Continues imports that a dead process has left, and notifies people who no longer wait. */
export function createImportService(ports: ImportServicePorts) {
  const { imports, contexts, actions, clock, log, onDelivered } = ports;

  async function report(of: Import & { isShown: boolean }, notify: Notify): Promise<void> {
    const ctx = await contextOf(of, contexts);
    const { person, place } = ctx.call;
    const to = { person, place };
    // A person who has lost the role since then gets the outcome, but no rows.
    const rest = isAllowed(ctx) ? await imports.report(of) : NO_ROWS;
    const shown = reportCard(of, rest, ctx, !of.isShown);
    const labels = { import: of.id };
    const notification = {
      kind: "import" as const,
      send: async () => notify(to, await actions.ready(shown, ctx.who, place)),
      markSent: () => imports.notified(of.id),
      dueAt: of.endedAt ?? new Date(0),
      giveUpAfterMs: HOUR_MS,
      labels,
    };
    const isMarked = await deliverNotification(notification, { now: clock.now, log, onDelivered });
    if (!isMarked || of.isShown) return;
    // The import ended without a call of a person, so its end is audited here.
    await record(ctx, { effect: "write", outcome: importOutcome(of) }, ports);
    if (!place.shared) return;
    const inPlace = await actions.ready(summaryCard(of, ctx), ctx.who, place);
    await sendOnce(() => notify(to, inPlace), labels, log);
  }

  return {
    /** @param round  as for the `sweep` of `createRecovery` */
    async sweep({ first }: { first: boolean }, notify: Notify): Promise<void> {
      await imports.takeOver();
      // At the start the events that asked for the imports are handled again and answer themselves.
      const owed = first ? [] : await imports.findNotNotified();
      for (const one of owed) {
        await report(one, notify).catch((thrown: unknown) => {
          log.warn(
            { import: one.id, err: toAppError(thrown).message },
            "the report of an import could not be sent; a later round sends it",
          );
        });
      }
      await imports.sweep();
    },
    pause: imports.pause,
  };
}

const contextOf = (of: Import, contexts: Contexts) => contextWithoutEvent(`import:${of.id}`, of, contexts);

function isAllowed({ who }: Context): boolean {
  return reaches(who.role, "manager");
}

async function record(
  { call, who }: Context,
  what: Pick<AuditEntry, "effect" | "outcome">,
  { audit, clock }: RecordPorts,
): Promise<void> {
  const entry = { at: clock.now(), person: who.person, place: placeKey(call.place) };
  await audit.add({ ...entry, command: "importrun", customer: null, ...what });
}
