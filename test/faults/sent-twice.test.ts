import { expect, it, vi } from "vitest";
import { slackAgent, telegramAgent } from "./support/agents.ts";
import { type Customer, newCustomer } from "./support/customers.ts";
import { createFixture, type Fixture, TIMEOUT_MS } from "./support/fixture.ts";
import { record } from "./support/record.ts";
import { operationIn } from "./support/redemption-steps.ts";

it("creates one ticket of a form that Slack's client sends twice at the same moment", async () => {
  const fixture = await createFixture({ telegram: "polling" });
  await fixture.start();
  const customer = newCustomer(fixture);
  const user = fixture.slack.addUser({ name: "Lan", locale: "vi-VN" });
  const lan = fixture.slack.person(user.id);
  await lan.slashCommand("/crm", `ticket ${customer.phone}`, fixture.slack.dm(user.id));
  const form = await lan.nextModal((view) => view.title === "Tạo phiếu");

  // Two submissions with different triggers: an inbox cannot recognise them as one.
  const filled = { "Tiêu đề": `Máy in hỏng ${customer.phone}`, SLA: "Tiêu chuẩn" };
  const sent = await Promise.all([lan.submit(form, filled), lan.submit(form, filled)]);
  expect(sent.map(({ acked }) => acked)).toEqual([true, true]);
  await operationIn(fixture, customer, ["done"]);
  await allAnswered(fixture);
  expect(ticketsOf(fixture, customer)).toBe(1);
  expect(await fixture.journal.operations()).toHaveLength(1);
  record({ case: "1 sent twice", events: 3, faults: 1, lost: 0, doubled: 0, repeated: 0 });
});

it.each([
  ["Slack", slackAgent],
  ["Telegram", telegramAgent],
] as const)(
  "creates one ticket of the last answer, given twice and delivered again on %s",
  async (_, agentOn) => {
    const fixture = await createFixture({ telegram: "webhook" });
    await fixture.start();
    const customer = newCustomer(fixture);
    const lan = agentOn(fixture, "Lan");
    await lan.says(`tạo phiếu cho ${customer.phone}`);
    await lan.reads(/Tiêu đề/);
    const title = `Máy in hỏng ${customer.phone}`;
    await Promise.all([lan.says(title), lan.says(title)]);
    const question = await lan.reads(/Tạo phiếu này\?|SLA/);
    await lan.deliversAgain();
    if (/SLA\?/.test(question.text)) await lan.says("Tiêu chuẩn");
    const asked = /Tạo phiếu này\?/.test(question.text) ? question : await lan.reads(/Tạo phiếu này\?/);
    await Promise.all([lan.clicks(asked, "Tạo phiếu"), lan.clicks(asked, "Tạo phiếu")]);

    await operationIn(fixture, customer, ["done"]);
    await allAnswered(fixture);
    expect(ticketsOf(fixture, customer)).toBe(1);
  },
);

function ticketsOf({ crm }: Fixture, { phone }: Customer): number {
  return crm.world.tickets.filter(({ title }) => title.includes(phone)).length;
}

async function allAnswered({ journal }: Fixture): Promise<void> {
  await vi.waitFor(async () => expect(await journal.unfinished()).toEqual([]), { timeout: TIMEOUT_MS });
}
