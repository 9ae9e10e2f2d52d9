/**
 * AntCRM for the benchmark: the sandbox in its own process, so that its CPU time is counted separately. It sends its
 * parent its address and the questions that can be asked, and ends with the parent.
 * `--latency 20` delays each answer by 20 ms (default 0). `--ratings 100000` generates 100,000 ratings.
 * `--now 2026-11-01T08:00:00+07:00` sets a fixed time. `--known 1000` and `--buyers 1000` add customers with unique names
 * and phones; the buyers have points. On the message `"redemptions"` it sends how often each buyer's points were spent.
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
  /** Customers with unique names, `"Khách Tra 000017"`, asked for by phone. Nobody redeems for them. */
  known: readonly Question[];
  /** Customers with points and unique names, `"Khách Mua 000017"`; the text is their phone number. */
  buyers: readonly Question[];
}

/** How often each buyer's points were spent, by name. Buyers without a redemption are absent. */
export type Redemptions = Readonly<Record<string, number>>;

const LEADS = 400;
const FIRST_LEAD = 900_001;

const { values } = parseArgs({
  options: {
    latency: { type: "string" },
    ratings: { type: "string" },
    now: { type: "string" },
    known: { type: "string", default: "0" },
    buyers: { type: "string", default: "0" },
  },
});
const { latency, ratings, now } = values;
const crm = await startAntcrm({
  ...(latency !== undefined && { latencyMs: Number(latency) }),
  ...(ratings !== undefined && { ratings: Number(ratings) }),
  ...(now !== undefined && { now: () => Date.parse(now) }),
});
const byNumber = addLeads(crm.world);
process.on("disconnect", () => void crm.stop());
const ready: CrmReady = {
  url: crm.url,
  apiKey: crm.apiKey,
  byPhone: findable(crm.world),
  byNumber,
  known: addUnique(crm.world, Number(values.known), "Khách Tra", "0361"),
  buyers: addUnique(crm.world, Number(values.buyers), "Khách Mua", "0371"),
};
process.on("message", (message) => {
  if (message === "redemptions") process.send?.(redemptions(crm.world));
});
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

function addUnique(world: World, count: number, name: string, prefix: string): Question[] {
  return Array.from({ length: count }, (_, index) => {
    const number = String(index).padStart(6, "0");
    const question = { text: prefix + number, name: `${name} ${number}` };
    world.addCustomer({ name: question.name, phones: [question.text], scoreAvailable: 1_000 });
    return question;
  });
}

function redemptions(world: World): Redemptions {
  const names = new Map<unknown, string>(world.customers.map(({ customerId, name }) => [customerId, name]));
  const counts: Record<string, number> = {};
  for (const { type, status, contact } of world.points) {
    const name = names.get(contact.customerId);
    if (type !== 2 || status !== 1 || !name?.startsWith("Khách Mua")) continue;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

function addLeads(world: World): Question[] {
  return Array.from({ length: LEADS }, (_, index) => {
    const leadId = FIRST_LEAD + index;
    const name = `Khách Chưa Liên Hệ ${index}`;
    world.addCustomer({ name, contactType: "lead", leadId });
    return { text: `tìm lead ${leadId}`, name };
  });
}
