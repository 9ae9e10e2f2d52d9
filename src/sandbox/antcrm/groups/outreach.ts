/** Telephone campaigns, the customers to call in them, and the calls: src/crm/API.md#campaigns */
import { requireText } from "../fields.ts";
import { type Answer, type ApiCall, type Group, json } from "../http.ts";
import { CAMPAIGN_STATUSES, type Campaign, type Telecall, type Telesale } from "../outreach.ts";
import { pageOf, pageSize } from "../paging.ts";
import { readRange } from "../ranges.ts";
import { between, type Dated } from "../time-order.ts";
import { writeTime } from "../times.ts";
import type { World } from "../world.ts";

export const outreach: Group = {
  // The table prints `/telecalls`, the sample calls `/campaigns`: src/crm/API.md#get-campaigns
  "GET /campaigns": ({ query }, world) => envelope(world.outreach.campaigns, query, world, campaignToWire),

  "GET /telesales": ({ query }, world) => {
    const all = world.outreach.telesalesOf(requireText(query, "campaignId"));
    const asked = query.survey === "true" ? all.filter(({ survey }) => survey.length > 0) : all;
    return envelope(asked, query, world, telesaleToWire);
  },

  // Without a campaign it is an error, not the list of campaigns: src/crm/API.md#get-campaigns
  "GET /telecalls": ({ query }, world) => {
    const calls = world.outreach.telecallsOf(requireText(query, "campaignId"));
    return envelope(calls, query, world, telecallToWire);
  },
};

/** Returns one page of the records in the range. `limit` is at most 100 and is repeated in the answer. */
function envelope<T extends Dated>(
  oldToNew: readonly T[],
  query: ApiCall["query"],
  world: World,
  toWire: (record: T) => unknown,
): Answer {
  const { from, to } = readRange(query, "dateStart", "dateEnd");
  const within = between(oldToNew, from, to);
  const request = { query, most: 100, within };
  const data = pageOf(oldToNew, world, request).map(toWire);
  return json({ success: true, data, total: within.end - within.first, limit: pageSize(request) });
}

/** These records are not documented, so each has one of two forms: src/crm/API.md#campaigns */
function campaignToWire({ _id, name, status, startDate, endDate, createdAt, quirks }: Campaign) {
  const time = (ms: number) => writeTime(ms, quirks.dates);
  if (quirks.aliases) {
    // The vendor's voice campaigns number their statuses from 1.
    const number = CAMPAIGN_STATUSES.indexOf(status) + 1;
    const dates = { dateStart: time(startDate), dateEnd: time(endDate), createdAt: time(createdAt) };
    return { id: _id, name, status: number, ...dates };
  }
  const dates = { startDate: time(startDate), endDate: time(endDate), createdAt: time(createdAt) };
  return { _id, name, status, ...dates };
}

function telesaleToWire(telesale: Telesale) {
  const { _id, campaign, contact, assignedTo, status, result, note, survey, quirks } = telesale;
  const createdAt = writeTime(telesale.createdAt, quirks.dates);
  return quirks.aliases
    ? {
        _id,
        campaignId: campaign,
        customer: contact,
        agent: assignedTo,
        status,
        result,
        note,
        survey,
        createdAt,
      }
    : { _id, campaign, contact, assignedTo, status, result, note, survey, createdAt };
}

/** The plain form is that of the vendor's call center: src/crm/API.md#call-center */
function telecallToWire(call: Telecall) {
  const { _id, campaign, telesale, contact, agent, phone, direction, status, quirks } = call;
  const createdAt = writeTime(call.createdAt, quirks.dates);
  if (quirks.aliases) {
    const ids = { _id, campaignId: campaign, telesaleId: telesale, customer: contact };
    return { ...ids, agent, phone, direction, callStatus: status, duration: call.durationSeconds, createdAt };
  }
  const customer = { number: phone, type: "external" };
  const staff = { number: "101", type: "internal", username: agent };
  return {
    _id,
    campaign,
    telesale,
    contact,
    caller: direction === "from_ab" ? staff : customer,
    callee: direction === "from_ab" ? customer : staff,
    direction,
    status_detail: status,
    duration_seconds: call.durationSeconds,
    billing_seconds: call.billingSeconds,
    createdAt,
  };
}
