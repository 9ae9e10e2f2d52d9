import type { Random } from "../random.ts";
import type { ProductLine } from "../records.ts";
import { DAY_MS } from "../times.ts";
import type { World } from "../world.ts";
import { inventQuirks } from "./customers.ts";
import { NAMED_ARTICLES, OTHER_ARTICLES } from "./goods.ts";
import { STAFF } from "./staff.ts";

const ARTICLES = [...NAMED_ARTICLES, ...OTHER_ARTICLES];
const BRANCHES = ["", "Chi nhánh Quận 1", "Chi nhánh Gò Vấp", "Chi nhánh Cầu Giấy", "Chi nhánh Đà Nẵng"];

/** Adds deals of the last year, in both shapes of the vendor's samples. */
export function addDeals(world: World, count: number): void {
  const { random } = world;
  const start = world.now();
  const buyers = world.customers.filter(({ contactType }) => contactType === "customer");
  for (let made = 0; made < count; made += 1) {
    const customer = random.pick(buyers);
    const age = random.whole(1, 365 * 24) * 3_600_000;
    const createdAt = Math.max(start - age, customer.createdAt);
    const products = Array.from({ length: random.whole(1, 3) }, () => inventLine(random));
    const full = random.chance(0.5);
    world.addDeal({
      name: `Đơn hàng ${products[0]?.name ?? ""}`,
      customer: customer._id,
      products,
      value: products.reduce((sum, line) => sum + line.quantity * line.value, 0),
      shape: full ? "full" : "short",
      // The short form shows an empty stage, the real record an ObjectId: src/crm/API.md#deal-stages
      stage: full ? random.pick([...world.stages.values()]) : "",
      status: age < 20 * DAY_MS ? "OPEN" : random.chance(0.65) ? "WON" : "LOST",
      receiverName: customer.name,
      receiverPhone: customer.phones[0]?.value ?? "",
      receiverAddressObj: customer.addresses[0] ?? {},
      branch: random.pick(BRANCHES),
      shipping_cost: random.chance(0.5) ? 30_000 : 0,
      dealBy: random.chance(0.7) ? [random.pick(STAFF)] : [],
      createdAt,
      updatedAt: Math.min(start, createdAt + random.whole(0, 10) * DAY_MS),
      quirks: inventQuirks(random),
    });
  }
}

function inventLine(random: Random): ProductLine {
  const { code, ownCode, name, price } = random.pick(ARTICLES);
  const discounted = random.chance(0.2);
  return {
    name,
    quantity: random.chance(0.8) ? 1 : random.whole(2, 5),
    typeDiscount: discounted ? 1 : 0,
    discount: discounted ? 10 : 0,
    value: price,
    productIdApiRing: ownCode,
    code,
    note: "",
  };
}
