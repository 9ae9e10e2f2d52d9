import { vi } from "vitest";
import type { Agent, ShownMessage } from "./agents.ts";
import { type Customer, GIFT } from "./customers.ts";
import { type Fixture, TIMEOUT_MS } from "./fixture.ts";
import type { OperationRow } from "./journal.ts";

/** Counts the reads of the CRM at this path about this customer. */
export function readsAbout({ crm }: Pick<Fixture, "crm">, { phone }: Customer, path: string): number {
  const isAbout = (query: Readonly<Record<string, string>>) =>
    Object.values(query).some((value) => value.endsWith(phone.slice(1)));
  return crm.requests.filter((call) => call.path === path && isAbout(call.query)).length;
}

/** The bot's card before a second redemption while the first one has no outcome, or was the same within the hour. */
const EARLIER_REDEMPTION = /đang được thực hiện|chưa rõ|vừa đổi quà này/i;
export const RECEIPT = /Đã đổi quà/;
export const TRY_AGAIN = /thử lại/i;

export async function asksToRedeem(
  agent: Agent,
  customer: Customer,
  withinMs?: number,
): Promise<ShownMessage> {
  await agent.says(requestFor(customer));
  return agent.reads(questionAbout(customer), withinMs);
}

/** Asks for a redemption, and continues when the bot first shows an earlier one of this customer. */
export async function asksToRedeemAgain(
  fixture: Fixture,
  agent: Agent,
  customer: Customer,
  withinMs?: number,
): Promise<ShownMessage> {
  await agent.says(requestFor(customer));
  const answer = await agent.reads(
    new RegExp(`${questionAbout(customer).source}|${EARLIER_REDEMPTION.source}`, "i"),
    withinMs,
  );
  return isQuestion(answer, customer) ? answer : continuesAnyway(fixture, agent, answer, customer);
}

/** Continues from the card with the earlier redemption to the bot's question. */
export async function continuesAnyway(
  fixture: Fixture,
  agent: Agent,
  shown: ShownMessage,
  customer: Customer,
): Promise<ShownMessage> {
  await clicksUntilTaken(fixture, agent, shown, "Vẫn tiếp tục");
  return agent.reads(questionAbout(customer));
}

/** True if the message asks for a confirmation and mentions no earlier redemption. */
export function isQuestion({ text }: ShownMessage, customer: Customer): boolean {
  return questionAbout(customer).test(text) && !EARLIER_REDEMPTION.test(text);
}

/** Resolves with the next message that answers the person's request; null if none comes in time. */
export function nextAnswer(agent: Agent, customer: Customer, withinMs: number): Promise<ShownMessage | null> {
  const answers = [questionAbout(customer), EARLIER_REDEMPTION, receiptFor(customer), TRY_AGAIN].map(
    ({ source }) => source,
  );
  return agent.reads(new RegExp(answers.join("|"), "i"), withinMs).catch(() => null);
}

/** True if the message only says that the request could not be handled. */
export function isTryAgain({ text }: ShownMessage): boolean {
  return TRY_AGAIN.test(text) && !EARLIER_REDEMPTION.test(text);
}

export function requestFor({ phone }: Customer): string {
  return `đổi quà ${GIFT.code} cho ${phone}`;
}

/** Matches a receipt with the name. An earlier customer's may appear again if its button was clicked several times. */
export function receiptFor({ name }: Customer): RegExp {
  return new RegExp(`${RECEIPT.source}[^]*${name}`);
}

export function questionAbout({ name }: Customer): RegExp {
  return new RegExp(`Đổi quà ${GIFT.code} cho ${name}\\?`);
}

/** Clicks until the bot accepts the click or the button is gone. */
export async function clicksUntilTaken(
  fixture: Fixture,
  agent: Agent,
  question: ShownMessage,
  label: string,
): Promise<void> {
  while ((await agent.clicks(question, label)) === "lost") await fixture.whenUp();
}

/** Returns the confirmed operations of this customer, the oldest question first. */
export async function confirmedOf(
  { journal }: Fixture,
  { key }: Pick<Customer, "key">,
): Promise<OperationRow[]> {
  return (await journal.operations()).filter(
    ({ customer, state }) => customer === key && !["proposed", "declined"].includes(state),
  );
}

/** Resolves with this customer's first confirmed operation as soon as it is in one of these states. */
export async function operationIn(
  fixture: Fixture,
  { key }: Customer,
  states: readonly string[],
  withinMs = TIMEOUT_MS,
): Promise<OperationRow> {
  return vi.waitFor(
    async () => {
      const [found] = await confirmedOf(fixture, { key });
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
