import { vi } from "vitest";
import type { Agent, Seen } from "./agents.ts";
import type { OperationRow } from "./journal.ts";
import { PATIENCE_MS, type Stage } from "./stage.ts";

/** A gift of the sandbox, and its price in points. */
export const GIFT = { code: "DAUMAY01", points: 10 };

export interface Customer {
  /** As the journal calls them: `"customer:9457"`. */
  key: string;
  /** Nobody else's. */
  name: string;
  phone: string;
  points: number;
}

let born = 0;

/** Somebody new in the CRM. */
export function newCustomer({ crm }: Pick<Stage, "crm">, points = 100): Customer {
  born += 1;
  const phone = `090${1_000_000 + born}`;
  const name = `Khách ${phone.slice(-5)}`;
  const { customerId } = crm.world.addCustomer({ name, phones: [phone], scoreAvailable: points });
  crm.world.addCode({ code: codeFor({ phone }), score: 50 });
  return { key: `customer:${customerId}`, name, phone, points };
}

/** The accumulation code that is theirs to use, once. */
export function codeFor({ phone }: Pick<Customer, "phone">): string {
  return `TIVI${phone}`;
}

/** How many gifts AntCRM has really given this customer. */
export function giftsOf({ crm }: Pick<Stage, "crm">, { key }: Customer): number {
  return crm.world.points.filter(
    ({ type, status, contact }) => type === 2 && status === 1 && key === `customer:${contact.customerId}`,
  ).length;
}

export async function asksToRedeem(
  agent: Agent,
  { name, phone }: Customer,
  withinMs?: number,
): Promise<Seen> {
  await agent.says(`đổi quà ${GIFT.code} cho ${phone}`);
  return agent.reads(new RegExp(`Đổi quà ${GIFT.code} cho ${name}`), withinMs);
}

/** Presses until the bot has taken it or the button is gone, as people do when nothing happens. */
export async function insists(stage: Stage, agent: Agent, question: Seen, label: string): Promise<void> {
  while ((await agent.presses(question, label)) === "lost") await stage.whenUp();
}

/** Resolves with the operation of this customer that was confirmed, as soon as it is in one of these states. */
export async function operationIn(
  stage: Stage,
  { key }: Customer,
  states: readonly string[],
  withinMs = PATIENCE_MS,
): Promise<OperationRow> {
  return vi.waitFor(
    async () => {
      const [found] = (await stage.journal.operations()).filter(
        ({ customer, state }) => customer === key && state !== "proposed",
      );
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
