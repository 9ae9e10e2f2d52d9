import { z } from "zod";
import { LIMITS } from "./limits.ts";

/** The ways back to the person who asked, as the event offered them. */
export interface ReplyTo {
  /** Slack's user id, `"U0123"`. */
  user: string;
  /** `"C0123"`, `"D0123"`. */
  channel: string;
  thread?: string | undefined;
  /** Others read along there. */
  shared: boolean;
  responseUrl?: ResponseUrl | undefined;
  /** The message whose button was pressed. */
  pressed?: z.output<typeof pressedShape> | undefined;
  /** `ts` of the message that mentioned the bot: it gets a reaction while the bot is at work. */
  mention?: string | undefined;
  /** Opens a modal, once, for about 3 s. */
  trigger?: { id: string; untilMs: number } | undefined;
  /** The modal in front of the person, which answers can be shown in. */
  viewId?: string | undefined;
}

const responseUrlShape = z.object({ url: z.string(), usesLeft: z.number(), untilMs: z.number() });

export type ResponseUrl = z.output<typeof responseUrlShape>;

const pressedShape = z.object({
  ts: z.string(),
  ephemeral: z.boolean(),
  /** Its card asked something: the answer takes its place, so that it cannot be pressed twice. */
  replace: z.boolean(),
});

/** `private_metadata` of our modals: the draft, and where the answer to it belongs. */
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

/** The origin as text for `private_metadata`; a `response_url` that would make it too long stays out. */
export function writeOrigin(draft: string | undefined, to: ReplyTo): string {
  const { channel, thread, shared, responseUrl, pressed } = to;
  const full = JSON.stringify({ draft, reply: { channel, thread, shared, responseUrl, pressed } });
  if (full.length <= LIMITS.metadataChars) return full;
  return JSON.stringify({ draft, reply: { channel, thread, shared } });
}

/** @returns null for a modal that is not ours */
export function readOrigin(metadata: string): z.output<typeof originShape> | null {
  try {
    return originShape.safeParse(JSON.parse(metadata)).data ?? null;
  } catch {
    // Not JSON: not ours.
    return null;
  }
}

/** A fresh `response_url`, as long as Slack honours it. */
export function freshResponseUrl(url: string | undefined, receivedAt: Date): ResponseUrl | undefined {
  if (url === undefined) return undefined;
  return { url, usesLeft: LIMITS.responseUrlUses, untilMs: receivedAt.getTime() + LIMITS.responseUrlMs };
}
