import { mistake } from "./api-error.ts";
import { checkCallbackData } from "./keyboard.ts";
import { limits } from "./limits.ts";
import { readBlocks } from "./rich-blocks.ts";
import type { RichContent } from "./rich-content.ts";
import { readRichHtml } from "./rich-html.ts";

/**
 * Reads a rich message and checks the documented limits ("Rich Message Limits"), without a layout:
 * `{ html: "<h1>An</h1>" }`. Telegram's error texts are not documented; the names in capitals are invented.
 */
export function readRichMessage(raw: Record<string, unknown>): RichContent {
  const forms = ["html", "markdown", "blocks"].filter((form) => raw[form] !== undefined);
  if (forms.length !== 1)
    throw mistake("exactly one of html, markdown and blocks must be specified in rich_message");
  if (Array.isArray(raw.media) && raw.media.length > limits.rich.media)
    throw mistake("RICH_MESSAGE_TOO_MANY_MEDIA");
  const content = readForm(raw);
  if (content.text === "" && content.buttons.length === 0) throw mistake("message text is empty");
  // "Up to 32768 UTF-8 characters": code points, not bytes and not UTF-16 units.
  if ([...content.text].length > limits.rich.characters) throw mistake("message is too long");
  for (const button of content.buttons.flat()) {
    if (button.callback_data !== undefined) checkCallbackData(button.callback_data);
  }
  return content;
}

function readForm(raw: Record<string, unknown>): RichContent {
  if (raw.blocks !== undefined) return readBlocks(raw.blocks);
  // "Rich Markdown … can contain arbitrary HTML": its tags follow the same rules, its own marks stay in the text.
  return readRichHtml(String(raw.html ?? raw.markdown), { isMarkdown: raw.html === undefined });
}
