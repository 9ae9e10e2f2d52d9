import { expect, it, vi } from "vitest";
import { switchIndexOff } from "../support/index-off.ts";
import { slackAgent, telegramAgent } from "./support/agents.ts";
import { giftsOf, newCustomer } from "./support/customers.ts";
import { createFixture, TIMEOUT_MS } from "./support/fixture.ts";
import { noneUnfinished } from "./support/frozen.ts";
import { record } from "./support/record.ts";
import {
  asksToRedeem,
  clicksUntilTaken,
  operationIn,
  RECEIPT,
  readsAbout,
} from "./support/redemption-steps.ts";

const KILLS = 6;
/** AntCRM answers only after the process was killed. */
const CRM_TAKES_MS = 60_000;

it("takes the events and operations of a killed process over when its lease ends", async () => {
  const fixture = await createFixture({ telegram: "webhook", store: "postgres" });
  const { DATABASE_URL = "", BOT_SECRET_KEY } = fixture.environment;
  await switchIndexOff(DATABASE_URL, BOT_SECRET_KEY);
  const survivor = await fixture.startReplica();
  const [eventsMs, operationsMs]: [number[], number[]] = [[], []];
  for (let kill = 0; kill < KILLS; kill += 1) {
    const victim = await fixture.startReplica();
    const [asking, redeeming] = [telegramAgent(fixture, "Minh"), slackAgent(fixture, "Lan")];
    const [looked, redeemed] = [newCustomer(fixture), newCustomer(fixture)];
    const question = await asksToRedeem(redeeming, redeemed);
    const history = readsAbout(fixture, redeemed, "/history-point");
    for (const [path, { phone }] of [
      ["/contacts", looked],
      ["/history-point", redeemed],
    ] as const)
      fixture.crm.fault({ kind: "delay", ms: CRM_TAKES_MS, path, phone, times: 1 });
    await clicksUntilTaken(fixture, redeeming, question, "Đổi quà");
    await operationIn(fixture, redeemed, ["confirmed"]);
    await asking.says(looked.phone);
    await vi.waitFor(
      () => {
        expect(readsAbout(fixture, looked, "/contacts")).toBeGreaterThan(0);
        expect(readsAbout(fixture, redeemed, "/history-point")).toBeGreaterThan(history);
      },
      { timeout: TIMEOUT_MS, interval: 5 },
    );
    // The kill comes at any time between two heartbeats.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 5_000));
    await victim.kill();
    const killedMs = performance.now();
    const since = () => performance.now() - killedMs;
    await fixture.deliverTo(survivor);
    await Promise.all([
      asking.reads(new RegExp(looked.name)).then(() => eventsMs.push(since())),
      redeeming.reads(RECEIPT).then(() => operationsMs.push(since())),
    ]);
    await noneUnfinished(fixture);
    expect(giftsOf(fixture, redeemed)).toBe(1);
  }
  const none = { events: KILLS, faults: KILLS, lost: 0, doubled: 0, repeated: KILLS };
  record({ case: "11 takeover of events", ...none, latenciesMs: eventsMs });
  record({ case: "11 takeover of operations", ...none, latenciesMs: operationsMs });
});
