import type { ReadyCard } from "../../cards/card.ts";
import type { Logger } from "../../logging/logger.ts";
import { SlackRefusal } from "./refusal.ts";
import { type Payload, renderAsText, renderCard } from "./render.ts";

/** What Slack says of blocks it does not take. */
const REFUSED_SHAPES = new Set([
  "invalid_blocks",
  "invalid_blocks_format",
  "msg_blocks_too_long",
  "msg_too_long",
  "invalid_payload",
]);

/**
 * Sends cards in a shape this server takes. A server without table blocks (GovSlack and proxies lag behind) is learned
 * once and remembered; a card that is refused all the same still arrives, as bare text, and is logged as our mistake.
 */
export function createDrawer(log: Logger) {
  let tables = true;

  return async function draw(card: ReadyCard, send: (payload: Payload) => Promise<void>): Promise<void> {
    const payload = renderCard(card, { tables });
    try {
      await send(payload);
    } catch (error) {
      if (!(error instanceof SlackRefusal) || !REFUSED_SHAPES.has(error.code)) throw error;
      if (
        payload.blocks.some(({ type }) => type === "table") &&
        (await sent(send, renderCard(card, { tables: false })))
      ) {
        tables = false;
        return;
      }
      log.error({ code: error.code }, "Slack refused the layout of a card");
      await send(renderAsText(card));
    }
  };
}

async function sent(send: (payload: Payload) => Promise<void>, payload: Payload): Promise<boolean> {
  try {
    await send(payload);
    return true;
  } catch (error) {
    if (error instanceof SlackRefusal && REFUSED_SHAPES.has(error.code)) return false;
    throw error;
  }
}
