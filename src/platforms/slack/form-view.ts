import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from "@slack/types";
import type { ActionId, Form, FormField, ReadyCard } from "../../cards/card.ts";
import { LIMITS } from "./limits.ts";
import { slackMessages } from "./messages.ts";
import { FIELD_PREFIX, FORM_VIEW, OTHER_PREFIX } from "./read.ts";
import { renderForView } from "./render.ts";
import { type ReplyTo, writeOrigin } from "./reply-to.ts";
import { clean, contextLine, cut, plain } from "./text.ts";

/** The whole form as a modal, filled with what is known; its metadata says where the answer belongs. Pure. */
export function formView(form: Form<ActionId>, to: ReplyTo, locale: "vi" | "en"): ModalView {
  const t = slackMessages[locale];
  const blocks = form.fields.flatMap((field) => drawField(field, locale)).slice(0, LIMITS.viewBlocks);
  const view = viewOf(form.title, blocks, to, locale, form.draft);
  return { ...view, callback_id: FORM_VIEW, submit: plain(t.send, LIMITS.viewTitleChars) };
}

/** Opened at once, while the form is still being found out: a trigger lives 3 s. */
export function loadingView(to: ReplyTo, locale: "vi" | "en"): ModalView {
  const t = slackMessages[locale];
  return noteView(t.loadingTitle, `⏳ ${t.working}`, to, locale);
}

/** A short word to the person, in the modal that is open already. */
export function noteView(title: string, note: string, to: ReplyTo, locale: "vi" | "en"): ModalView {
  return viewOf(title, [{ type: "section", text: plain(note, LIMITS.sectionChars) }], to, locale);
}

/** A card inside the open modal: the answer to a shortcut that asked for no form after all. */
export function cardView(card: ReadyCard, to: ReplyTo): ModalView {
  const blocks = renderForView(card);
  return viewOf(card.title, blocks.length > 0 ? blocks : [contextLine(card.title)], to, card.locale);
}

/** Field errors as the acknowledgement of a submission takes them: `{"field.phone": "Số điện thoại quá ngắn"}`. */
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
  const known = clean(field.value ?? "");
  if (known.length > LIMITS.inputChars) blocks.push(contextLine(slackMessages[locale].shortened));
  const options = optionsOf(field);
  const left = options.length === 0 ? 0 : (field.choices?.length ?? 0) - options.length;
  const isOther = field.others === true && options.length > 0;
  const input: InputBlock = {
    type: "input",
    block_id: FIELD_PREFIX + field.name,
    label: plain(field.label, LIMITS.labelChars),
    // A value of their own may be typed below instead; whether one of both is there, the submission's check says.
    optional: !field.required || isOther,
    element: elementFor(field, options, known),
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

/**
 * Beside a menu the field for what is not in it. An input of its own rather than a menu that asks the bot for options at
 * every letter: it needs no answer in time, and works in a modal that is being filled while the bot restarts.
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
  // A radio button cannot be taken back, so what may be left empty is a menu.
  const radio = field.required && field.others !== true && options.length <= LIMITS.radioOptions;
  const shared = { action_id: "value", options, ...(chosen === undefined ? {} : { initial_option: chosen }) };
  return { type: radio ? "radio_buttons" : "static_select", ...shared };
}

/** What Slack can offer of the choices; none when one is too long to come back whole: then it is typed. */
function optionsOf({ kind, value, others, choices = [] }: FormField): PlainTextOption[] {
  // What was typed beside the menu before is in it now: left below, it would go before what is chosen next.
  const isTyped = others && value !== undefined && !choices.some((choice) => choice.value === value);
  const all = isTyped ? [{ label: value, value }, ...choices] : choices;
  if (kind !== "choice" || all.some((choice) => choice.value.length > LIMITS.optionChars)) return [];
  return all
    .slice(0, LIMITS.options)
    .map(({ label, value }) => ({ text: plain(label, LIMITS.optionChars), value }));
}
