import type { World } from "../world.ts";
import { generateCallsLater } from "./campaigns.ts";
import { generateConversationsLater } from "./conversations.ts";
import { addCustomers } from "./customers.ts";
import { addDeals } from "./deals.ts";
import { addPointHistory } from "./points.ts";
import { addProducts } from "./products.ts";
import { addRatings } from "./ratings.ts";
import { generateTasksLater } from "./tasks.ts";
import { addTickets } from "./tickets.ts";

/**
 * Fills the world with a shop of medium size, its customers and their records.
 * @param ratings how many ratings to generate: 3,000 in a shop of this size
 */
export function populate(world: World, ratings: number): void {
  addProducts(world);
  addCustomers(world, 480);
  addDeals(world, 500);
  addTickets(world, 600);
  addPointHistory(world);
  addRatings(world, ratings);

  const customers = [...world.customers];
  const start = world.now();
  generateCallsLater(world, customers, start);
  generateTasksLater(world, customers, start);
  generateConversationsLater(world, customers, start);
}
