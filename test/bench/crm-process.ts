/**
 * AntCRM for the benchmark: the sandbox in its own process, so that its CPU time is counted separately. It sends its
 * parent its address and the questions that can be asked, and ends with the parent.
 * `--latency 20` delays each answer by 20 ms (default 0). `--ratings 100000` generates 100,000 ratings.
 * `--now 2026-11-01T08:00:00+07:00` sets a fixed time.
 */
import { parseArgs } from "node:util";
import { startAntcrm } from "../../src/sandbox/antcrm/server.ts";
import type { World } from "../../src/sandbox/antcrm/world.ts";
import type { Question } from "./questions.ts";

/** What the CRM process reports when it is up. */
export interface CrmReady {
  url: string;
  apiKey: string;
  /** Customers whose card takes three calls: the record, the deals, the points. */
  byPhone: readonly Question[];
  /** Leads without phone and e-mail: their card needs one call for the record, as a baseline program makes. */
  byNumber: readonly Question[];
}

const LEADS = 400;
const FIRST_LEAD = 900_001;

const { values } = parseArgs({
  options: { latency: { type: "string" }, ratings: { type: "string" }, now: { type: "string" } },
});
const { latency, ratings, now } = values;
const crm = await startAntcrm({
  ...(latency !== undefined && { latencyMs: Number(latency) }),
  ...(ratings !== undefined && { ratings: Number(ratings) }),
  ...(now !== undefined && { now: () => Date.parse(now) }),
});
const byNumber = addLeads(crm.world);
process.on("disconnect", () => void crm.stop());
const ready: CrmReady = { url: crm.url, apiKey: crm.apiKey, byPhone: findable(crm.world), byNumber };
process.send?.(ready);

/** Returns a question for each unique phone number, as agents paste it: digits with a leading 0. */
function findable(world: World): Question[] {
  return world.customers.flatMap((customer) => {
    const digits = (customer.phones[0]?.value ?? "").replace(/\D/g, "").replace(/^84/, "0");
    const isAlone = world.customersByPhone(digits).length === 1;
    return customer.customerId !== "" && digits.length >= 10 && isAlone
      ? [{ text: digits, name: customer.name }]
      : [];
  });
}

function addLeads(world: World): Question[] {
  return Array.from({ length: LEADS }, (_, index) => {
    const leadId = FIRST_LEAD + index;
    const name = `Khách Chưa Liên Hệ ${index}`;
    world.addCustomer({ name, contactType: "lead", leadId });
    return { text: `tìm lead ${leadId}`, name };
  });
}
