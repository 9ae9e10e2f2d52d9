import type { World } from "../world.ts";
import { addCustomers } from "./customers.ts";
import { addDeals } from "./deals.ts";
import { addPointHistory } from "./points.ts";
import { addRatings } from "./ratings.ts";
import { addTickets } from "./tickets.ts";

/** Fills the world beyond its cast: a middling shop, its customers and the traces they left. */
export function populate(world: World): void {
  addCustomers(world, 480);
  addDeals(world, 500);
  addTickets(world, 600);
  addPointHistory(world);
  addRatings(world, 3000);
}
