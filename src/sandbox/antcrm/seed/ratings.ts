import { ratingContact } from "../groups/ratings.ts";
import type { Random } from "../random.ts";
import type { Customer, RatingType } from "../records.ts";
import { DAY_MS } from "../times.ts";
import type { World } from "../world.ts";
import { slugOf } from "./names.ts";
import { STAFF } from "./staff.ts";

const DAYS = 90;

const TYPES: readonly RatingType[] = ["omni", "omni", "omni", "ticket", "ticket", "call", "deal", "other"];
const SOURCES: Readonly<Record<RatingType, readonly string[]>> = {
  omni: ["ZALO", "ZALO", "FACEBOOK"],
  ticket: ["ZNS", "EMAIL"],
  call: ["CALL", "ZNS"],
  deal: ["ZNS", "ECOM", "EMAIL"],
  other: ["ZNS"],
};
/** Most scores are high, and low ones are more common than middle ones. */
const SCORES = [5, 5, 5, 5, 5, 5, 4, 4, 4, 4, 3, 3, 2, 1, 1];
const GOOD = ["Nhân viên nhiệt tình", "Rất hài lòng", "Giao nhanh, cảm ơn shop", "Tư vấn dễ hiểu"];
const BAD = ["Chờ lâu quá", "Không ai gọi lại", "Thái độ chưa tốt", "Hỏi mãi không trả lời"];

/** Adds ratings of the last 90 days, of chat sessions, tickets, calls and deals. */
export function addRatings(world: World, count: number): void {
  const { random } = world;
  const start = world.now();
  let session: { customer: Customer; subject: Record<string, unknown>; source: string } | undefined;
  for (let made = 0; made < count; made += 1) {
    const createdAt = Math.floor(start - (1 - made / count) * DAYS * DAY_MS + random.next() * 60_000);
    const type = random.pick(TYPES);
    // One session may be rated several times, with the same snapshot: src/crm/API.md#get-rating
    const again = type === "omni" && session !== undefined && random.chance(0.15);
    const customer = again && session ? session.customer : random.pick(world.customers);
    const source = again && session ? session.source : random.pick(SOURCES[type]);
    const score = random.pick(SCORES);
    const subject =
      again && session ? session.subject : inventSubject(world, { type, source, customer, createdAt, score });
    if (type === "omni" && subject !== null) session = { customer, subject, source };
    world.addRating({
      type,
      source,
      rating_score: score,
      comment: inventComment(random, score),
      contact: type === "other" && random.chance(0.3) ? null : ratingContact(customer),
      subject,
      createdAt: Math.min(createdAt, start),
    });
  }
}

function inventComment(random: Random, score: number): string | null {
  if (random.chance(0.6)) return random.chance(0.5) ? null : "";
  return random.pick(score >= 4 ? GOOD : BAD);
}

interface Occasion {
  type: RatingType;
  source: string;
  customer: Customer;
  createdAt: number;
  score: number;
}

/** Returns what was rated. Only the session is documented, the others are inferred: src/crm/API.md#get-rating */
function inventSubject(world: World, occasion: Occasion): Record<string, unknown> | null {
  const { random } = world;
  switch (occasion.type) {
    case "omni":
      return inventSession(world, occasion);
    case "ticket": {
      const { _id, TicketId, title } = random.pick(world.tickets);
      return { _id, TicketId, title };
    }
    case "deal": {
      const { _id, number, name } = random.pick(world.deals);
      return { _id, number, name };
    }
    case "call":
      return {
        _id: world.objectId(occasion.createdAt),
        caller: { number: occasion.customer.phones[0]?.value ?? "" },
        callee: { username: random.pick(STAFF) },
        duration_seconds: random.whole(20, 900),
      };
    case "other":
      return null;
  }
}

function inventSession(
  world: World,
  { source, customer, createdAt, score }: Occasion,
): Record<string, unknown> {
  const { random } = world;
  const begun = createdAt - random.whole(300, 7200) * 1000;
  return {
    _id: world.objectId(begun),
    channel: source,
    normalize: slugOf(customer.name),
    isDone: true,
    // The snapshot may differ from the score: src/crm/API.md#get-rating
    rating_value: random.chance(0.8) ? score : random.pick(SCORES),
    rating_comment: "",
    conversationId: String(random.whole(1e14, 9e14)),
    conversationName: customer.name,
    snippet: "Dạ em cảm ơn anh chị ạ",
    senderName: customer.name,
    senderAvatar: "",
    conversationAvatar: "",
    pageId: "3673755377776222950",
    doneAt: createdAt - 5_000,
  };
}
