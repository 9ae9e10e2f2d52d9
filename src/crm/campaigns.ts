import type { Calls } from "./calls.ts";
import {
  type Campaign,
  campaignShape,
  type Telecall,
  type Telesale,
  telecallShape,
  telesaleShape,
} from "./campaign.ts";
import type { QueryParams } from "./client.ts";
import { checkObjectId, checkWindow, isInWindow } from "./input.ts";
import { newestFirst, type PagedSource, type Pages, streamPages } from "./pages.ts";

/** A time window. Records without a time are kept, because AntCRM put them into the answer. */
export interface CampaignWindow {
  from?: Date;
  /** Not included. */
  to?: Date;
}

interface Capped {
  /** The most pages of 100 records, by default 50. */
  maxPages?: number;
}

interface TelesaleFilter extends CampaignWindow {
  /** Only those whose survey form has values. */
  survey?: boolean;
}

interface RecordsRead {
  /** False if the page limit ended the reading. */
  complete: boolean;
  /** How many records are not objects or have no id. */
  unreadable: number;
}

/** The maximum is 100, although a sample sends 300: src/crm/API.md#get-campaigns */
const PAGED = { pageSize: 100, idOf: ({ id }: { id: string }) => id };
/** The table prints `/telecalls`: src/crm/API.md#get-campaigns */
const CAMPAIGNS: PagedSource<Campaign> = { path: "/campaigns", shape: campaignShape, ...PAGED };
const TELESALES: PagedSource<Telesale> = { path: "/telesales", shape: telesaleShape, ...PAGED };
/** The sample calls `/telesales`: src/crm/API.md#get-telecalls */
const TELECALLS: PagedSource<Telecall> = { path: "/telecalls", shape: telecallShape, ...PAGED };

const madeAt = ({ createdAt }: { createdAt: Date | null }) => createdAt;
const calledAt = ({ at }: Telecall) => at;

export type CampaignsApi = ReturnType<typeof createCampaignsApi>;

export function createCampaignsApi(calls: Calls) {
  async function read<T>(
    source: PagedSource<T>,
    query: QueryParams,
    { maxPages = 50, from, to }: CampaignWindow & Capped,
    timeOf: (record: NoInfer<T>) => Date | null,
  ): Promise<{ records: T[] } & RecordsRead> {
    const isWanted = (record: T) => isInWindow(timeOf(record), from, to);
    const pages = streamPages(calls, source, query, isWanted, { maxPages });
    const records: T[] = [];
    for await (const page of pages) records.push(...page);
    records.sort(newestFirst(timeOf));
    return { records, complete: pages.complete, unreadable: pages.unreadable };
  }

  return {
    /** Returns the campaigns, the newest first by the time of creation. */
    async list(options: CampaignWindow & Capped = {}): Promise<{ campaigns: Campaign[] } & RecordsRead> {
      const { records, ...rest } = await read(CAMPAIGNS, windowQuery(options), options, madeAt);
      return { campaigns: records, ...rest };
    },

    /**
     * Returns the customers to call, the newest first. The window filters by the time of creation.
     * @param campaignId Mongo ObjectId, `"65f8faf6f829af63ddc831dc"`
     */
    async telesales(campaignId: string, options: TelesaleFilter & Capped = {}) {
      const query = telesaleQuery(campaignId, options);
      const { records, ...rest } = await read(TELESALES, query, options, madeAt);
      return { telesales: records, ...rest };
    },

    /** Returns the calls, the newest first. The window filters by the time of the call. */
    async telecalls(campaignId: string, options: CampaignWindow & Capped = {}) {
      const query = ofCampaign(campaignId, options);
      const { records, ...rest } = await read(TELECALLS, query, options, calledAt);
      return { telecalls: records, ...rest };
    },

    /** Returns the same as `telesales`, page by page in AntCRM's order, at most half a million records. */
    eachTelesalePage(campaignId: string, filter: TelesaleFilter = {}): Pages<Telesale> {
      const query = telesaleQuery(campaignId, filter);
      return streamPages(calls, TELESALES, query, ({ createdAt }) =>
        isInWindow(createdAt, filter.from, filter.to),
      );
    },

    eachTelecallPage(campaignId: string, window: CampaignWindow = {}): Pages<Telecall> {
      const query = ofCampaign(campaignId, window);
      return streamPages(calls, TELECALLS, query, ({ at }) => isInWindow(at, window.from, window.to));
    },
  };
}

/** Returns the window as ISO times in UTC, with milliseconds: src/crm/API.md#time-filters */
function windowQuery({ from, to }: CampaignWindow): QueryParams {
  checkWindow(from, to);
  return { dateStart: from?.toISOString(), dateEnd: to?.toISOString() };
}

function ofCampaign(campaignId: string, window: CampaignWindow): QueryParams {
  return { campaignId: checkObjectId(campaignId, "campaignId"), ...windowQuery(window) };
}

/** Only AntCRM filters by `survey`, because this client may not be able to read an answered form. */
function telesaleQuery(campaignId: string, { survey, ...window }: TelesaleFilter): QueryParams {
  return { ...ofCampaign(campaignId, window), survey: survey ? "true" : undefined };
}
