import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Card, filesOf, mapActions, type ReadyCard } from "../../src/cards/card.ts";
import { plainText } from "../../src/cards/plain-text.ts";
import type { Picture } from "../../src/charts/chart.ts";
import type { Painter } from "../../src/charts/painter.ts";
import { createCrm } from "../../src/crm/crm.ts";
import { composeDigest } from "../../src/features/digests/compose.ts";
import { createDigestContexts, DIGEST_KINDS } from "../../src/features/digests/digest-context.ts";
import { createTicketIndex } from "../../src/features/tickets/ticket-index.ts";
import { LOCALES, type Locale } from "../../src/i18n/messages.ts";
import { renderAsText, renderCard as renderForSlack } from "../../src/platforms/slack/render.ts";
import { renderCard as renderForTelegram } from "../../src/platforms/telegram/render.ts";
import { startAntcrm } from "../../src/sandbox/antcrm/server.ts";
import { createSettingsBook } from "../../src/settings/settings.ts";
import { openStore } from "../../src/store/open.ts";
import { testClock } from "../support/clock.ts";
import { silentLogger } from "../support/silent-logger.ts";

const ZONE = "Asia/Ho_Chi_Minh";
const DAY_MS = 24 * 3_600_000;
/** Vietnam is seven hours ahead of UTC all year. */
const ZONE_OFFSET_MS = 7 * 3_600_000;

/** A file of a digest: `{ name: "ratings.vi.telegram.txt", content }`. */
export interface Sheet {
  name: string;
  content: string | Uint8Array;
}

/** Returns every digest of the sandbox's yesterday, as each platform renders it, and its charts. */
export async function digestSheets(painter: Painter): Promise<Sheet[]> {
  const clock = testClock();
  const now = () => clock.now().getTime();
  const log = silentLogger();
  const folder = await mkdtemp(join(tmpdir(), "digests-"));
  const antcrm = await startAntcrm({ now });
  const crm = createCrm({ baseUrl: antcrm.url, apiKey: antcrm.apiKey, log, now, wait: async () => {} });
  const store = await openStore({ url: join(folder, "bot.db"), log, now: clock.now });
  const settings = createSettingsBook(store.settings, clock.now);
  const tickets = createTicketIndex({
    crm: crm.with({ priority: "background" }),
    rows: store.ticketIndex,
    leads: async () => true,
    learn: async () => {},
    marks: store.settings,
    now: clock.now,
    log,
  });
  const contexts = createDigestContexts({
    crm,
    clock,
    timeZone: ZONE,
    settings,
    tickets,
    draw: painter.draw,
  });
  try {
    const sheets: Sheet[] = [];
    for (const kind of DIGEST_KINDS) {
      for (const locale of LOCALES) {
        const ctx = contexts.open(locale, new AbortController().signal);
        const card = await composeDigest(kind, yesterday(clock.now()), ctx);
        if (card !== null) sheets.push(...sheetsOf(card, `${kind}.${locale}`, locale));
      }
    }
    return sheets;
  } finally {
    await crm.close();
    await store.close();
    await antcrm.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function sheetsOf(card: Card, name: string, locale: Locale): Sheet[] {
  let buttons = 0;
  const ready: ReadyCard = { ...mapActions(card, () => `button-${buttons++}`), locale };
  const blocks = JSON.stringify(renderForSlack(ready).blocks, null, 2);
  return [
    { name: `${name}.terminal.txt`, content: plainText(ready) },
    { name: `${name}.slack.txt`, content: `${renderAsText(ready).text}\n\n${blocks}` },
    { name: `${name}.telegram.txt`, content: JSON.stringify(renderForTelegram(ready), withoutBytes, 2) },
    ...picturesOf(card).map((picture) => ({ name: `${name}.${picture.name}`, content: picture.bytes })),
  ];
}

function picturesOf(card: Card): Pick<Picture, "name" | "bytes">[] {
  return filesOf(card).filter(({ mime }) => mime === "image/png");
}

function withoutBytes(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? `${value.length} bytes` : value;
}

function yesterday(now: Date): { from: Date; to: Date } {
  const toMs = Math.floor((now.getTime() + ZONE_OFFSET_MS) / DAY_MS) * DAY_MS - ZONE_OFFSET_MS;
  return { from: new Date(toMs - DAY_MS), to: new Date(toMs) };
}
