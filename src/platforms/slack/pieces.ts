import type { ContextBlock, KnownBlock, MrkdwnElement, PlainTextElement } from "@slack/types";
import { LIMITS } from "./limits.ts";
import { clean, cut, literalWithin } from "./mrkdwn.ts";

/** Slack has no empty text: what is empty is shown as a dash. */
const NOTHING = "–";

/** A piece of a card that is shown whole or not at all. */
export interface Piece {
  blocks: KnownBlock[];
  /** What a reader misses when it is left out; 0 for headings and the like. */
  items: number;
  unit: "row" | "item";
  /** Buttons and small print stay, whatever else has to go. */
  kept?: boolean;
}

export function plain(text: string, max: number): PlainTextElement {
  const shown = cut(clean(text), max);
  return { type: "plain_text", text: shown.trim() === "" ? NOTHING : shown, emoji: false };
}

/** Text from outside, as mrkdwn that shows it exactly. */
export function exact(text: string, max: number): MrkdwnElement {
  const shown = literalWithin(text, max);
  return mrkdwn(shown.trim() === "" ? NOTHING : shown);
}

/** Markup of our own making. `verbatim`: Slack is not to find channels and people in it. */
export function mrkdwn(text: string): MrkdwnElement {
  return { type: "mrkdwn", text, verbatim: true };
}

/** `*Điểm*` over `120`, for the two columns of a section. */
export function labelled(label: string, value: string, max: number): MrkdwnElement {
  const head = `*${literalWithin(label, Math.floor(max / 4)).trim() || NOTHING}*\n`;
  return mrkdwn(head + (literalWithin(value, max - head.length).trim() || NOTHING));
}

export function contextLine(text: string): ContextBlock {
  return { type: "context", elements: [exact(text, LIMITS.contextChars)] };
}

/**
 * A long text in parts of at most `max`, cut between paragraphs, else between lines, else between words, else between
 * characters. Nothing is lost but the white space at the cuts.
 */
export function inParts(text: string, max: number, boundary: (text: string, at: number) => number): string[] {
  const parts: string[] = [];
  let rest = clean(text).trim();
  while (rest.length > max) {
    const at = cutBefore(rest, max, boundary);
    parts.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  if (rest !== "") parts.push(rest);
  return parts;
}

function cutBefore(text: string, max: number, boundary: (text: string, at: number) => number): number {
  for (const mark of ["\n\n", "\n", " "]) {
    const at = text.lastIndexOf(mark, max);
    // A cut in the first half would leave a sliver of a block.
    if (at > max / 2) return at;
  }
  return Math.max(1, boundary(text, max));
}
