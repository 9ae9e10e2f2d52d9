import { vi } from "vitest";
import type { Agent, Seen } from "./agents.ts";
import { type Customer, GIFT } from "./customers.ts";
import type { OperationRow } from "./journal.ts";
import { type Stage, TIMEOUT_MS } from "./stage.ts";

/** How many reads of the CRM at this path were about this customer. */
export function readsAbout({ crm }: Pick<Stage, "crm">, { phone }: Customer, path: string): number {
  const isAbout = (query: Readonly<Record<string, string>>) =>
    Object.values(query).some((value) => value.endsWith(phone.slice(1)));
  return crm.requests.filter((call) => call.path === path && isAbout(call.query)).length;
}

/** What the bot shows before a second redemption while the first one has no outcome. */
const EARLIER_ONE = /đang được thực hiện|chưa rõ/i;
export const RECEIPT = /Đã đổi quà/;
export const TRY_AGAIN = /thử lại/i;

export async function asksToRedeem(agent: Agent, customer: Customer, withinMs?: number): Promise<Seen> {
  await agent.says(requestFor(customer));
  return agent.reads(questionAbout(customer), withinMs);
}

/** Asks, and goes on where the bot first shows an earlier redemption of this customer that has no outcome yet. */
export async function asksToRedeemAnyway(
  stage: Stage,
  agent: Agent,
  customer: Customer,
  withinMs?: number,
): Promise<Seen> {
  await agent.says(requestFor(customer));
  const answer = await agent.reads(
    new RegExp(`${questionAbout(customer).source}|${EARLIER_ONE.source}`, "i"),
    withinMs,
  );
  return isQuestion(answer, customer) ? answer : goesOnAnyway(stage, agent, answer, customer);
}

/** Goes on from the card that shows an earlier redemption, to the bot's question. */
export async function goesOnAnyway(
  stage: Stage,
  agent: Agent,
  shown: Seen,
  customer: Customer,
): Promise<Seen> {
  await insists(stage, agent, shown, "Vẫn tiếp tục");
  return agent.reads(questionAbout(customer));
}

/** Does it ask for a confirmation, without a word about an earlier redemption? */
export function isQuestion({ text }: Seen, customer: Customer): boolean {
  return questionAbout(customer).test(text) && !EARLIER_ONE.test(text);
}

/** The next message that a person takes for an answer to their request; null when none comes in time. */
export function nextAnswer(agent: Agent, customer: Customer, withinMs: number): Promise<Seen | null> {
  const answers = [questionAbout(customer), EARLIER_ONE, receiptFor(customer), TRY_AGAIN].map(
    ({ source }) => source,
  );
  return agent.reads(new RegExp(answers.join("|"), "i"), withinMs).catch(() => null);
}

/** Does it only say that the request could not be handled? */
export function isTryAgain({ text }: Seen): boolean {
  return TRY_AGAIN.test(text) && !EARLIER_ONE.test(text);
}

export function requestFor({ phone }: Customer): string {
  return `đổi quà ${GIFT.code} cho ${phone}`;
}

/** A receipt of an earlier customer's may be shown once more meanwhile, where its button was pressed several times. */
export function receiptFor({ name }: Customer): RegExp {
  return new RegExp(`${RECEIPT.source}[^]*${name}`);
}

function questionAbout({ name }: Customer): RegExp {
  return new RegExp(`Đổi quà ${GIFT.code} cho ${name}`);
}

/** Presses until the bot has taken it or the button is gone, as people do when nothing happens. */
export async function insists(stage: Stage, agent: Agent, question: Seen, label: string): Promise<void> {
  while ((await agent.clicks(question, label)) === "lost") await stage.whenUp();
}

/** The operations of this customer that were confirmed, oldest question first. */
export async function confirmedOf(
  { journal }: Stage,
  { key }: Pick<Customer, "key">,
): Promise<OperationRow[]> {
  return (await journal.operations()).filter(
    ({ customer, state }) => customer === key && !["proposed", "declined"].includes(state),
  );
}

/** Resolves with the operation of this customer that was confirmed, as soon as it is in one of these states. */
export async function operationIn(
  stage: Stage,
  { key }: Customer,
  states: readonly string[],
  withinMs = TIMEOUT_MS,
): Promise<OperationRow> {
  return vi.waitFor(
    async () => {
      const [found] = await confirmedOf(stage, { key });
      if (found === undefined || !states.includes(found.state)) {
        throw new Error(
          `the operation of ${key} is ${found?.state ?? "not confirmed"}, not ${states.join(" or ")}`,
        );
      }
      return found;
    },
    { timeout: withinMs, interval: 20 },
  );
}
