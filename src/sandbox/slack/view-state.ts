import type * as z from "zod";
import type { menuOption } from "./blocks/composition.ts";
import { type Control, controlsOf } from "./blocks/interactive.ts";
import type { StateValues, View } from "./views.ts";

/** A person's input for one field: text, a date, an option by its label or value, several of those, or nothing. */
export type Entry = string | number | readonly string[] | null;

/** An option of a menu. */
export type Option = z.output<typeof menuOption>;

/** Returns every field of the view with its current value: typed before, preset by the app, or empty. */
export function stateOf(view: View): StateValues {
  const values: StateValues = {};
  for (const control of controlsOf(view.args.blocks)) {
    const { blockId, element } = control;
    if (!holdsValue(control)) continue;
    const actionId = element.action_id ?? "";
    const block = values[blockId] ?? {};
    block[actionId] = view.values[blockId]?.[actionId] ?? preset(control);
    values[blockId] = block;
  }
  return values;
}

/**
 * Fills a field as a person would.
 * @param offered  the options that the app has supplied for this menu
 * @throws Error when the field has no such option
 */
export function fill(view: View, control: Control, entry: Entry, offered: readonly Option[]): void {
  const block = view.values[control.blockId] ?? {};
  block[control.element.action_id ?? ""] = entryValue(control, entry, offered);
  view.values[control.blockId] = block;
}

function holdsValue({ element }: Control): boolean {
  return !["button", "workflow_button", "overflow", "icon_button", "feedback_buttons"].includes(element.type);
}

/** Returns the key of the value in this kind of element's state (ViewStateValue of @slack/types 3.2). */
function keyOf(type: string): string {
  const keys: Record<string, string> = {
    static_select: "selected_option",
    external_select: "selected_option",
    radio_buttons: "selected_option",
    checkboxes: "selected_options",
    multi_static_select: "selected_options",
    multi_external_select: "selected_options",
    users_select: "selected_user",
    multi_users_select: "selected_users",
    conversations_select: "selected_conversation",
    multi_conversations_select: "selected_conversations",
    channels_select: "selected_channel",
    multi_channels_select: "selected_channels",
    datepicker: "selected_date",
    timepicker: "selected_time",
    datetimepicker: "selected_date_time",
    rich_text_input: "rich_text_value",
    file_input: "files",
  };
  return keys[type] ?? "value";
}

function preset({ element }: Control): Record<string, unknown> {
  const given = Object.entries(element).find(([key]) => key.startsWith("initial_"))?.[1];
  const key = keyOf(element.type);
  return { type: element.type, [key]: given ?? (isMany(key) ? [] : null) };
}

function isMany(key: string): boolean {
  return [
    "selected_options",
    "selected_users",
    "selected_conversations",
    "selected_channels",
    "files",
  ].includes(key);
}

/** Returns the state of one element after this input, e.g. {type: "plain_text_input", value: "Máy in hỏng"}. */
export function entryValue(
  control: Control,
  entry: Entry,
  offered: readonly Option[],
): Record<string, unknown> {
  const { type } = control.element;
  const key = keyOf(type);
  const one = (item: string | number) =>
    key.startsWith("selected_option") ? optionNamed(control, String(item), offered) : item;
  if (isMany(key)) return { type, [key]: entry === null ? [] : [entry].flat().map(one) };
  if (Array.isArray(entry))
    throw new Error(`"${control.label ?? control.blockId}" takes one value, not a list`);
  return { type, [key]: entry === null || entry === "" ? null : one(entry as string | number) };
}

/** Returns a test for the option with this text or value. */
export function isCalled(wanted: string): (option: { text: { text: string }; value: string }) => boolean {
  return ({ text, value }) => value === wanted || text.text === wanted;
}

function optionNamed(
  { element, label, blockId }: Control,
  wanted: string,
  offered: readonly Option[],
): unknown {
  const groups = "option_groups" in element ? (element.option_groups ?? []).flatMap((it) => it.options) : [];
  const options = [...("options" in element ? (element.options ?? []) : []), ...groups, ...offered];
  const found = options.find(isCalled(wanted));
  if (found) return found;
  const known = options.map((option) => option.text.text).join(", ");
  throw new Error(`"${label ?? blockId}" has no option "${wanted}"; there are: ${known}`);
}

/** Returns the errors that the client shows instead of sending: empty required fields, too long or too short texts. */
export function clientErrors(view: View): Record<string, string> {
  const state = stateOf(view);
  const errors: Record<string, string> = {};
  for (const control of controlsOf(view.args.blocks)) {
    if (control.label === undefined) continue;
    const value = state[control.blockId]?.[control.element.action_id ?? ""]?.[keyOf(control.element.type)];
    const error = errorOf(control, value);
    if (error) errors[control.blockId] = error;
  }
  return errors;
}

function errorOf({ element, optional }: Control, value: unknown): string | null {
  const isEmpty =
    value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
  if (isEmpty) return optional ? null : "Please complete this required field.";
  if (element.type === "plain_text_input" && typeof value === "string") {
    if (value.length > (element.max_length ?? 3_000)) return "This is too long.";
    if (value.length < (element.min_length ?? 0)) return "This is too short.";
  }
  if (element.type === "email_text_input" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(String(value))) {
    return "Please enter a valid email address.";
  }
  if (element.type === "number_input" && !Number.isFinite(Number(value))) return "Please enter a number.";
  return null;
}
