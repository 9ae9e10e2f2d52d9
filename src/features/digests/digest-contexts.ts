import type { Clock } from "../../bot/context.ts";
import type { Chart, Picture } from "../../charts/chart.ts";
import type { CallBudget } from "../../crm/calls.ts";
import type { Crm } from "../../crm/crm.ts";
import { createFormats } from "../../i18n/formats.ts";
import type { Locale } from "../../i18n/messages.ts";
import type { Settings } from "../../settings/settings.ts";
import type { DigestContext } from "./digest-context.ts";
import type { TicketIndex } from "./ticket-index.ts";

export interface DigestContextsPorts {
  crm: Crm;
  clock: Clock;
  timeZone: string;
  settings: Settings;
  tickets: TicketIndex;
  draw(chart: Chart): Promise<Picture>;
}

/** Creates the context of a digest in the language of its reader. */
export interface DigestContexts {
  /**
   * @param signal aborts when nobody waits for the digest any more
   * @param budget of whoever asked for it in a chat; without it, any number of reads
   */
  open(locale: Locale, signal: AbortSignal, budget?: CallBudget): DigestContext;
}

export function createDigestContexts({ crm, ...services }: DigestContextsPorts): DigestContexts {
  return {
    open: (locale, signal, budget) => ({
      ...services,
      tickets: {
        ...services.tickets,
        refresh: (aborted, since) => services.tickets.refresh(aborted, since, budget),
      },
      crm: crm.with({ priority: "background", signal, ...(budget && { budget }) }),
      locale,
      formats: createFormats(locale, services.timeZone),
      signal,
    }),
  };
}
