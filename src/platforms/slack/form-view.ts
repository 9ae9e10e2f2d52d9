import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from "@slack/types";
import { type ActionId, type Form, type FormField, fieldText, type ReadyCard } from "../../cards/card.ts";
import { LIMITS } from "./limits.ts";
import { slackMessages } from "./messages.ts";
import { FIELD_PREFIX, FORM_VIEW, OTHER_PREFIX, SUGGESTING } from "./read.ts";
import { renderForView } from "./render.ts";
import { type ReplyTo, writeOrigin } from "./reply-to.ts";
import { clean, contextLine, cut, plain } from "./text.ts";

/** Returns the whole form as a modal with the known values. Its metadata says where the answer belongs. Pure. */
export function formView(form: Form<ActionId>, to: ReplyTo, locale: "vi" | "en"): ModalView {
  const t = slackMessages[locale];
  const blocks = form.fields.flatMap((field) => drawField(field, locale)).slice(0, LIMITS.viewBlocks);
  const view = viewOf(form.title, blocks, to, locale, form.draft);
  return { ...view, callback_id: FORM_VIEW, submit: plain(t.send, LIMITS.viewTitleChars) };
}

/** Returns the modal that opens at once, while the form is being prepared: a trigger expires after 3 s. */
export function loadingView(to: ReplyTo, locale: "vi" | "en"): ModalView {
  const t = slackMessages[locale];
  return noteView(t.loadingTitle, `⏳ ${t.working}`, to, locale);
}

/** Returns a short note to the person, for the modal that is already open. */
export function noteView(title: string, note: string, to: ReplyTo, locale: "vi" | "en"): ModalView {
  return viewOf(title, [{ type: "section", text: plain(note, LIMITS.sectionChars) }], to, locale);
}

/** Returns a card inside the open modal: the answer to a shortcut that needs no form after all. */
export function cardView(card: ReadyCard, to: ReplyTo): ModalView {
  const blocks = renderForView(card);
  return viewOf(card.title, blocks.length > 0 ? blocks : [contextLine(card.title)], to, card.locale);
}

/** Returns field errors as a submission's acknowledgement takes them: `{"field.phone": "Số điện thoại quá ngắn"}`. */
export function fieldErrors(errors: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(errors).map(([name, error]) => [
      FIELD_PREFIX + name,
      cut(clean(error), LIMITS.fieldErrorChars) || "–",
    ]),
  );
}

function viewOf(
  title: string,
  blocks: KnownBlock[],
  to: ReplyTo,
  locale: "vi" | "en",
  draft?: string,
): ModalView {
  return {
    type: "modal",
    title: plain(title, LIMITS.viewTitleChars),
    close: plain(slackMessages[locale].close, LIMITS.viewTitleChars),
    private_metadata: writeOrigin(draft, to),
    blocks,
  };
}

function drawField(field: FormField, locale: "vi" | "en"): KnownBlock[] {
  const blocks: KnownBlock[] = field.error === undefined ? [] : [contextLine(`⚠️ ${field.error}`)];
  const known = clean((field.kind === "customer" ? fieldText(field) : field.value) ?? "");
  if (known.length > LIMITS.inputChars) blocks.push(contextLine(slackMessages[locale].shortened));
  const options = optionsOf(field);
  const left = options.length === 0 ? 0 : (field.choices?.length ?? 0) - options.length;
  const isOther = field.others === true && options.length > 0;
  const input: InputBlock = {
    type: "input",
    block_id: FIELD_PREFIX + field.name,
    label: plain(field.label, LIMITS.labelChars),
    // Another value may be typed below instead. The check of the submission finds out whether one of the two is filled.
    optional: !field.required || isOther,
    element: canSuggest(field) ? suggest(field, known, locale) : elementFor(field, options, known),
  };
  if (field.hint !== undefined && field.hint.trim() !== "") input.hint = plain(field.hint, LIMITS.labelChars);
  blocks.push(input);
  if (isOther) blocks.push(otherInput(field, locale));
  if (left > 0) blocks.push(contextLine(slackMessages[locale].choicesLeft(left)));
  return blocks;
}

function elementFor(field: FormField, options: PlainTextOption[], known: string): InputBlock["element"] {
  if (options.length > 0) return choose(options, field);
  if (field.kind !== "date") return typeIn(field, known);
  const picker = { type: "datepicker" as const, action_id: "value" };
  return known === "" ? picker : { ...picker, initial_date: known };
}

/** True unless the known value is too long for an option, which returns it whole: then it is typed. */
function canSuggest({ kind, value = "" }: FormField): boolean {
  return kind === "customer" && value.length <= LIMITS.optionChars && clean(value) === value;
}

/** Returns the menu whose options are the customers that fit what is typed. */
function suggest({ value = "" }: FormField, known: string, locale: "vi" | "en"): InputBlock["element"] {
  const element: InputBlock["element"] = {
    type: "external_select",
    action_id: SUGGESTING,
    min_query_length: LIMITS.suggestionsFromChars,
    placeholder: plain(slackMessages[locale].typeCustomer, LIMITS.placeholderChars),
  };
  return value === ""
    ? element
    : { ...element, initial_option: { text: plain(known, LIMITS.optionChars), value } };
}

/**
 * Returns the input for a value that is not in the menu beside it. A menu that asks the bot for options at every letter
 * would need an answer in time. This input works even while the bot restarts.
 */
function otherInput(field: FormField, locale: "vi" | "en"): InputBlock {
  return {
    type: "input",
    block_id: OTHER_PREFIX + field.name,
    label: plain(slackMessages[locale].other(field.label), LIMITS.labelChars),
    optional: true,
    element: typeIn({ ...field, kind: "line" }, ""),
  };
}

function typeIn(field: FormField, known: string): InputBlock["element"] {
  const element: InputBlock["element"] = {
    type: "plain_text_input",
    action_id: "value",
    multiline: field.kind === "lines",
    max_length: LIMITS.inputChars,
  };
  return known === "" ? element : { ...element, initial_value: cut(known, LIMITS.inputChars) };
}

function choose(options: PlainTextOption[], field: FormField): InputBlock["element"] {
  const chosen = options.find((option) => option.value === field.value);
  // A selected radio button cannot be cleared, so an optional field is a menu.
  const radio = field.required && field.others !== true && options.length <= LIMITS.radioOptions;
  const shared = { action_id: "value", options, ...(chosen === undefined ? {} : { initial_option: chosen }) };
  return { type: radio ? "radio_buttons" : "static_select", ...shared };
}

/** Returns the options of a menu. None if a value is too long to be returned whole: the field is then typed. */
function optionsOf({ kind, value, others, choices = [] }: FormField): PlainTextOption[] {
  // A value typed beside the menu is now one of its options. Left in the input, it would override the next choice.
  const isTyped = others && value !== undefined && !choices.some((choice) => choice.value === value);
  const all = isTyped ? [{ label: value, value }, ...choices] : choices;
  if (kind !== "choice" || all.some((choice) => choice.value.length > LIMITS.optionChars)) return [];
  return all
    .slice(0, LIMITS.options)
    .map(({ label, value }) => ({ text: plain(label, LIMITS.optionChars), value }));
}
