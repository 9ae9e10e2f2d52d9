import { expect, vi } from "vitest";
import { type Agent, slackAgent, telegramAgent } from "./agents.ts";
import { newCustomer } from "./customers.ts";
import { createFixture, type Fixture, TIMEOUT_MS } from "./fixture.ts";

type Replica = Awaited<ReturnType<Fixture["startReplica"]>>;

/** Two replicas on one database. The first gets the events, until it is frozen. */
export interface TwoReplicas {
  fixture: Fixture;
  first: Replica;
  second: Replica;
}

/** @param environmentOf  returns variables that may need the ids of people, whom the fixture creates */
export async function startTwoReplicas(
  environmentOf: (fixture: Fixture) => Readonly<Record<string, string>> = () => ({}),
): Promise<TwoReplicas> {
  const fixture = await createFixture({ telegram: "webhook", store: "postgres" });
  const environment = environmentOf(fixture);
  const first = await fixture.startReplica({ environment });
  const second = await fixture.startReplica({ environment });
  await fixture.deliverTo(first);
  return { fixture, first, second };
}

const SECRET = "a-secret-of-antcrm";

/** Starts a replica for a supervisor on Telegram, who gets digests and alerts. */
export async function startForSupervisor() {
  const fixture = await createFixture({ telegram: "webhook", store: "postgres" });
  const supervisor = telegramAgent(fixture, "Quân");
  const environment = { BOT_ADMINS: supervisor.person, ANTCRM_WEBHOOK_SECRET: SECRET };
  const first = await fixture.startReplica({ environment });
  return {
    ...{ fixture, first, supervisor },
    /** Tells the first replica that AntCRM has something new. */
    wakeAlerts: () => fetch(`${first.address}/antcrm/webhook/${SECRET}`, { method: "POST", body: "{}" }),
    /**
     * Freezes the first replica, and starts a second one, which gets all later events. One that was already running
     * might find an alert before the first.
     */
    async freezeFirst(): Promise<Replica> {
      first.signal("SIGSTOP");
      return fixture.startReplica({ environment });
    },
  };
}

/** Freezes the first replica, as a long pause of its machine does. The second one gets all later events. */
export async function freezeFirst({ fixture, first, second }: TwoReplicas): Promise<void> {
  first.signal("SIGSTOP");
  await fixture.deliverTo(second);
}

/** Lets the first replica continue. Resolves when it has answered a later question on each platform, and no event is left. */
export async function resumeFirst({ fixture, first }: Omit<TwoReplicas, "second">): Promise<void> {
  first.signal("SIGCONT");
  await fixture.deliverTo(first);
  for (const agentOn of [slackAgent, telegramAgent]) {
    const other = agentOn(fixture, "Hoa");
    const customer = newCustomer(fixture);
    await other.says(customer.phone);
    await other.reads(new RegExp(customer.name));
  }
  await noneUnfinished(fixture);
}

/** Resolves when every event is handled. */
export async function noneUnfinished({ journal }: Fixture): Promise<void> {
  await vi.waitFor(async () => expect(await journal.unfinished()).toEqual([]), {
    timeout: TIMEOUT_MS,
    interval: 50,
  });
}

/** Returns everything that was ever sent to the agent. A sign of work is no message. */
export function messagesTo(agent: Agent): string[] {
  return agent.everSent().filter((sent) => !sent.includes('"action":"typing"'));
}
