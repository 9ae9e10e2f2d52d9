import { vi } from "vitest";
import type { FaultRule } from "../../../src/sandbox/antcrm/faults.ts";
import type { Agent } from "./agents.ts";
import { newCustomer } from "./customers.ts";
import { type Fixture, TIMEOUT_MS } from "./fixture.ts";
import type { OperationRow } from "./journal.ts";
import { clicksUntilTaken } from "./redemption-steps.ts";
import type { SecondWrite, Subject, WriteKind } from "./write-kinds.ts";

/** The bot's text when the previous write on the subject is unclear. */
export const UNCLEAR_FIRST = /Lần trước chưa rõ kết quả/;

export type Kind = readonly [name: string, kind: WriteKind];

export interface Attempt {
  kind: string;
  agent: Agent;
  /** The next call of this write gets this fault. */
  injectFault(rule: Pick<FaultRule, "kind" | "commit" | "retryAfter">): void;
  /** Asks, and waits for the question. */
  asks(): Promise<void>;
  /** Asks again although the previous one is unclear. */
  asksDespiteUnclear(): Promise<void>;
  /** Asks for the second write on the same subject. `shownFirst`: what the bot shows before the question. */
  asksForSecond(second: SecondWrite, shownFirst?: RegExp): Promise<void>;
  confirms(): Promise<void>;
  /** Asks for a write that the bot refuses with this text. */
  isRefused(refusal: RegExp): Promise<void>;
  /** The rows of its operations, confirmed ones only, oldest first. */
  operations(): Promise<OperationRow[]>;
  /** Resolves with the first of them, or with this one, once it is in one of these states. */
  ends(states: readonly string[], which?: number): Promise<OperationRow>;
  count(): number;
  /** The number of effects of the first and the second write, once the first one is done. */
  countOfBoth(second: SecondWrite): number;
}

/** One write for its own customer, or two of them, by a person who writes nothing else of this kind. */
export function attemptOf(fixture: Fixture, [name, kind]: Kind, agent: Agent): Attempt {
  const customer = newCustomer(fixture);
  const id = kind.prepare?.(fixture.crm, customer) ?? customer.key.split(":")[1] ?? "";
  const subject: Subject = { ...customer, id };
  let question = { text: "", message: undefined as unknown };
  const operations = async () =>
    (await fixture.journal.operations()).filter(
      (row) => row.person === agent.person && row.kind === name && row.state !== "proposed",
    );

  async function asks(request: string, shownFirst?: RegExp): Promise<void> {
    await agent.says(request);
    if (shownFirst !== undefined) {
      await agent.clicks(await agent.reads(shownFirst), kind.anyway ?? "Vẫn tiếp tục");
    }
    question = await agent.reads(kind.question);
  }

  return {
    kind: name,
    agent,
    injectFault(rule) {
      const aim = kind.faultTarget?.(subject) ?? { phone: subject.phone };
      fixture.crm.fault({ ...rule, ...kind.call, ...aim, times: 1 });
    },
    asks: () => asks(kind.request(subject)),
    asksDespiteUnclear: () => asks(kind.request(subject), UNCLEAR_FIRST),
    asksForSecond: (second, shownFirst = second.shownFirst) => asks(second.request(subject), shownFirst),
    async confirms() {
      // A busy machine may take longer for one click than the 3 s that Slack waits.
      await clicksUntilTaken(fixture, agent, question, kind.confirm);
    },
    async isRefused(refusal) {
      await agent.says(kind.request(subject));
      await agent.reads(refusal);
    },
    operations,
    ends: (states, which = 0) =>
      vi.waitFor(
        async () => {
          const found = (await operations())[which];
          if (found !== undefined && states.includes(found.state)) return found;
          throw new Error(`the ${name} of ${agent.person} is ${found?.state ?? "not confirmed"}`);
        },
        { timeout: TIMEOUT_MS, interval: 20 },
      ),
    count: () => kind.count(fixture.crm, subject),
    countOfBoth: ({ countOfSecond }) =>
      countOfSecond === undefined
        ? kind.count(fixture.crm, subject)
        : 1 + countOfSecond(fixture.crm, subject),
  };
}
