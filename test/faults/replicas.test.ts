import { expect, it, vi } from "vitest";
import { clockOff } from "../support/clock-off.ts";
import { type Agent, slackAgent, telegramAgent } from "./support/agents.ts";
import { type Customer, giftsOf, newCustomer } from "./support/customers.ts";
import { createFixture, TIMEOUT_MS } from "./support/fixture.ts";
import { record } from "./support/record.ts";
import {
  asksToRedeem,
  clicksUntilTaken,
  operationIn,
  readsAbout,
  receiptFor,
} from "./support/redemption-steps.ts";

const HOUR_MS = 3_600_000;
/** Longer than a lease and a check by the other replica. */
const CRM_TAKES_MS = 25_000;
/** AntCRM's delay of the first of two look-ups; the second has none. */
const FIRST_TAKES_MS = 4_000;

const CLOCKS = [
  ["an hour ahead", HOUR_MS],
  ["an hour behind", -HOUR_MS],
] as const;
const TAKEOVER = /taken over|taking over|interrupted/;

it.each(CLOCKS)("does not take over a live replica's write when its own clock is %s", async (name, byMs) => {
  const fixture = await createFixture({ telegram: "webhook", store: "postgres" });
  const first = await fixture.startReplica();
  const minh = telegramAgent(fixture, "Minh");
  const customer = newCustomer(fixture);
  const question = await asksToRedeem(minh, customer);
  fixture.crm.fault({ kind: "delay", ms: CRM_TAKES_MS, commit: "after", path: "/redeem", times: 1 });
  await clicksUntilTaken(fixture, minh, question, "Đổi quà");
  await operationIn(fixture, customer, ["sending"]);

  const second = await fixture.startReplica({ preload: [clockOff(byMs)] });
  await operationIn(fixture, customer, ["done"]);
  await minh.reads(receiptFor(customer));
  expect([...first.lines, ...second.lines].filter((line) => TAKEOVER.test(line))).toEqual([]);
  expect(minh.chat().filter((text) => receiptFor(customer).test(text))).toHaveLength(1);
  expect(giftsOf(fixture, customer)).toBe(1);
  record({ case: `15 a replica's clock, ${name}`, events: 2, faults: 1, lost: 0, doubled: 0, repeated: 0 });
});

it.each(CLOCKS)(
  "does not take over a live replica's event or digest when its own clock is %s",
  async (name, byMs) => {
    const fixture = await createFixture({ telegram: "webhook", store: "postgres" });
    const [minh, lan] = [telegramAgent(fixture, "Minh"), slackAgent(fixture, "Lan")];
    const environment = { BOT_ADMINS: minh.person };
    const first = await fixture.startReplica({ environment });
    await minh.says(`digest add ratings daily ${hourFarFromNow()}:30 here`);
    await minh.reads(/Đã đặt báo cáo số 1/);
    const customer = newCustomer(fixture);
    const { phone } = customer;
    for (const slow of [{ path: "/rating" }, { path: "/contacts", phone }])
      fixture.crm.fault({ kind: "delay", ms: CRM_TAKES_MS, times: 1, ...slow });
    await minh.says("digest now 1");
    await lan.says(phone);
    await vi.waitFor(
      () => {
        expect(readsAbout(fixture, customer, "/contacts")).toBeGreaterThan(0);
        expect(fixture.crm.requests.filter(({ path }) => path === "/rating")).not.toEqual([]);
      },
      { timeout: TIMEOUT_MS, interval: 5 },
    );

    const second = await fixture.startReplica({ environment, preload: [clockOff(byMs)] });
    await lan.reads(new RegExp(customer.name));
    await first.waitForLog(/a digest was sent/);
    const lines = [...first.lines, ...second.lines];
    expect(lines.filter((line) => TAKEOVER.test(line))).toEqual([]);
    expect(lines.filter((line) => line.includes("a digest was sent"))).toHaveLength(1);
    expect(shown(lan, [customer.name])).toEqual([customer.name]);
    record({ case: `15 events, a clock ${name}`, events: 3, faults: 1, lost: 0, doubled: 0, repeated: 0 });
  },
);

/** Returns an hour in Vietnam that no clock of these tests shows: `"08"`. */
function hourFarFromNow(): string {
  return String((new Date().getUTCHours() + 7 + 12) % 24).padStart(2, "0");
}

it.each([
  ["Slack", slackAgent],
  ["Telegram", telegramAgent],
] as const)(
  "answers in sequence when two replicas receive messages of one chat on %s",
  async (name, agentOn) => {
    const fixture = await createFixture({ telegram: "webhook", store: "postgres" });
    const first = await fixture.startReplica();
    const second = await fixture.startReplica();
    const lan = agentOn(fixture, "Lan");
    const [slow, quick, others] = [newCustomer(fixture), newCustomer(fixture), newCustomer(fixture)];
    fixture.crm.fault({ kind: "delay", ms: FIRST_TAKES_MS, path: "/contacts", phone: slow.phone, times: 1 });

    await fixture.deliverTo(first);
    await lan.says(slow.phone);
    await vi.waitFor(() => expect(readsAbout(fixture, slow, "/contacts")).toBeGreaterThan(0), {
      timeout: TIMEOUT_MS,
      interval: 5,
    });
    await fixture.deliverTo(second);
    await lan.says(quick.phone);
    await isAnswered(agentOn(fixture, "Hoa"), others);
    expect(shown(lan, [slow.name, quick.name])).toEqual([]);

    await vi.waitFor(() => expect(shown(lan, [slow.name, quick.name])).toHaveLength(2), {
      timeout: TIMEOUT_MS,
      interval: 20,
    });
    expect(shown(lan, [slow.name, quick.name])).toEqual([slow.name, quick.name]);
    record({
      case: `15 order across replicas, ${name}`,
      events: 3,
      faults: 0,
      lost: 0,
      doubled: 0,
      repeated: 0,
    });
  },
);

/** Checks that a person in another chat is answered. */
async function isAnswered(agent: Agent, { name, phone }: Customer): Promise<void> {
  await agent.says(phone);
  await agent.reads(new RegExp(name));
}

/** Returns which of these names the agent was shown, in the order of the messages. */
function shown(agent: Agent, names: readonly string[]): string[] {
  return agent.chat().flatMap((text) => names.filter((name) => text.includes(name)));
}
