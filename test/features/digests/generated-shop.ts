import { generateCallsLater } from "../../../src/sandbox/antcrm/seed/campaigns.ts";
import { addCustomers } from "../../../src/sandbox/antcrm/seed/customers.ts";
import { addDeals } from "../../../src/sandbox/antcrm/seed/deals.ts";
import { addPointHistory } from "../../../src/sandbox/antcrm/seed/points.ts";
import { addProducts } from "../../../src/sandbox/antcrm/seed/products.ts";
import { addRatings } from "../../../src/sandbox/antcrm/seed/ratings.ts";
import { addTickets } from "../../../src/sandbox/antcrm/seed/tickets.ts";
import type { World } from "../../../src/sandbox/antcrm/world.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * Fills a generated shop from its seed, small enough for fifty to be read in a minute, and busy in the last days.
 * Some records are malformed: scores out of range or missing, rows without an id, equal times.
 * @returns the times of the ratings that cannot be read
 */
export function fillGeneratedShop(world: World): { unreadable: number[] } {
  addProducts(world);
  addCustomers(world, 40);
  addDeals(world, 10);
  addTickets(world, 150);
  addPointHistory(world);
  addRatings(world, 500);
  generateCallsLater(world, [...world.customers], world.now());
  // A time that is sent as a date only can be counted only by day.
  for (const { quirks } of world.tickets) if (quirks.dates !== undefined) quirks.dates = "digits";
  addBusyDays(world);
  return addOddRatings(world);
}

/** Adds an event about every minute of the last three days. */
function addBusyDays(world: World): void {
  const { random } = world;
  const start = world.now();
  const moments = Array.from({ length: 240 }, () => Math.floor(start - random.next() * 3 * DAY_MS)).sort();
  for (const createdAt of moments) {
    world.addRating({ rating_score: random.whole(1, 5), createdAt, comment: random.pick([null, "Chờ lâu"]) });
    if (!random.chance(0.3)) continue;
    const updatedAt = Math.min(start, createdAt + random.whole(0, 40) * 30 * MINUTE_MS);
    const status = random.pick(["New", "Assigned", "Closed", "Closed"]);
    world.addTicket({
      title: "Hỏi hàng",
      status,
      priority: random.pick(["Urgent", "Low"]),
      createdAt,
      updatedAt,
    });
    const gift = random.pick([...world.gifts.values()]);
    const contact = world.pointContact(random.pick(world.customers));
    const status2 = random.chance(0.8) ? 1 : 0;
    world.addMovement({ type: 2, score: gift.score, status: status2, gift, contact, createdAt });
  }
}

function addOddRatings(world: World): { unreadable: number[] } {
  const { random } = world;
  const start = world.now();
  const odd = [0, 7, 4.5, null, "3", ""];
  for (const score of odd) {
    const createdAt = Math.floor(start - random.next() * 2 * DAY_MS);
    world.addRating({ rating_score: score as number, createdAt, source: "", type: "other" });
  }
  const unreadable = [3, 30, 50].map((hours) => start - hours * 60 * MINUTE_MS);
  for (const createdAt of unreadable) world.addRating({ rating_score: 1, createdAt, _id: "" });
  return { unreadable };
}
