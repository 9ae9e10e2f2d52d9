import type { Block, Card } from "./blocks/blocks.ts";
import type { TextObject } from "./blocks/composition.ts";
import type { Interactive } from "./blocks/elements.ts";
import type { RichText, RichTextInline } from "./blocks/rich-text.ts";

/** Turns an id into a name, e.g. "U000000001" into "lan". Unknown ids stay unchanged. */
export type NameOf = (id: string) => string;

/**
 * Returns the text that a person reads: the blocks, or the text when there are none. Formatting marks are removed,
 * entities decoded, links replaced by their labels, and controls written in brackets.
 * @example textOf(message) // "Nguyễn Văn An\nĐiện thoại 0867 123 456\n[New ticket] [Points]"
 */
export function textOf(
  shown: { text?: string; blocks: readonly Block[] },
  nameOf: NameOf = (id) => id,
): string {
  if (shown.blocks.length === 0) return readMrkdwn(shown.text ?? "", nameOf);
  return shown.blocks
    .map((block) => readBlock(block, nameOf))
    .filter((line) => line !== "")
    .join("\n");
}

/** A mark formats only at the border of a word: "2*3*4" keeps its asterisks. */
const MARKED = ["*", "_", "~", "`"].map(
  (mark) =>
    new RegExp(
      `(^|[\\s([{"'.,:;!?*_~-])[${mark}](?=\\S)([^${mark}\\n]*[^${mark}\\s])[${mark}](?![\\p{L}\\p{N}])`,
      "gu",
    ),
);

/** Returns mrkdwn as it is displayed: `*bold* &amp; <https://a.vn|site>` reads "bold & site". */
export function readMrkdwn(text: string, nameOf: NameOf = (id) => id): string {
  const bare = text.replace(/<([^<>\n]+)>/g, (_all, inner: string) => readAngle(inner, nameOf));
  const unmarked = MARKED.reduce((line, pair) => line.replace(pair, "$1$2"), bare.replaceAll("```", ""));
  return unmarked.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function readAngle(inner: string, nameOf: NameOf): string {
  const [target = "", label] = inner.split("|");
  if (target.startsWith("@")) return `@${nameOf(target.slice(1))}`;
  if (target.startsWith("#")) return `#${label ?? nameOf(target.slice(1))}`;
  if (target.startsWith("!date^")) return label ?? target;
  if (target.startsWith("!")) return `@${target.slice(1)}`;
  return label ?? target.replace(/^(?:mailto|tel):/, "");
}

function readBlock(block: Block, nameOf: NameOf): string {
  const read = (text: TextObject | undefined) => (text ? readText(text, nameOf) : "");
  switch (block.type) {
    case "section":
      return lines([
        [read(block.text), block.accessory ? readElement(block.accessory) : ""].filter(Boolean).join(" "),
        ...(block.fields ?? []).map(read),
      ]);
    case "header":
    case "alert":
      return read(block.text);
    case "context":
      return block.elements.map((it) => (it.type === "image" ? it.alt_text : read(it))).join(" ");
    case "actions":
    case "context_actions":
      return block.elements.map(readElement).join(" ");
    case "divider":
      return "---";
    case "image":
      return `[image: ${block.alt_text}]`;
    case "input":
      return lines([`${block.label.text}: ${readElement(block.element)}`, read(block.hint)]);
    case "markdown":
      return block.text;
    case "table":
    case "data_table":
      return block.rows.map((row) => row.map((cell) => readCell(cell, nameOf)).join(" | ")).join("\n");
    case "rich_text":
      return readRichText(block, nameOf);
    case "card":
      return readCard(block, nameOf);
    case "carousel":
      return lines(block.elements.map((card) => readCard(card, nameOf)));
    case "container":
      return lines([
        block.rich_text_title ? readRichText(block.rich_text_title, nameOf) : read(block.title),
        read(block.subtitle),
        ...block.child_blocks.map((child) => readBlock(child, nameOf)),
      ]);
    case "task_card":
      return `${block.title} (${block.status})`;
    case "plan":
      return lines([block.title, ...(block.tasks ?? []).map((task) => `${task.title} (${task.status})`)]);
    case "video":
      return `[video: ${block.title.text}]`;
  }
}

function readText(text: TextObject, nameOf: NameOf): string {
  return text.type === "mrkdwn" ? readMrkdwn(text.text, nameOf) : text.text;
}

function readCard(card: Card, nameOf: NameOf): string {
  const texts = [card.title, card.subtitle, card.body].flatMap((text) =>
    text ? readText(text, nameOf) : [],
  );
  return lines([...texts, (card.actions ?? []).map(readElement).join(" ")]);
}

function readCell(
  cell: RichText | { type: "raw_text" | "raw_number"; text: string },
  nameOf: NameOf,
): string {
  return cell.type === "rich_text" ? readRichText(cell, nameOf) : cell.text;
}

function readRichText(block: RichText, nameOf: NameOf): string {
  return lines(
    block.elements.map((part) =>
      part.type === "rich_text_list"
        ? lines(
            part.elements.map((item) => `- ${item.elements.map((it) => readInline(it, nameOf)).join("")}`),
          )
        : part.elements.map((it) => readInline(it, nameOf)).join(""),
    ),
  );
}

function readInline(part: RichTextInline, nameOf: NameOf): string {
  switch (part.type) {
    case "text":
      return part.text;
    case "link":
      return part.text ?? part.url;
    case "broadcast":
      return `@${part.range}`;
    case "user":
      return `@${nameOf(part.user_id)}`;
    case "usergroup":
      return `@${part.usergroup_id}`;
    case "team":
      return `@${part.team_id}`;
    case "channel":
      return `#${nameOf(part.channel_id)}`;
    case "emoji":
      return `:${part.name}:`;
    case "date":
      return part.fallback ?? part.format;
    case "color":
      return part.value;
  }
}

/** Returns the visible text of a control: a button's label, a menu's choice or placeholder. */
export function labelOf(element: Interactive): string {
  if (element.type === "button" || element.type === "workflow_button" || element.type === "icon_button") {
    return element.text.text;
  }
  if (element.type === "overflow") return "…";
  if ("initial_option" in element && element.initial_option) return element.initial_option.text.text;
  if ("placeholder" in element && element.placeholder) return element.placeholder.text;
  return element.type;
}

function readElement(element: Interactive | { type: "image"; alt_text: string }): string {
  if (element.type === "image") return `[image: ${element.alt_text}]`;
  if (element.type === "radio_buttons" || element.type === "checkboxes") {
    return element.options.map((option) => `( ) ${option.text.text}`).join("  ");
  }
  if (element.type === "feedback_buttons") {
    return `[${element.positive_button.text.text}] [${element.negative_button.text.text}]`;
  }
  if ("initial_value" in element && typeof element.initial_value === "string") return element.initial_value;
  if (element.type.endsWith("_input"))
    return "placeholder" in element && element.placeholder ? `‹${element.placeholder.text}›` : "____";
  return `[${labelOf(element)}]`;
}

function lines(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n");
}
