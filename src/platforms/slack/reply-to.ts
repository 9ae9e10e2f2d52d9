import * as z from "zod";
import { LIMITS } from "./limits.ts";

/** The ways to reply to the person who asked, as the event offered them. */
export interface ReplyTo {
  /** Slack's user id, `"U0123"`. */
  user: string;
  /** `"C0123"`, `"D0123"`. */
  channel: string;
  thread?: string | undefined;
  /** Other people can read messages there. */
  shared: boolean;
  responseUrl?: ResponseUrl | undefined;
  /** The message whose button was pressed. */
  pressed?: z.output<typeof pressedShape> | undefined;
  /** `ts` of the message that mentioned the bot: it gets a reaction while the bot is at work. */
  mention?: string | undefined;
  /** Opens one modal, for about 3 s. */
  trigger?: { id: string; untilMs: number } | undefined;
  /** The modal that the person sees, in which answers can be shown. */
  viewId?: string | undefined;
}

const responseUrlShape = z.object({ url: z.string(), usesLeft: z.number(), untilMs: z.number() });

export type ResponseUrl = z.output<typeof responseUrlShape>;

const pressedShape = z.object({
  ts: z.string(),
  ephemeral: z.boolean(),
  /** Its card asked a question. The answer replaces the card, so that it cannot be pressed twice. */
  replace: z.boolean(),
});

/** `private_metadata` of our modals: the draft, and where its answer belongs. */
const originShape = z.object({
  draft: z.string().optional(),
  reply: z.object({
    channel: z.string(),
    thread: z.string().optional(),
    shared: z.boolean(),
    responseUrl: responseUrlShape.optional(),
    pressed: pressedShape.optional(),
  }),
});

/** Returns the origin as text for `private_metadata`, without a `response_url` that would make it too long. */
export function writeOrigin(draft: string | undefined, to: ReplyTo): string {
  const { channel, thread, shared, responseUrl, pressed } = to;
  const full = JSON.stringify({ draft, reply: { channel, thread, shared, responseUrl, pressed } });
  if (full.length <= LIMITS.metadataChars) return full;
  return JSON.stringify({ draft, reply: { channel, thread, shared } });
}

/** Reads `private_metadata`. @returns null for a modal that is not ours */
export function readOrigin(metadata: string): z.output<typeof originShape> | null {
  try {
    return originShape.safeParse(JSON.parse(metadata)).data ?? null;
  } catch {
    // Not JSON, so the modal is not ours.
    return null;
  }
}

/** Returns a new `response_url`, with the number of uses and the time that Slack allows. */
export function freshResponseUrl(url: string | undefined, receivedAt: Date): ResponseUrl | undefined {
  if (url === undefined) return undefined;
  return { url, usesLeft: LIMITS.responseUrlUses, untilMs: receivedAt.getTime() + LIMITS.responseUrlMs };
}
