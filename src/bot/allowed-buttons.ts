import { type Role, reaches } from "../access/roles.ts";
import type { Block, Button, Card, Row } from "../cards/card.ts";
import type { Registry } from "./registry.ts";

/**
 * Removes the buttons whose command needs a higher role, so that no button only refuses. A button that anybody may click
 * stays. The role is checked again at the click.
 */
export function withAllowedButtons(shown: Card, role: Role, registry: Pick<Registry, "find">): Card {
  const isAllowed = ({ action: { command, by } }: Button) =>
    by === "anyone" || reaches(role, registry.find(command)?.role ?? "none");
  return { ...shown, blocks: shown.blocks.flatMap((block) => withOnly(block, isAllowed) ?? []) };
}

/** Returns the block with only these buttons; null for a row of buttons of which none is left. */
function withOnly(block: Block, isAllowed: (button: Button) => boolean): Block | null {
  switch (block.kind) {
    case "buttons": {
      const left = block.buttons.filter(isAllowed);
      return left.length === 0 ? null : { ...block, buttons: left };
    }
    case "list":
      return { ...block, rows: block.rows.map((row) => rowWithOnly(row, isAllowed)) };
    default:
      return block;
  }
}

function rowWithOnly({ buttons: all = [], ...row }: Row, isAllowed: (button: Button) => boolean): Row {
  const left = all.filter(isAllowed);
  return left.length === 0 ? row : { ...row, buttons: left };
}
