/**
 * A digest is read by everybody in a chat, so no full number or address may stand anywhere in it: not in its text, its
 * tables, what a picture is called or what stands in its place, whoever typed it into whichever field of AntCRM.
 */
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { filesOf, type ReadyCard } from "../../src/cards/card.ts";
import { createPainter } from "../../src/charts/painter.ts";
import { DIGEST_KINDS } from "../../src/commands/digests/scene.ts";
import { renderAsText, renderCard as renderForSlack } from "../../src/platforms/slack/render.ts";
import { renderCard as renderForTelegram } from "../../src/platforms/telegram/render.ts";
import { render as renderForTerminal } from "../../src/platforms/terminal/render.ts";
import type { Customer } from "../../src/sandbox/antcrm/records.ts";
import type { World } from "../../src/sandbox/antcrm/world.ts";
import { compose, readyOf, yesterdayAt } from "./composed.ts";
import { fillSmallWorld } from "./small-world.ts";
import { patience, type Stage, stage } from "./stage.ts";

/** Everything that anybody of the chat gets to see, on any platform. */
function everythingShown(card: ReadyCard): string[] {
  return [
    JSON.stringify(renderForSlack(card)),
    JSON.stringify(renderForSlack(card, { tables: false })),
    JSON.stringify(renderAsText(card)),
    JSON.stringify(renderForTelegram(card)),
    renderForTerminal(card),
    ...filesOf(card).flatMap(({ name, alt = "" }) => [name, alt]),
  ];
}

/** The digits of a text, signs between them left out, as far as they may be one number. */
function numbersIn(text: string): string[] {
  return (text.normalize("NFKC").match(/\d(?:[\s.\-()\u200b]{0,3}\d)*/g) ?? []).map((one) =>
    one.replace(/\D/g, ""),
  );
}

const NATIONAL_DIGITS = 9;

function expectNoneOf(
  shown: readonly string[],
  people: readonly Customer[],
  emails: readonly string[],
): void {
  const secrets = new Set(
    people.flatMap(({ phones }) =>
      phones.map(({ value }) => value.replace(/\D/g, "").slice(-NATIONAL_DIGITS)),
    ),
  );
  for (const text of shown) {
    for (const number of numbersIn(text)) {
      for (let at = 0; at + NATIONAL_DIGITS <= number.length; at++) {
        expect(
          secrets.has(number.slice(at, at + NATIONAL_DIGITS)),
          `${number} in ${text.slice(0, 400)}`,
        ).toBe(false);
      }
    }
    for (const email of emails) expect(text.toLowerCase()).not.toContain(email.toLowerCase());
  }
}

/** Yesterday somebody put a customer's number or address wherever AntCRM lets people write. */
function writeEverywhere(world: World, secret: string, customer: Customer): void {
  const at = { createdAt: yesterdayAt("10:00") };
  const contact = { name: `${customer.name} ${secret}`, phones: customer.phones, emails: customer.emails };
  world.addRating({ rating_score: 1, comment: `gọi ${secret} nhé`, contact, source: secret, ...at });
  world.addRating({ rating_score: 2, comment: secret, contact, type: secret as "omni", ...at });
  const { _id: campaign } = world.outreach.addCampaign({ name: `Gọi ${secret}`, ...at });
  const { _id: telesale } = world.outreach.addTelesale({ campaign, contact, ...at });
  const result = secret as "BUSY";
  world.outreach.addTelecall({ campaign, telesale, agent: secret, status: result, phone: secret, ...at });
  const ticket = { title: secret, status: secret, priority: secret, assignedTo: secret };
  world.addTicket({ ...ticket, ...at });
  const gift = { id: world.objectId(at.createdAt), code: secret, name: `Quà ${secret}`, score: 1 };
  world.addMovement({ type: 2, score: 1, status: 1, gift, contact: world.pointContact(customer), ...at });
}

async function shownOf(at: Stage, draw?: Parameters<typeof compose>[2]): Promise<string[]> {
  const cards = [];
  for (const kind of DIGEST_KINDS) {
    for (const locale of ["vi", "en"] as const) {
      const card = await compose(at, kind, { locale, ...draw });
      if (card !== null) cards.push(readyOf(card, locale));
    }
  }
  return cards.flatMap(everythingShown);
}

describe("no digest tells everybody a full number or address", () => {
  it.each([101, 102, 103])("of any customer of shop %i", async (seed) => {
    const at = await stage({ seed });
    const { world } = at.antcrm;
    fillSmallWorld(world);
    await at.tickets.refresh(patience());
    await at.tickets.sweep(patience());
    const emails = world.customers.flatMap((one) => one.emails.map(({ value }) => value));

    const shown = await shownOf(at);

    expect(shown.length).toBeGreaterThan(40);
    expectNoneOf(shown, world.customers, emails);
  });

  it("whatever stands in whichever field", async () => {
    const at = await stage();
    const { world } = at.antcrm;
    const digits = fc.stringMatching(/^0[35789]\d{8}$/);
    const written = fc.constantFrom(
      (one: string) => one,
      (one: string) => `+84${one.slice(1)}`,
      (one: string) => `${one.slice(0, 4)} ${one.slice(4, 7)} ${one.slice(7)}`,
      (one: string) => `${one.slice(0, 4)}.${one.slice(4, 7)}.${one.slice(7)}`,
      (one: string) => `${one.slice(0, 4)}-${one.slice(4)}`,
    );
    await fc.assert(
      fc.asyncProperty(digits, written, fc.emailAddress(), async (phone, write, email) => {
        const customer = world.addCustomer({ name: "Lê Thị Hoa", phones: [phone], emails: [email] });
        world.ratings.splice(0);
        writeEverywhere(world, write(phone), customer);
        writeEverywhere(world, email, customer);
        await at.tickets.refresh(patience());

        const shown = await shownOf(at);
        expectNoneOf(shown, [customer], [email]);
        // They do stand there, each in its masked form, and their owner by the given name alone.
        expect(shown.join()).toContain(`*** ${phone.slice(-3)}`);
        expect(shown.join()).toContain("***@");
        expect(shown.join()).not.toContain("Lê Thị Hoa");
      }),
      { numRuns: 12 },
    );
  }, 60_000);

  it("nor do the real pictures, in their names and in what is said in their place", async () => {
    const painter = createPainter();
    onTestFinished(() => painter.close());
    const at = await stage();
    const { world } = at.antcrm;
    const customer = world.addCustomer({
      name: "Lê Thị Hoa",
      phones: ["0987654321"],
      emails: ["hoa@example.com"],
    });
    writeEverywhere(world, "0987 654 321", customer);
    // By the clock of a test nobody is kept waiting, and a picture may take as long as this machine needs.
    const card = await compose(at, "campaigns", { draw: painter.draw });

    const files = card ? filesOf(card) : [];
    expect(files.map(({ mime }) => mime)).toEqual(["image/png", "image/png"]);
    expectNoneOf(
      files.flatMap(({ name, alt = "" }) => [name, alt]),
      [customer],
      ["hoa@example.com"],
    );
  }, 30_000);
});
