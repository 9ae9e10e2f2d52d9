import { LazyPart } from "./lazy-part.ts";
import type { Quirks } from "./records.ts";
import { insertByTime } from "./time-order.ts";

/** Statuses of the vendor's voice campaigns. AntCRM's own are not documented: src/crm/API.md#campaigns */
export const CAMPAIGN_STATUSES = ["Started", "Waiting", "Paused", "Ended", "Completed"] as const;

/** Results of a call: src/crm/API.md#call-center. Only SUCCESS was answered by a person. */
export const CALL_STATUSES = ["SUCCESS", "CANCELLED", "BUSY", "UNSUCCESS", "IVR"] as const;
export type CallStatus = (typeof CALL_STATUSES)[number];

/** These records are not documented, all their fields are inferred: src/crm/API.md#campaigns */
export interface Campaign {
  _id: string;
  name: string;
  status: (typeof CAMPAIGN_STATUSES)[number];
  startDate: number;
  endDate: number;
  createdAt: number;
  quirks: Quirks;
}

/** One customer to call in a campaign. */
export interface Telesale {
  _id: string;
  /** ObjectId of its campaign. */
  campaign: string;
  contact: Record<string, unknown>;
  /** E-mail of the agent. */
  assignedTo: string;
  /** NEW: not called yet; PROCESSING: called, not reached; DONE: reached. */
  status: "NEW" | "PROCESSING" | "DONE";
  /** The result in the shop's words; empty until somebody was reached. */
  result: string;
  note: string;
  survey: { question: string; answer: string }[];
  createdAt: number;
  quirks: Quirks;
}

/** One call made in a campaign. */
export interface Telecall {
  _id: string;
  campaign: string;
  /** ObjectId of the telesale it was made for. */
  telesale: string;
  contact: Record<string, unknown>;
  /** The customer's number, as it was dialled. */
  phone: string;
  /** E-mail of the agent. */
  agent: string;
  /** `from_ab`: the shop called; `to_ab`: the customer called back. */
  direction: "from_ab" | "to_ab";
  status: CallStatus;
  /** Seconds from the first ring; 0 unless it was answered. */
  durationSeconds: number;
  /** Seconds without the ringing. */
  billingSeconds: number;
  /** When the call was made. */
  createdAt: number;
  quirks: Quirks;
}

/** Telephone campaigns, their telesales and their calls. Every list is sorted from old to new. */
export class Outreach extends LazyPart {
  private readonly known: Campaign[] = [];
  private readonly members = new Map<string, Telesale[]>();
  private readonly calls = new Map<string, Telecall[]>();

  get campaigns(): readonly Campaign[] {
    this.fillNow();
    return this.known;
  }

  /** Returns the telesales of a campaign; none for an unknown one. */
  telesalesOf(campaignId: string): readonly Telesale[] {
    this.fillNow();
    return this.members.get(campaignId) ?? [];
  }

  telecallsOf(campaignId: string): readonly Telecall[] {
    this.fillNow();
    return this.calls.get(campaignId) ?? [];
  }

  /** `addCampaign({ name: "Gọi khách mua tivi" })`: starts now, for two weeks. */
  addCampaign(given: Partial<Campaign> & { name: string }): Campaign {
    const createdAt = given.createdAt ?? this.now();
    const startDate = given.startDate ?? createdAt;
    const plain = {
      _id: this.objectId(createdAt),
      status: "Started",
      startDate,
      endDate: startDate + 14 * 86_400_000,
      createdAt,
      quirks: {},
    };
    const campaign: Campaign = Object.assign(plain, given);
    insertByTime(this.known, campaign);
    return campaign;
  }

  /** `addTelesale({ campaign: gift._id, contact: { name: "Lê An" } })`: not called yet. */
  addTelesale(given: Partial<Telesale> & { campaign: string }): Telesale {
    const createdAt = given.createdAt ?? this.now();
    const plain = {
      _id: this.objectId(createdAt),
      contact: {},
      assignedTo: "",
      status: "NEW",
      result: "",
      note: "",
      survey: [],
      createdAt,
      quirks: {},
    };
    const telesale: Telesale = Object.assign(plain, given);
    insertByTime(listAt(this.members, given.campaign), telesale);
    return telesale;
  }

  /** `addTelecall({ campaign, telesale, agent: "lan.cskh@example.com", status: "BUSY" })`. */
  addTelecall(given: Partial<Telecall> & { campaign: string; telesale: string }): Telecall {
    const createdAt = given.createdAt ?? this.now();
    const plain = {
      _id: this.objectId(createdAt),
      contact: {},
      phone: "",
      agent: "",
      direction: "from_ab",
      status: "UNSUCCESS",
      durationSeconds: 0,
      billingSeconds: 0,
      createdAt,
      quirks: {},
    };
    const call: Telecall = Object.assign(plain, given);
    insertByTime(listAt(this.calls, given.campaign), call);
    return call;
  }
}

function listAt<T>(lists: Map<string, T[]>, key: string): T[] {
  const known = lists.get(key);
  if (known !== undefined) return known;
  const list: T[] = [];
  lists.set(key, list);
  return list;
}
