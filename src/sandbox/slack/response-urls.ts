import * as z from "zod";
import type { Identifiers } from "./identifiers.ts";
import { TIME_LIMITS } from "./limits.ts";
import type { Message, Messages } from "./messages.ts";
import type { OutgoingRules } from "./outgoing.ts";
import { Refusal } from "./refusal.ts";

/** The target of a `response_url`: a conversation, a person, and the message that was clicked, if any. */
interface ResponseTarget {
  channel: string;
  userId: string;
  /** The message with the button; null for commands and shortcuts. */
  source: Message | null;
  threadTs?: string | null;
}

export interface ResponseUrls {
  /** Creates an address, e.g. "http://127.0.0.1:4000/actions/000000007" */
  issue(kind: "commands" | "actions", target: ResponseTarget): string;
  /**
   * Applies what the app posts there.
   * @throws Refusal `expired_url` (30 min), `used_url` (5 uses), and the refusals of a message
   */
  respond(path: string, body: unknown): void;
  /** Applies an answer inside the acknowledgement of a command; it counts as no use. */
  answer(via: string, target: ResponseTarget, body: unknown): void;
}

const answerShape = z.object({
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  attachments: z.unknown().optional(),
  response_type: z.enum(["in_channel", "ephemeral"]).default("ephemeral"),
  replace_original: z.boolean().default(false),
  delete_original: z.boolean().default(false),
  thread_ts: z.string().optional(),
});

export function createResponseUrls(world: {
  ids: Identifiers;
  now: () => number;
  messages: Messages;
  outgoing: OutgoingRules;
  botUserId: string;
  origin: () => string;
}): ResponseUrls {
  const issued = new Map<string, { target: ResponseTarget; until: number; uses: number }>();

  function answer(via: string, target: ResponseTarget, body: unknown): void {
    const parsed = answerShape.safeParse(body);
    if (!parsed.success)
      throw new Refusal("invalid_payload", { messages: [parsed.error.message], isInvalidRequest: true });
    const { response_type, replace_original, delete_original, thread_ts, ...content } = parsed.data;
    const original = ifNotDeleted(target.source);

    if (delete_original) {
      if (original) world.messages.delete(original);
      return;
    }
    const accepted = world.outgoing.accept(via, content);
    if (replace_original && original) {
      world.messages.edit(original, accepted);
      return;
    }
    // `replace_original` on a command's response_url posts another message: src/platforms/slack/LIMITS.md#response-urls
    world.messages.post({
      channel: target.channel,
      user: world.botUserId,
      fromApp: true,
      text: accepted.text,
      blocks: accepted.blocks,
      threadTs: thread_ts ?? target.threadTs ?? null,
      ephemeralTo: response_type === "ephemeral" ? target.userId : null,
    });
  }

  return {
    issue(kind, target) {
      const path = `/${kind}/${world.ids.next("")}`;
      issued.set(path, { target, until: world.now() + TIME_LIMITS.responseUrlMs, uses: 0 });
      return world.origin() + path;
    },
    respond(path, body) {
      const address = issued.get(path);
      if (!address || world.now() > address.until)
        throw new Refusal("expired_url", { isInvalidRequest: true });
      if (address.uses >= TIME_LIMITS.responseUrlUses)
        throw new Refusal("used_url", { isInvalidRequest: true });
      answer("response_url", address.target, body);
      address.uses += 1;
    },
    answer,
  };
}

function ifNotDeleted(message: Message | null): Message | null {
  return message && !message.deleted ? message : null;
}
