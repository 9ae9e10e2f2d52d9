import type { KnownBlock } from "@slack/types";
import { LIMITS } from "./limits.ts";
import { slackMessages } from "./messages.ts";
import { contextLine, type Piece } from "./pieces.ts";

/**
 * The blocks of one message: pieces in their order as long as there is room, those that have to stay first of all, and
 * a line that says how much is left out, where the first of it would have stood.
 */
export function fitMessage(
  header: KnownBlock[],
  pieces: readonly Piece[],
  locale: "vi" | "en",
): KnownBlock[] {
  const note = (left: { rows: number; items: number }) =>
    contextLine(
      left.items === 0
        ? slackMessages[locale].rowsLeft(left.rows)
        : slackMessages[locale].itemsLeft(left.rows + left.items),
    );
  const reserve = sizeOf([note({ rows: 100_000, items: 100_000 })]);
  const room = {
    blocks: LIMITS.messageBlocks - header.length - 1,
    chars: LIMITS.messageChars - sizeOf(header) - reserve,
  };

  const kept = new Set<Piece>();
  for (const piece of pieces.filter((one) => one.kept === true)) if (take(piece, room)) kept.add(piece);

  const out = [...header];
  const left = { rows: 0, items: 0 };
  let full = false;
  for (const piece of pieces) {
    const fits = kept.has(piece) || (piece.kept !== true && !full && take(piece, room));
    if (fits && left.rows + left.items > 0 && !out.includes(NOTE)) out.push(NOTE);
    if (fits) out.push(...piece.blocks);
    else {
      full ||= piece.kept !== true;
      left[piece.unit === "row" ? "rows" : "items"] += piece.items;
    }
  }
  if (left.rows + left.items === 0) return out;
  if (!out.includes(NOTE)) out.push(NOTE);
  return out.map((block) => (block === NOTE ? note(left) : block));
}

/** Holds the place of the line that says how much is left out, until that is known. */
const NOTE: KnownBlock = { type: "divider" };

function take(piece: Piece, room: { blocks: number; chars: number }): boolean {
  const size = sizeOf(piece.blocks);
  if (piece.blocks.length > room.blocks || size > room.chars) return false;
  room.blocks -= piece.blocks.length;
  room.chars -= size;
  return true;
}

function sizeOf(blocks: readonly KnownBlock[]): number {
  return blocks.length === 0 ? 0 : JSON.stringify(blocks).length;
}
