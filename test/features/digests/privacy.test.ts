/**
 * Everybody in a chat reads a digest. It must contain no full number or address in its text, tables, picture names or
 * text alternatives, whichever field of AntCRM contains it.
 */
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { filesOf } from "../../../src/cards/card.ts";
import { createPainter } from "../../../src/charts/painter.ts";
import { DIGEST_KINDS } from "../../../src/features/digests/digest-context.ts";
import type { Customer } from "../../../src/sandbox/antcrm/records.ts";
import type { World } from "../../../src/sandbox/antcrm/world.ts";
import {
  anyEmail,
  anyPhone,
  anyWriting,
  everythingShown,
  expectNoneOf,
} from "../../support/everything-shown.ts";
import { compose, readyOf, yesterdayAt } from "./compose-digest.ts";
import { type Stage, stage, timeout } from "./digest-fixture.ts";
import { fillGeneratedShop } from "./generated-shop.ts";

const phonesOf = (people: readonly Customer[]) =>
  people.flatMap(({ phones }) => phones.map(({ value }) => value));

/** Writes a customer's number or address into every editable field of AntCRM, dated yesterday. */
function writeEverywhere(world: World, secret: string, customer: Customer, before = ""): void {
  const at = { createdAt: yesterdayAt("10:00") };
  const contact = { name: `${customer.name} ${secret}`, phones: customer.phones, emails: customer.emails };
  world.addRating({ rating_score: 1, comment: `${before}gọi ${secret} nhé`, contact, source: secret, ...at });
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

describe("no digest shows everybody a full number or address", () => {
  it.each([101, 102, 103])("of any customer of the generated shop %i", async (seed) => {
    const at = await stage({ seed });
    const { world } = at.antcrm;
    fillGeneratedShop(world);
    await at.tickets.refresh(timeout());
    await at.tickets.sweep(timeout());
    const emails = world.customers.flatMap((one) => one.emails.map(({ value }) => value));

    const shown = await shownOf(at);

    expect(shown.length).toBeGreaterThan(40);
    expectNoneOf(shown, phonesOf(world.customers), emails);
  });

  it("in any field", async () => {
    const at = await stage();
    const { world } = at.antcrm;
    // Long comments and names are truncated. The rest must not contain a part of a number or an address.
    const before = fc.nat({ max: 170 }).map((length) => "chờ lâu ".repeat(22).slice(0, length));
    await fc.assert(
      fc.asyncProperty(anyPhone, anyWriting, anyEmail, before, async (phone, write, email, prefix) => {
        const customer = world.addCustomer({ name: "Lê Thị Hoa", phones: [phone], emails: [email] });
        world.ratings.splice(0);
        writeEverywhere(world, write(phone), customer, prefix);
        writeEverywhere(world, email, customer, prefix);
        await at.tickets.refresh(timeout());

        const shown = await shownOf(at);
        expectNoneOf(shown, [phone], [email]);
        // They are shown, each in its masked form, and their owner only by the given name.
        expect(shown.join()).toContain(`*** ${phone.slice(-3)}`);
        expect(shown.join()).toContain("***@");
        expect(shown.join()).not.toContain("Lê Thị Hoa");
      }),
      // The example is a comment that is cut after the @ of an address. Digests take long, so nothing is shrunk.
      {
        numRuns: 12,
        endOnFailure: true,
        examples: [
          ["0867123456", (one) => one, "chilannguyen@example.com", "chờ lâu ".repeat(22).slice(0, 139)],
        ],
      },
    );
  });

  it("real pictures show none either, in their names and text alternatives", async () => {
    const painter = createPainter({ drawnWithinMs: 30_000, idleMs: 20_000 });
    onTestFinished(() => painter.close());
    const at = await stage();
    const { world } = at.antcrm;
    const customer = world.addCustomer({
      name: "Lê Thị Hoa",
      phones: ["0987654321"],
      emails: ["hoa@example.com"],
    });
    writeEverywhere(world, "0987 654 321", customer);
    // On the test clock there is no time limit, so a picture may take as long as this machine needs.
    const card = await compose(at, "campaigns", { draw: painter.draw });

    const files = card ? filesOf(card) : [];
    expect(files.map(({ mime }) => mime)).toEqual(["image/png", "image/png"]);
    expectNoneOf(
      files.flatMap(({ name, alt = "" }) => [name, alt]),
      ["0987654321"],
      ["hoa@example.com"],
    );
  });
});
