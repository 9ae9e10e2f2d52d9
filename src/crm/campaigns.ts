import type { Calls } from "./calls.ts";
import { notBuilt } from "./not-built.ts";
import type { Pages } from "./pages.ts";

/*
 * Campaigns, whom they call and the calls made. The vendor documents the envelopes and none of the records
 * (antcrm-api.md 3.8 to 3.10): they are read by lists of likely keys (campaign-shape.ts), and every field but the id may
 * be null.
 */

export interface Campaign {
  /** Mongo ObjectId, `"65f8faf6f829af63ddc831dc"`. */
  id: string;
  name: string | null;
  /** As sent; its words are not documented. */
  status: string | null;
  startAt: Date | null;
  endAt: Date | null;
  createdAt: Date | null;
}

export interface CampaignCustomer {
  name: string | null;
  customerId: string | null;
  leadId: string | null;
  /** E.164 where understood, else as stored. */
  phones: string[];
  emails: string[];
}

/** One customer to be called within a campaign. */
export interface Telesale {
  id: string;
  customer: CampaignCustomer | null;
  /** An e-mail address or a name. */
  assignedTo: string | null;
  status: string | null;
  result: string | null;
  note: string | null;
  /** The survey form, answered questions alone. */
  survey: { question: string; answer: string }[];
  createdAt: Date | null;
}

/** One call made in a campaign. */
export interface Telecall {
  id: string;
  customer: CampaignCustomer | null;
  /** An e-mail address or a name, or the extension that called. */
  agent: string | null;
  /** The customer's number: E.164 where understood, else as stored. */
  phone: string | null;
  /** As sent: `"from_ab"` out, `"to_ab"` in, as in the vendor's call-center API [inferred 7.3]. */
  direction: string | null;
  /** As sent: `"SUCCESS"`, `"BUSY"`, `"CANCELLED"` [inferred 7.3]. */
  result: string | null;
  /** Somebody picked up: a result that says so, else talk time above 0; null where the record tells neither. */
  reached: boolean | null;
  /** From dialling to hanging up. */
  durationSeconds: number | null;
  /** From picking up to hanging up: the billing seconds. */
  talkSeconds: number | null;
  at: Date | null;
}

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
  /** The same page by page, in the CRM's order, up to half a million: for what should not be held in memory at once. */
  eachTelesalePage(campaignId: string, filter?: TelesaleFilter): Pages<Telesale>;
  eachTelecallPage(campaignId: string, window?: CampaignWindow): Pages<Telecall>;
}

export function createCampaigns(_calls: Calls): CampaignsApi {
  const noPages = () => ({
    complete: false,
    unreadable: 0,
    [Symbol.asyncIterator]: () => ({ next: notBuilt }),
  });
  return {
    list: notBuilt,
    telesales: notBuilt,
    telecalls: notBuilt,
    eachTelesalePage: noPages,
    eachTelecallPage: noPages,
  };
}
