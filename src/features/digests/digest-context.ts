import type { Clock } from "../../bot/context.ts";
import type { Card } from "../../cards/card.ts";
import type { Chart, Picture } from "../../charts/chart.ts";
import type { CallBudget } from "../../crm/calls.ts";
import type { Crm } from "../../crm/crm.ts";
import { createFormats, type Formats } from "../../i18n/formats.ts";
import type { Locale } from "../../i18n/messages.ts";
import type { Settings } from "../../settings/settings.ts";
import type { TicketIndex } from "../tickets/ticket-index.ts";

/** The kinds of digests. */
export const DIGEST_KINDS = ["ratings", "campaigns", "tickets", "loyalty"] as const;
export type DigestKind = (typeof DIGEST_KINDS)[number];

/** The services that digests read from and draw with. */
interface DigestServices {
  crm: Crm;
  clock: Clock;
  timeZone: string;
  settings: Settings;
  tickets: TicketIndex;
  draw(chart: Chart): Promise<Picture>;
}

/** The services and the reader of a digest. It has no call and no role, because nobody asked for it in a chat. */
export interface DigestContext extends DigestServices {
  locale: Locale;
  formats: Formats;
  /** Aborts when nobody waits for the digest any more. */
  signal: AbortSignal;
  /** The number of reads that a person in a chat may make; undefined for a scheduled digest, which has no limit. */
  budget: CallBudget | undefined;
}

/** A digest: the card, or the one line for a period in which nothing happened. */
export type DigestCard = { card: Card } | { nothing: Card };

export type DigestContexts = ReturnType<typeof createDigestContexts>;

/** Creates the context of a digest in the language of its reader. Its calls have background priority. */
export function createDigestContexts({ crm, ...services }: DigestServices) {
  return {
    open: (locale: Locale, signal: AbortSignal, budget?: CallBudget): DigestContext => ({
      ...services,
      crm: crm.with({ priority: "background", signal, ...(budget && { budget }) }),
      locale,
      formats: createFormats(locale, services.timeZone),
      signal,
      budget,
    }),
  };
}
