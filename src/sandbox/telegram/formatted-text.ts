import type { MessageEntity } from "@grammyjs/types";
import { mistake } from "./api-error.ts";
import { detectEntities } from "./entities.ts";
import { bareSymbol, type Formatted, parseHtml } from "./html.ts";
import type { Params } from "./params.ts";

interface Field {
  /** `text` or `caption`. */
  name: string;
  /** `entities` or `caption_entities`. */
  entities: string;
  limit: number;
}

/**
 * Reads a text field with its formatting.
 * @param violations gets what the documentation forbids but Telegram accepts
 * @throws ApiError when it cannot be parsed or is longer than `limit` after parsing
 */
export function readFormatted(params: Params, field: Field, violations: string[]): Formatted | undefined {
  const raw = params.text(field.name);
  if (raw === undefined) return undefined;
  const parsed = parse(raw, params, field, violations);
  const { text, entities } = trim(parsed);
  if (text.length > field.limit) {
    throw mistake(field.name === "caption" ? "message caption is too long" : "message is too long");
  }
  return { text, entities: detectEntities(text, entities) };
}

function parse(raw: string, params: Params, field: Field, violations: string[]): Formatted {
  const mode = params.text("parse_mode")?.toLowerCase() ?? "";
  if (mode === "html") {
    const symbol = bareSymbol(raw);
    if (symbol) violations.push(`HTML: a bare "${symbol}" must be written as an entity: ${raw.slice(0, 60)}`);
    return parseHtml(raw);
  }
  // Telegram's two Markdown modes are not simulated: the bot does not use them. src/platforms/telegram/LIMITS.md#text
  if (mode !== "") throw mistake(`unsupported parse_mode (this simulator knows HTML only, got ${mode})`);
  const entities = params.list(field.entities, "MessageEntity") as MessageEntity[] | undefined;
  return { text: raw, entities: (entities ?? []).map((entity) => checkEntity(entity, raw)) };
}

function checkEntity(entity: MessageEntity, text: string): MessageEntity {
  const { offset, length } = entity;
  if (!Number.isInteger(offset) || !Number.isInteger(length) || offset < 0 || offset + length > text.length) {
    throw mistake("can't parse entities: entity is outside of the text");
  }
  return entity;
}

/** Removes white space at both ends, as Telegram does, and adapts the entities. */
function trim({ text, entities }: Formatted): Formatted {
  const start = text.length - text.trimStart().length;
  const trimmed = text.trim();
  const moved = entities.flatMap((entity) => {
    const begin = Math.max(entity.offset - start, 0);
    const end = Math.min(entity.offset - start + entity.length, trimmed.length);
    return end > begin ? [{ ...entity, offset: begin, length: end - begin }] : [];
  });
  return { text: trimmed, entities: moved };
}
