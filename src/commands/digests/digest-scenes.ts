import type { Chart, Picture } from "../../charts/chart.ts";
import type { Crm } from "../../crm/crm.ts";
import type { TicketIndex } from "../../digests/ticket-index.ts";
import { createFormats } from "../../i18n/formats.ts";
import type { Locale } from "../../i18n/phrases.ts";
import type { Clock } from "../command.ts";
import type { Settings } from "../settings/settings-book.ts";
import type { DigestScene } from "./scene.ts";

export interface DigestScenesPorts {
  crm: Crm;
  clock: Clock;
  timeZone: string;
  settings: Settings;
  tickets: TicketIndex;
  draw(chart: Chart): Promise<Picture>;
}

/** Sets the scene for a digest, in its reader's language. */
export interface DigestScenes {
  /** @param signal aborts when nobody waits for the digest any more */
  open(locale: Locale, signal: AbortSignal): DigestScene;
}

export function createDigestScenes({ crm, ...house }: DigestScenesPorts): DigestScenes {
  return {
    open: (locale, signal) => ({
      ...house,
      crm: crm.with({ lane: "background", signal }),
      locale,
      formats: createFormats(locale, house.timeZone),
      signal,
    }),
  };
}
