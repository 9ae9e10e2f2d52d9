import { expect, it, vi } from "vitest";
import { type Agent, telegramAgent } from "./support/agents.ts";
import { type Customer, newCustomer } from "./support/customers.ts";
import { TIMEOUT_MS } from "./support/fixture.ts";
import { type Pollers, polls, type Replica, startPollers } from "./support/pollers.ts";
import { record } from "./support/record.ts";

it("polls in one of three processes, and in another one soon after that one stops", async () => {
  const pollers = await startPollers(3);
  const minh = questioner(pollers);
  const leader = await pollers.leader();
  await minh.asks();
  await minh.reads();
  for (const replica of pollers.replicas) {
    expect((await fetch(`${replica.address}/readyz`)).status).toBe(200);
    await showsStatus(pollers, replica, replica === leader ? "đã kết nối" : "sẵn sàng dự phòng");
  }

  leader.signal("SIGTERM");
  await minh.asks();
  const next = await pollers.leader(pollers.replicas.filter((replica) => replica !== leader));
  expect(await leader.ended).toBe(0);
  await minh.reads();
  await minh.asks();
  await minh.reads();

  next.signal("SIGTERM");
  await minh.asks();
  await minh.reads();
  await minh.wasAnsweredOnce();
  record({ case: "14 pollers, stopped", events: 4, faults: 2, lost: 0, doubled: 0, repeated: 0 });
});

it("polls in another process when the polling one is killed", async () => {
  const pollers = await startPollers(3);
  const minh = questioner(pollers);
  const leader = await pollers.leader();
  await waitsForUpdates(pollers);
  await leader.kill();
  await minh.asks();
  await minh.asks();
  await pollers.leader(pollers.replicas.filter((replica) => replica !== leader));
  await minh.reads();
  await minh.wasAnsweredOnce();
  record({ case: "14 pollers, killed", events: 2, faults: 1, lost: 0, doubled: 0, repeated: 0 });
});

it("leaves the updates of a frozen process to the next process, once it resumes", async () => {
  const pollers = await startPollers(2);
  const minh = questioner(pollers);
  const frozen = await pollers.leader();
  await waitsForUpdates(pollers);

  frozen.signal("SIGSTOP");
  await minh.asks();
  await minh.asks();
  expect(polled(pollers).at(-1)).toMatchObject({ status: 200, result: [{}] });
  const others = pollers.replicas.filter((replica) => replica !== frozen);
  await pollers.leader(others);
  await minh.reads();
  frozen.signal("SIGCONT");
  await vi.waitFor(() => expect(polls(frozen)).toBe(false), { timeout: TIMEOUT_MS });

  await minh.asks();
  await minh.reads();
  await minh.wasAnsweredOnce();
  expect((await fetch(`${frozen.address}/readyz`)).status).toBe(200);
  record({ case: "14 pollers, frozen", events: 3, faults: 1, lost: 0, doubled: 0, repeated: 0 });
});

it("never has two polls at once when the frozen process receives nothing", async () => {
  const pollers = await startPollers(2);
  const minh = questioner(pollers);
  const frozen = await pollers.leader();
  await waitsForUpdates(pollers);

  frozen.signal("SIGSTOP");
  const next = await pollers.leader(pollers.replicas.filter((replica) => replica !== frozen));
  await waitsForUpdates(pollers);
  frozen.signal("SIGCONT");
  await vi.waitFor(() => expect(polls(frozen)).toBe(false), { timeout: TIMEOUT_MS });
  await minh.wasAnsweredOnce();
  expect(polls(next)).toBe(true);
  record({ case: "14 pollers, frozen idle", events: 1, faults: 1, lost: 0, doubled: 0, repeated: 0 });
});

/** Returns a person on Telegram who asks for one customer after the other. */
function questioner(pollers: Pollers) {
  const agent: Agent = telegramAgent(pollers, "Minh");
  const asked: Customer[] = [];
  const answersTo = ({ name }: Customer) => agent.chat().filter((text) => text.includes(name)).length;
  return {
    async asks() {
      const customer = newCustomer(pollers);
      asked.push(customer);
      await agent.says(customer.phone);
    },
    /** Resolves when everything was answered. */
    async reads() {
      await vi.waitFor(() => expect(asked.map(answersTo)).not.toContain(0), { timeout: TIMEOUT_MS });
    },
    /** Checks that every question was answered once, and that two processes never polled at once. */
    async wasAnsweredOnce() {
      // A second answer to an earlier question would arrive before the answer to this one.
      await this.asks();
      await this.reads();
      expect(asked.map(answersTo)).toEqual(asked.map(() => 1));
      expect(polled(pollers).filter(({ status }) => status === 409)).toEqual([]);
      expect(pollers.telegram.violations).toEqual([]);
    },
  };
}

/** Asks this process for its status as a person on Slack, and checks the answer. */
async function showsStatus({ slack }: Pollers, { address }: Replica, telegram: string): Promise<void> {
  const user = slack.addUser({ name: "Lan", locale: "vi-VN" });
  slack.deliverTo(`${address}/slack/events`);
  await slack.person(user.id).directMessage("trạng thái");
  const shows = new RegExp(`Telegram\\W+${telegram}`);
  await slack.person(user.id).nextMessage(slack.dm(user.id), ({ read }) => shows.test(read), {
    timeoutMs: TIMEOUT_MS,
  });
}

const polled = ({ telegram }: Pollers) => telegram.requests.filter(({ method }) => method === "getUpdates");

/** Resolves when a long poll waits for its first update. */
async function waitsForUpdates(pollers: Pollers): Promise<void> {
  await vi.waitFor(() => expect(polled(pollers).at(-1)?.status).toBe(0), {
    timeout: TIMEOUT_MS,
    interval: 5,
  });
}
