import { type Card, mapActions, type ReadyCard } from "../../../src/cards/card.ts";
import type { Picture } from "../../../src/charts/chart.ts";
import { composeDigest, type DigestOptions } from "../../../src/features/digests/compose.ts";
import type { DigestContext, DigestKind } from "../../../src/features/digests/digest-context.ts";
import { createDigestContexts } from "../../../src/features/digests/digest-context.ts";
import type { Period } from "../../../src/features/digests/period.ts";
import type { Locale } from "../../../src/i18n/messages.ts";
import { createSettingsBook } from "../../../src/settings/settings.ts";
import { type Stage, timeout, ZONE } from "./digest-fixture.ts";

/** All of 24 November 2026 in Vietnam: yesterday on the test clock. */
export const YESTERDAY: Period = {
  from: new Date("2026-11-24T00:00:00+07:00"),
  to: new Date("2026-11-25T00:00:00+07:00"),
};

/** Returns a time of that day. */
export function yesterdayAt(hour: string): number {
  return Date.parse(`2026-11-24T${hour}:00+07:00`);
}

interface ComposeOptions extends DigestOptions {
  locale?: Locale;
  period?: Period;
  draw?: DigestContext["draw"];
}

/** Returns an empty picture at once; other tests draw real charts. */
const blank: DigestContext["draw"] = async ({ kind, title }): Promise<Picture> => ({
  name: `${kind}.png`,
  mime: "image/png",
  bytes: new Uint8Array([1]),
  alt: title,
});

/** Composes a digest, and returns its card as plain text. */
export async function compose(
  at: Stage,
  kind: DigestKind,
  { locale = "vi", period = YESTERDAY, draw = blank, ...options }: ComposeOptions = {},
): Promise<Card | null> {
  const { crm, clock, store, tickets } = at;
  const settings = createSettingsBook(store.settings, clock.now);
  const contexts = createDigestContexts({ crm, clock, timeZone: ZONE, settings, tickets, draw });
  return composeDigest(kind, period, contexts.open(locale, timeout()), options);
}

/** Returns the card as platforms receive it. */
export function readyOf(card: Card, locale: Locale = "vi"): ReadyCard {
  let buttons = 0;
  return { ...mapActions(card, () => `card-${buttons++}`), locale };
}
