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
 * Campaigns, their telesales and telecalls. The records are not documented: src/crm/campaign.ts reads them by lists of
 * likely keys, and every field but the id may be null. See src/crm/API.md#campaigns
 */

/** A time window. Records without a time are kept, because AntCRM put them into the answer. */
export interface CampaignWindow {
  from?: Date;
  /** Not included. */
  to?: Date;
}

interface Capped {
  /** Pages of 100 records: by default 50. */
  maxPages?: number;
}

interface TelesaleFilter extends CampaignWindow {
  /** Only those whose survey form has values. */
  survey?: boolean;
}

interface Read {
  /** False where the page limit ended the reading. */
  complete: boolean;
  /** How many records are no objects or have no id. */
  unreadable: number;
}

export interface CampaignsApi {
  /** The newest first, by the time of creation. */
  list(options?: CampaignWindow & Capped): Promise<{ campaigns: Campaign[] } & Read>;
  /**
   * The newest first. The window filters by the time of creation.
   * @param campaignId Mongo ObjectId, `"65f8faf6f829af63ddc831dc"`
   */
  telesales(campaignId: string, options?: TelesaleFilter & Capped): Promise<{ telesales: Telesale[] } & Read>;
  /** The newest first. The window filters by the time of the call. */
  telecalls(campaignId: string, options?: CampaignWindow & Capped): Promise<{ telecalls: Telecall[] } & Read>;
  /**
   * The same page by page, in AntCRM's order, at most half a million records. It does not hold them all in memory.
   * @throws AppError `invalid`, at once and not as a rejection, for a wrong id or window
   */
  eachTelesalePage(campaignId: string, filter?: TelesaleFilter): Pages<Telesale>;
  eachTelecallPage(campaignId: string, window?: CampaignWindow): Pages<Telecall>;
}

/** The maximum, although a sample sends 300: src/crm/API.md#get-campaigns */
const PAGE_SIZE = 100;
const MAX_PAGES = 50;
/** Half a million records. */
const MAX_PAGES_OF_STREAM = 5_000;
/** As many as background calls may be in flight. */
const AHEAD = 8;

/** The table prints `/telecalls`: src/crm/API.md#get-campaigns */
const CAMPAIGNS = { path: "/campaigns", shape: campaignShape };
const TELESALES = { path: "/telesales", shape: telesaleShape };
/** The sample calls `/telesales`: src/crm/API.md#get-telecalls */
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

/** ISO in UTC, with milliseconds: src/crm/API.md#time-filters */
function windowQuery({ from, to }: CampaignWindow): Query {
  checkWindow(from, to);
  return { dateStart: from?.toISOString(), dateEnd: to?.toISOString() };
}

function ofCampaign(campaignId: string, window: CampaignWindow): Query {
  return { campaignId: checkObjectId(campaignId, "campaignId"), ...windowQuery(window) };
}

/** Only AntCRM filters by `survey`: this client may not be able to read an answered form. */
function telesaleQuery(campaignId: string, { survey, ...window }: TelesaleFilter): Query {
  return { ...ofCampaign(campaignId, window), survey: survey ? "true" : undefined };
}
