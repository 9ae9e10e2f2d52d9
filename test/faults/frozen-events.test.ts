import { expect, it, vi } from "vitest";
import { type Agent, slackAgent, telegramAgent } from "./support/agents.ts";
import { type Customer, GIFT, newCustomer } from "./support/customers.ts";
import { TIMEOUT_MS } from "./support/fixture.ts";
import { freezeFirst, messagesTo, noneUnfinished, resumeFirst, startTwoReplicas } from "./support/frozen.ts";
import { record } from "./support/record.ts";
import { readsAbout } from "./support/redemption-steps.ts";

/** AntCRM's delay of the first answer about a customer, during which the process is frozen. */
const CRM_TAKES_MS = 3_000;

it.each([
  ["Slack", slackAgent],
  ["Telegram", telegramAgent],
] as const)(
  "a process that was frozen in a look-up sends no second card on %s once another has answered",
  async (name, agentOn) => {
    const replicas = await startTwoReplicas();
    const { fixture } = replicas;
    const lan = agentOn(fixture, "Lan");
    const customer = newCustomer(fixture);
    const { phone } = customer;
    fixture.crm.fault({ kind: "delay", ms: CRM_TAKES_MS, path: "/contacts", phone, times: 1 });
    await lan.says(phone);
    await vi.waitFor(() => expect(readsAbout(fixture, customer, "/contacts")).toBeGreaterThan(0), {
      timeout: TIMEOUT_MS,
      interval: 5,
    });

    await freezeFirst(replicas);
    await lan.reads(new RegExp(customer.name));
    await noneUnfinished(fixture);
    const next = newCustomer(fixture);
    await lan.says(next.phone);
    await lan.reads(new RegExp(next.name));
    await noneUnfinished(fixture);
    const before = messagesTo(lan);
    await resumeFirst(replicas);
    expect(messagesTo(lan)).toEqual(before);
    // The frozen process must not store an older customer as the last one shown.
    await lan.says(`đổi quà ${GIFT.code} cho khách này`);
    expect((await lan.reads(/Đổi quà/)).text).toContain(next.name);
    expect(cardsOf(lan, customer)).toBe(1);
    record({
      case: `15 frozen in a look-up, ${name}`,
      events: 5,
      faults: 1,
      lost: 0,
      doubled: cardsOf(lan, customer) - 1,
      repeated: 0,
    });
  },
);

function cardsOf(agent: Agent, { name }: Customer): number {
  return agent.chat().filter((text) => text.includes(name)).length;
}
