import type { Session } from "../conversations.ts";
import type { Random } from "../random.ts";
import type { Customer, Rating } from "../records.ts";
import { DAY_MS } from "../times.ts";
import type { World } from "../world.ts";
import { DIALOGUES } from "./dialogues.ts";

const COUNT = 60;
/** Half of the sessions are rated. */
const RATED = 30;

/** Generates sessions of the last weeks, half of them with ratings. */
export function generateConversationsLater(
  world: World,
  customers: readonly Customer[],
  start: number,
): void {
  const rated = ratedSessions(world.ratings);
  world.conversations.fillLater(() => {
    for (const rating of rated) addRated(world, rating);
    for (let made = rated.length; made < COUNT; made += 1) addUnratedSessions(world, customers, start);
  });
}

/** Returns the last rating of each session, which may be rated several times: src/crm/API.md#get-rating */
function ratedSessions(ratings: readonly Rating[]): Rating[] {
  const found = new Map<unknown, Rating>();
  for (let place = ratings.length - 1; place >= 0 && found.size < RATED; place -= 1) {
    const rating = ratings[place];
    if (rating?.type === "omni" && rating.subject !== null && rating.contact !== null) {
      found.set(rating.subject._id, rating);
    }
  }
  return [...found.values()];
}

function addRated(world: World, { subject, contact, source }: Rating): void {
  const { conversations } = world;
  const { _id, conversationId, pageId, doneAt } = subject as Record<string, string | number>;
  const sessionId = String(_id);
  // An ObjectId contains its time of creation.
  const createdAt = Number.parseInt(sessionId.slice(0, 8), 16) * 1000;
  const session = conversations.addSession({
    sessionId,
    conversationId: String(conversationId),
    pageId: String(pageId),
    channel: source,
    partner: partnerOf(contact ?? {}),
    textKey: inventTextKey(conversations.random),
    createdAt,
  });
  addMessages(world, session, Number(doneAt));
}

function addUnratedSessions(world: World, customers: readonly Customer[], start: number): void {
  const { conversations } = world;
  const { random } = conversations;
  const createdAt = Math.floor(start - (2 / 24 + random.next() * 60) * DAY_MS);
  const session = conversations.addSession({
    channel: random.pick(["ZALO", "ZALO", "FACEBOOK"]),
    partner: partnerOf(random.pick(customers)),
    textKey: inventTextKey(random),
    createdAt,
  });
  addMessages(world, session, createdAt + random.whole(300, 5400) * 1000);
}

/** Adds one dialogue, evenly spread over the session. Sometimes the last message is not delivered. */
function addMessages({ conversations }: World, session: Session, until: number): void {
  const { random } = conversations;
  const dialogue = random.pick(DIALOGUES);
  const step = (until - session.createdAt) / (dialogue.length + 1);
  for (const [place, [speaker, text]] of dialogue.entries()) {
    const isLast = place === dialogue.length - 1;
    const isOutboundMessage = speaker !== "khách";
    conversations.addMessage(session, {
      text,
      isOutboundMessage,
      isResponsedByBot: speaker === "bot",
      errorMessage: isLast && isOutboundMessage && random.chance(0.3) ? "Người dùng chưa quan tâm OA" : "",
      attachments: text === "" ? [{ type: "image", url: "https://example.com/anh/noi-chien.jpg" }] : [],
      createdAt: Math.floor(session.createdAt + place * step),
    });
  }
}

/** Returns `content` for two thirds of the sessions, `text` for the others: src/crm/API.md#get-messages */
function inventTextKey(random: Random): Session["textKey"] {
  return random.chance(0.67) ? "content" : "text";
}

function partnerOf({ leadId, customerId }: { leadId?: unknown; customerId?: unknown }): Session["partner"] {
  return leadId ? { leadId: Number(leadId) } : { customerId: Number(customerId) };
}
