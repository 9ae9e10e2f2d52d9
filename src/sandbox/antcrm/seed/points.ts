import { rankOf } from "../loyalty.ts";
import type { Customer } from "../records.ts";
import { DAY_MS } from "../times.ts";
import type { World } from "../world.ts";

const ARTICLES: readonly [code: string, name: string, score: number][] = [
  ["TIVI01", "Tivi 43 inch", 100],
  ["NOIC01", "Nồi chiên không dầu", 60],
  ["QUAT01", "Quạt đứng Senko", 25],
  ["BEPT01", "Bếp từ đôi", 80],
];
const CODE_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

/** Adds a year of movements of about two thirds of the customers. Every balance is the sum of its rows. */
export function addPointHistory(world: World): void {
  const members = world.customers.filter((one) => Number(one.customerId) > 1000 && world.random.chance(0.66));
  for (const member of members) addYearOfMovements(world, member);
}

function addYearOfMovements(world: World, member: Customer): void {
  const { random } = world;
  const start = world.now();
  const since = Math.max(member.createdAt, start - 365 * DAY_MS);
  const moments = Array.from({ length: random.whole(2, 14) }, () => since + random.next() * (start - since));
  for (const moment of moments.map(Math.floor).sort((a, b) => a - b)) {
    if (random.chance(0.6)) earn(world, member, moment);
    else spend(world, member, moment);
  }
  member.rankName = rankOf(member.scoreRank);
}

function earn(world: World, member: Customer, createdAt: number): void {
  const { random } = world;
  const [code, name, score] = random.pick(ARTICLES);
  const serialNumber = Array.from({ length: 11 }, () => random.pick([...CODE_LETTERS])).join("");
  // A code that was used a second time also leaves a row, but no points.
  const status = random.chance(0.04) ? 0 : 1;
  world.addMovement({
    type: 1,
    score,
    status,
    product: { code, name, id: world.objectId(createdAt) },
    contact: world.pointContact(member),
    code: code.slice(0, 4) + serialNumber,
    serialNumber,
    createdAt,
  });
  member.scoreAvailable += status * score;
  member.scoreRank += status * score;
}

/** Adds a redemption. A gift that is too expensive leaves a failed row or none. */
function spend(world: World, member: Customer, createdAt: number): void {
  const gift = world.random.pick([...world.gifts.values()]);
  const status = member.scoreAvailable >= gift.score ? 1 : 0;
  if (status === 0 && !world.random.chance(0.15)) return;
  world.addMovement({
    type: 2,
    score: gift.score,
    status,
    gift,
    contact: world.pointContact(member),
    createdAt,
  });
  member.scoreAvailable -= status * gift.score;
}
