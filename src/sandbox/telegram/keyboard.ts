import type { InlineKeyboardButton } from "@grammyjs/types";
import { mistake } from "./api-error.ts";
import { limits } from "./limits.ts";

export type BotApi = "10.3" | "7.1";

/** The effect of a `reply_markup` in the clients. Only an inline keyboard becomes part of the message. */
export type Markup =
  | { kind: "inline"; rows: InlineKeyboardButton[][] }
  | { kind: "reply"; labels: string[][]; isOneTime: boolean }
  | { kind: "remove" }
  | { kind: "force"; isSelective: boolean };

interface Place {
  botApi: BotApi;
  isEphemeral: boolean;
}

/** Reads and checks the markup. @throws ApiError with Telegram's text */
export function readMarkup(raw: Record<string, unknown> | undefined, place: Place): Markup | undefined {
  if (!raw) return undefined;
  if (raw.inline_keyboard !== undefined)
    return { kind: "inline", rows: readInline(raw.inline_keyboard, place) };
  if (raw.keyboard !== undefined) return readReplyKeyboard(raw);
  if (raw.remove_keyboard === true) return { kind: "remove" };
  if (raw.force_reply === true) {
    checkPlaceholder(raw.input_field_placeholder);
    return { kind: "force", isSelective: raw.selective === true };
  }
  return undefined;
}

function readInline(raw: unknown, place: Place): InlineKeyboardButton[][] {
  const rows = grid(raw, "inline_keyboard");
  const checked = rows
    .map((row) => row.map((button) => readButton(button, place)))
    .filter((row) => row.length > 0);
  const tooWide = checked.some((row) => row.length > limits.buttonsPerRow);
  if (tooWide || checked.flat().length > limits.buttonsPerKeyboard) throw mistake("reply markup is too long");
  return checked;
}

const NEWER_KINDS = ["copy_text", "disabled"];
const KINDS = [
  "url",
  "callback_data",
  "web_app",
  "login_url",
  "switch_inline_query",
  "switch_inline_query_current_chat",
  "switch_inline_query_chosen_chat",
  "callback_game",
  "pay",
  ...NEWER_KINDS,
];
const STYLES = ["danger", "success", "primary"];

function readButton(raw: unknown, place: Place): InlineKeyboardButton {
  const prefix = "can't parse inline keyboard button: ";
  if (typeof raw !== "object" || raw === null) throw mistake(`${prefix}expected an Object`);
  const button = raw as Record<string, unknown>;
  if (button.text === undefined) throw mistake(`${prefix}Can't find field "text"`);
  if (typeof button.text !== "string") throw mistake(`${prefix}Field "text" must be of type String`);
  if (button.text.trim() === "") throw mistake(`${prefix}button text must be non-empty`);
  const known = place.botApi === "7.1" ? KINDS.filter((kind) => !NEWER_KINDS.includes(kind)) : KINDS;
  const kinds = known.filter((kind) => button[kind] !== undefined);
  if (kinds.length === 0) throw mistake(`${prefix}Text buttons are unallowed in the inline keyboard`);
  // The reference says "exactly one". Telegram's error for two is not documented.
  if (kinds.length > 1) throw mistake(`${prefix}exactly one type is allowed, got ${kinds.join(", ")}`);
  checkButton(button, place);
  return pick(button, [
    "text",
    ...kinds,
    ...(place.botApi === "7.1" ? [] : ["style", "icon_custom_emoji_id"]),
  ]);
}

function checkButton(button: Record<string, unknown>, place: Place): void {
  const data = button.callback_data;
  if (data !== undefined) checkCallbackData(data);
  if (button.url !== undefined) checkUrl(button.url);
  if (button.login_url !== undefined && place.isEphemeral) throw mistake("BUTTON_TYPE_INVALID");
  if (place.botApi === "7.1") return;
  const copy = button.copy_text as { text?: unknown } | undefined;
  if (copy !== undefined) {
    const length = typeof copy?.text === "string" ? copy.text.length : 0;
    if (length < 1 || length > limits.copyTextLength) throw mistake("BUTTON_COPY_TEXT_INVALID");
  }
  if (button.style !== undefined && !STYLES.includes(String(button.style))) {
    throw mistake("can't parse inline keyboard button: invalid button style specified");
  }
}

/** Checks for 1-64 bytes, not characters. Also used for buttons inside rich messages. */
export function checkCallbackData(data: unknown): void {
  const bytes = typeof data === "string" ? Buffer.byteLength(data) : 0;
  if (bytes < 1 || bytes > limits.callbackDataBytes) throw mistake("BUTTON_DATA_INVALID");
}

function checkUrl(url: unknown): void {
  const isWebAddress =
    typeof url === "string" && /^(?:https?:\/\/[^\s/]+|tg:\/\/\S+|[\w-]+(?:\.[\w-]+)+)/i.test(url);
  if (!isWebAddress) throw mistake(`inline keyboard button URL '${String(url)}' is invalid: Wrong HTTP URL`);
}

function readReplyKeyboard(raw: Record<string, unknown>): Markup {
  const labels = grid(raw.keyboard, "keyboard").map((row) => row.map(replyLabel));
  if (labels.flat().length === 0) throw mistake("reply keyboard must be non-empty");
  checkPlaceholder(raw.input_field_placeholder);
  return { kind: "reply", labels, isOneTime: raw.one_time_keyboard === true };
}

function replyLabel(button: unknown): string {
  const text = typeof button === "string" ? button : (button as { text?: unknown } | null)?.text;
  if (typeof text !== "string" || text === "")
    throw mistake("can't parse keyboard button: text must be non-empty");
  return text;
}

function checkPlaceholder(placeholder: unknown): void {
  if (placeholder === undefined) return;
  const length = String(placeholder).length;
  if (length < 1 || length > limits.placeholderLength) throw mistake("input field placeholder is too long");
}

function grid(raw: unknown, field: string): unknown[][] {
  if (!Array.isArray(raw)) throw mistake(`field "${field}" must be of type Array`);
  for (const row of raw)
    if (!Array.isArray(row)) throw mistake(`field "${field}" must be an Array of Arrays`);
  return raw as unknown[][];
}

function pick(button: Record<string, unknown>, names: string[]): InlineKeyboardButton {
  const kept = names.filter((name) => button[name] !== undefined).map((name) => [name, button[name]]);
  return Object.fromEntries(kept) as InlineKeyboardButton;
}
