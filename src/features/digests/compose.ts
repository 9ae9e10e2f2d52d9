import type { Card } from "../../cards/card.ts";
import { tellCampaigns } from "./campaigns-card.ts";
import type { DigestCard, DigestContext, DigestKind } from "./digest-context.ts";
import { tellLoyalty } from "./loyalty-card.ts";
import type { Period } from "./period.ts";
import { tellRatings } from "./ratings-card.ts";
import { tellTickets } from "./tickets-card.ts";

export interface DigestOptions {
  /** True: a period in which nothing happened makes no card. */
  skipEmpty?: boolean;
}

const TELLERS: Readonly<Record<DigestKind, (period: Period, ctx: DigestContext) => Promise<DigestCard>>> = {
  ratings: tellRatings,
  campaigns: tellCampaigns,
  tickets: tellTickets,
  loyalty: tellLoyalty,
};

/**
 * Composes a digest of a period for everybody in a chat. Customers are masked, and no full phone or e-mail is shown. The
 * digest says what could not be read. A period in which nothing happened is one line.
 * @returns null only if `skipEmpty` is set and nothing happened
 * @throws AppError as `ctx.crm` does: `unavailable` AntCRM could not be read
 */
export async function composeDigest(
  kind: DigestKind,
  period: Period,
  ctx: DigestContext,
  { skipEmpty = false }: DigestOptions = {},
): Promise<Card | null> {
  const digest = await TELLERS[kind](period, ctx);
  if ("card" in digest) return digest.card;
  return skipEmpty ? null : digest.nothing;
}
