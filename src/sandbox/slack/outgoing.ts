import type { Block } from "./blocks/blocks.ts";
import { checkMessageBlocks } from "./blocks/check.ts";
import { nameEverything } from "./blocks/interactive.ts";
import { livePings } from "./blocks/live-pings.ts";
import type { Identifiers } from "./identifiers.ts";
import { MESSAGE } from "./limits.ts";
import { Refusal } from "./refusal.ts";

/** Checks a message that the app sends, by any method: what Slack refuses, and what it accepts although it is wrong. */
export interface OutgoingRules {
  /**
   * Checks `text` and `blocks` and names unnamed blocks.
   * @param via the method, for the list of violations, e.g. "chat.postMessage"
   * @throws Refusal `no_text`, `msg_too_long`, `invalid_blocks`, `msg_blocks_too_long`, `invalid_blocks_format`
   */
  accept(
    via: string,
    message: { text?: string | undefined; blocks?: unknown; attachments?: unknown },
  ): Content;
}

interface Content {
  text: string;
  blocks: Block[];
  /** Whether the app sent a `blocks` argument. An edit without one keeps the old blocks. */
  hasBlocks: boolean;
}

export function createOutgoingRules(
  ids: Identifiers,
  recordViolation: (violation: string) => void,
  allowedPings: ReadonlySet<string>,
): OutgoingRules {
  return {
    accept(via, { text = "", blocks, attachments }) {
      if (attachments !== undefined) recordViolation(`${via}: attachments are legacy and not simulated`);
      const list = parseBlocks(blocks);
      if (text === "" && list.length === 0) throw new Refusal("no_text", { isInvalidRequest: true });
      if (text.length > MESSAGE.textChars) throw new Refusal("msg_too_long", { isInvalidRequest: true });

      const checked = checkMessageBlocks(list);
      if (!checked.ok) {
        throw new Refusal(checked.error, { messages: checked.messages, isInvalidRequest: true });
      }
      if (text === "")
        recordViolation(`${via}: no text beside the blocks; notifications and screen readers need one`);
      for (const ping of livePings({ text, blocks: checked.value })) {
        if (!allowedPings.has(ping)) recordViolation(`${via}: a live ping ${ping}`);
      }
      nameEverything(checked.value, () => ids.next("b"));
      return { text, blocks: checked.value, hasBlocks: blocks !== undefined };
    },
  };
}

/** Form-encoded calls contain the blocks as JSON text. */
function parseBlocks(blocks: unknown): unknown[] {
  if (blocks === undefined || blocks === null || blocks === "") return [];
  const parsed = typeof blocks === "string" ? parseJson(blocks) : blocks;
  if (!Array.isArray(parsed)) throw new Refusal("invalid_blocks_format", { isInvalidRequest: true });
  return parsed;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
