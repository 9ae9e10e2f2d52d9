import type { Block } from "./blocks.ts";
import type { Interactive } from "./elements.ts";

/** An interactive element, with the ids that identify it in a payload. */
export interface Control {
  blockId: string;
  element: Interactive;
  /** The label of its input block, if it is in one. */
  label?: string;
  /** Whether the input block may stay empty. */
  optional: boolean;
  /** Whether its use is reported at once: true except for an input without `dispatch_action`. */
  dispatches: boolean;
}

/** Returns all controls of these blocks in reading order, also those inside cards and containers. */
export function controlsOf(blocks: readonly Block[]): Control[] {
  return blocks.flatMap((block) => controlsOfBlock(block, block.block_id ?? ""));
}

function controlsOfBlock(block: Block, blockId: string): Control[] {
  const plain = (element: Interactive): Control => ({ blockId, element, optional: true, dispatches: true });
  switch (block.type) {
    case "actions":
    case "context_actions":
      return block.elements.map(plain);
    case "section":
      return block.accessory && block.accessory.type !== "image" ? [plain(block.accessory)] : [];
    case "input":
      return [
        {
          blockId,
          element: block.element,
          label: block.label.text,
          optional: block.optional ?? false,
          dispatches: block.dispatch_action ?? false,
        },
      ];
    case "card":
      return (block.actions ?? []).map(plain);
    case "carousel":
      return block.elements.flatMap((card) => controlsOfBlock(card, card.block_id ?? blockId));
    case "container":
      return block.child_blocks.flatMap((child) => controlsOfBlock(child, child.block_id ?? blockId));
    default:
      return [];
  }
}

/** Returns the blocks as a flat list: each container or carousel, then its content. */
export function flatten(blocks: readonly Block[]): Block[] {
  return blocks.flatMap((block): Block[] => {
    if (block.type === "container") return [block, ...flatten(block.child_blocks)];
    if (block.type === "carousel") return [block, ...block.elements];
    return [block];
  });
}

/** Sets the missing ids of blocks and controls, as Slack does. Changes the blocks in place. */
export function nameEverything(blocks: readonly Block[], nextName: () => string): void {
  for (const block of flatten(blocks)) block.block_id ??= nextName();
  for (const { element } of controlsOf(blocks)) element.action_id ??= nextName();
}
