/**
 * Everybody in the chat reads an alert without having asked for this customer. It must contain no full number or
 * address, whichever field of AntCRM contains it.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { World } from "../../../src/sandbox/antcrm/world.ts";
import {
  anyEmail,
  anyPhone,
  anyWriting,
  everythingShown,
  expectNoneOf,
} from "../../support/everything-shown.ts";
import { testApp } from "../../support/test-app.ts";

const MINUTE = 60_000;

/** Writes it into every field of AntCRM that people can edit. */
function writeEverywhere(world: World, secret: string, before: string): void {
  const contact = {
    name: `Lê Thị Hoa ${secret}`,
    customerId: 475,
    phones: [{ type: "Work", value: secret }],
    emails: [{ type: "Work", value: secret }],
  };
  const comment = `${before}gọi ${secret} nhé`;
  world.addRating({ rating_score: 1, comment, contact, source: secret });
  world.addRating({ rating_score: 2, comment: secret, contact, type: secret as "omni" });
  const fields = { status: secret, assignedTo: secret };
  world.addTicket({ title: `${before}${secret}`, priority: secret, ...fields });
  world.addTicket({ title: secret, priority: "Urgent", ...fields });
}

it("no alert shows everybody a full number or address, alone or combined", async () => {
  const { quan, antcrm, clock, checksAlerts } = await testApp();
  const { world } = antcrm;
  const inGroup = quan.in("nhom");
  for (const alert of ["báo đánh giá từ 5 sao trở xuống", "báo khi có phiếu mới", "báo phiếu khẩn cấp"]) {
    expect(await inGroup.types(alert)).toContain("Đã đặt cảnh báo");
  }
  const before = fc.nat({ max: 130 }).map((length) => "chờ lâu ".repeat(17).slice(0, length));
  const timesOver = fc.constantFrom(1, 3);

  await fc.assert(
    fc.asyncProperty(
      fc.record({ phone: anyPhone, write: anyWriting, email: anyEmail, before, timesOver }),
      async ({ phone, write, email, before: prefix, timesOver: times }) => {
        clock.passes(MINUTE);
        for (let time = 0; time < times; time++) {
          writeEverywhere(world, write(phone), prefix);
          writeEverywhere(world, email, prefix);
        }
        clock.passes(MINUTE);
        const notified = await checksAlerts();

        expect(notified.map(({ card }) => card.audience)).toContain("shared");
        const shown = notified.flatMap(({ card }) => everythingShown(card));
        expectNoneOf(shown, [phone], [email]);
        expect(shown.join()).toContain(`*** ${phone.slice(-3)}`);
        expect(shown.join()).not.toContain("Lê Thị Hoa");
      },
    ),
    { numRuns: 20 },
  );
});
