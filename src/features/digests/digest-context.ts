import type { Clock } from "../../bot/context.ts";
import type { Card } from "../../cards/card.ts";
import type { Chart, Picture } from "../../charts/chart.ts";
import type { Crm } from "../../crm/crm.ts";
import type { Formats } from "../../i18n/formats.ts";
import type { Locale } from "../../i18n/messages.ts";
import type { Settings } from "../../settings/settings.ts";
import type { TicketIndex } from "./ticket-index.ts";

/** What a digest can be about. */
export const DIGEST_KINDS = ["ratings", "campaigns", "tickets", "loyalty"] as const;
export type DigestKind = (typeof DIGEST_KINDS)[number];

/** The services and the reader of a digest. It has no call and no role, because nobody asked for it in a chat. */
export interface DigestContext {
  /** Its calls have background priority. */
  crm: Crm;
  clock: Clock;
  timeZone: string;
  locale: Locale;
  formats: Formats;
  settings: Settings;
  tickets: TicketIndex;
  draw(chart: Chart): Promise<Picture>;
  /** Aborts when nobody waits for the digest any more. */
  signal: AbortSignal;
}

/** A digest: the card, or the one line of a period in which nothing happened. */
export type DigestCard = { card: Card } | { nothing: Card };
