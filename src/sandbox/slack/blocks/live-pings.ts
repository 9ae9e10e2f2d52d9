import type { Block } from "./blocks.ts";

/** Unescaped mrkdwn that notifies people: src/platforms/slack/LIMITS.md#text */
const PING =
  /<!(?:channel|here|everyone)(?:\|[^>]*)?>|<!subteam\^[A-Z0-9]+(?:\|[^>]*)?>|<@[UW][A-Z0-9]+(?:\|[^>]*)?>/g;

/**
 * Returns the pings that a message would send, e.g. `["<!channel>", "<@U0LAN>"]`, without their labels. Plain text
 * pings nobody; `text`, mrkdwn objects, markdown blocks and rich text do.
 */
export function livePings(message: { text: string; blocks: readonly Block[] }): string[] {
  return [...pingsIn(message.text), ...message.blocks.flatMap(pingsIn)];
}

function pingsIn(value: unknown): string[] {
  if (typeof value === "string") return (value.match(PING) ?? []).map((ping) => ping.replace(/\|.*>$/, ">"));
  if (Array.isArray(value)) return value.flatMap(pingsIn);
  if (typeof value !== "object" || value === null) return [];
  return pingsOfObject(value as Record<string, unknown>);
}

function pingsOfObject(object: Record<string, unknown>): string[] {
  switch (object.type) {
    case "plain_text":
    case "raw_text":
    case "raw_number":
    case "text":
      return [];
    case "broadcast":
      return [`<!${object.range}>`];
    case "user":
      return [`<@${object.user_id}>`];
    case "usergroup":
      return [`<!subteam^${object.usergroup_id}>`];
    case "mrkdwn":
    case "markdown":
      return pingsIn(object.text);
    default:
      // Ids, values and addresses are not shown, so only nested objects can ping.
      return Object.values(object).flatMap((item) => (typeof item === "object" ? pingsIn(item) : []));
  }
}
