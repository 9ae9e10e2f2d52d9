import type { Calls } from "./calls.ts";
import {
  type Campaign,
  campaignShape,
  type Telecall,
  type Telesale,
  telecallShape,
  telesaleShape,
} from "./campaign.ts";
import type { Query } from "./client.ts";
import { checkObjectId } from "./input.ts";
import { type ListSource, type Pages, streamPages } from "./pages.ts";
import { checkWindow, isInWindow } from "./window.ts";

/*
 * Campaigns, whom they call and the calls made. The vendor documents the envelopes and none of the records
 * (antcrm-api.md 3.8 to 3.10): they are read by lists of likely keys (campaign-shape.ts), and every field but the id may
 * be null.
 */

/** A window of time. Records without a time are kept: the CRM counted them in. */
export interface CampaignWindow {
  from?: Date;
  /** Not included. */
  to?: Date;
}

interface Capped {
  /** Pages of 100 records: 50 unless told otherwise. */
  maxPages?: number;
}

interface TelesaleFilter extends CampaignWindow {
  /** Only those whose survey form has values. */
  survey?: boolean;
}

interface Read {
  /** False where the cap ended the walk. */
  complete: boolean;
  /** Records that are no objects, or have no id. */
  unreadable: number;
}

export interface CampaignsApi {
  /** The newest first, by their time of creation. */
  list(options?: CampaignWindow & Capped): Promise<{ campaigns: Campaign[] } & Read>;
  /**
   * The newest first; the window is over their time of creation.
   * @param campaignId Mongo ObjectId, `"65f8faf6f829af63ddc831dc"`
   */
  telesales(campaignId: string, options?: TelesaleFilter & Capped): Promise<{ telesales: Telesale[] } & Read>;
  /** The newest first; the window is over the time the call was made. */
  telecalls(campaignId: string, options?: CampaignWindow & Capped): Promise<{ telecalls: Telecall[] } & Read>;
  /**
   * The same page by page, in the CRM's order, up to half a million: for what should not be held in memory at once.
   * @throws AppError `invalid` at once, not as a rejection, where the campaign's id or the window is no good
   */
  eachTelesalePage(campaignId: string, filter?: TelesaleFilter): Pages<Telesale>;
  eachTelecallPage(campaignId: string, window?: CampaignWindow): Pages<Telecall>;
}

/** `limit` is at most 100 in these groups [seed], whatever a sample sends (row 21). */
const PAGE_SIZE = 100;
const MAX_PAGES = 50;
/** Half a million records. */
const MAX_PAGES_OF_STREAM = 5_000;
/** As many as the background lane is wide. */
const AHEAD = 8;

/** Row 21: `/campaigns`, although the table prints `/telecalls`. */
const CAMPAIGNS = { path: "/campaigns", shape: campaignShape };
const TELESALES = { path: "/telesales", shape: telesaleShape };
/** Row 22: the sample calls `/telesales`. */
const TELECALLS = { path: "/telecalls", shape: telecallShape };

export function createCampaigns(calls: Calls): CampaignsApi {
  const madeAt = ({ createdAt }: { createdAt: Date | null }) => createdAt;
  const calledAt = ({ at }: Telecall) => at;

  function walkOf<T extends { id: string }>(
    maxPages: number,
    window: CampaignWindow,
    timeOf: (record: T) => Date | null,
  ) {
    return {
      pageSize: PAGE_SIZE,
      maxPages,
      ahead: AHEAD,
      idOf: ({ id }: T) => id,
      isWanted: (record: T) => isInWindow(timeOf(record), window.from, window.to),
    };
  }

  async function read<T extends { id: string }>(
    source: ListSource<T>,
    query: Query,
    { maxPages = MAX_PAGES, ...window }: CampaignWindow & Capped,
    timeOf: (record: T) => Date | null,
  ): Promise<{ records: T[] } & Read> {
    const pages = streamPages(calls, source, query, walkOf(maxPages, window, timeOf));
    const records: T[] = [];
    for await (const page of pages) records.push(...page);
    const ms = (record: T) => timeOf(record)?.getTime() ?? 0;
    records.sort((a, b) => ms(b) - ms(a));
    return { records, complete: pages.complete, unreadable: pages.unreadable };
  }

  return {
    async list(options = {}) {
      const { records, ...rest } = await read(CAMPAIGNS, windowQuery(options), options, madeAt);
      return { campaigns: records, ...rest };
    },

    async telesales(campaignId, options = {}) {
      const query = telesaleQuery(campaignId, options);
      const { records, ...rest } = await read(TELESALES, query, options, madeAt);
      return { telesales: records, ...rest };
    },

    async telecalls(campaignId, options = {}) {
      const query = ofCampaign(campaignId, options);
      const { records, ...rest } = await read(TELECALLS, query, options, calledAt);
      return { telecalls: records, ...rest };
    },

    eachTelesalePage(campaignId, filter = {}) {
      const walk = walkOf<Telesale>(MAX_PAGES_OF_STREAM, filter, madeAt);
      return streamPages(calls, TELESALES, telesaleQuery(campaignId, filter), walk);
    },

    eachTelecallPage(campaignId, window = {}) {
      const walk = walkOf(MAX_PAGES_OF_STREAM, window, calledAt);
      return streamPages(calls, TELECALLS, ofCampaign(campaignId, window), walk);
    },
  };
}

/** Row 18: ISO in UTC, with milliseconds. */
function windowQuery({ from, to }: CampaignWindow): Query {
  checkWindow(from, to);
  return { dateStart: from?.toISOString(), dateEnd: to?.toISOString() };
}

function ofCampaign(campaignId: string, window: CampaignWindow): Query {
  return { campaignId: checkObjectId(campaignId, "campaignId"), ...windowQuery(window) };
}

/** Whether a survey has values is left to the CRM: an answer may stand in a form that nobody here can read. */
function telesaleQuery(campaignId: string, { survey, ...window }: TelesaleFilter): Query {
  return { ...ofCampaign(campaignId, window), survey: survey ? "true" : undefined };
}
