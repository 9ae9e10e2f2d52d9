import { type Button, button, type Card, type Choice, type Form, type FormField } from "../../cards/card.ts";
import { type Locale, phrases } from "../../i18n/phrases.ts";
import type { Command, CommandArgument, Learned } from "../command.ts";
import { choiceNames } from "./choice-names.ts";
import type { Draft } from "./draft.ts";
import { shownValue } from "./values.ts";

const words = phrases({
  en: {
    open: "Fill in the form",
    cancel: "Cancel",
    hintCustomer: "phone, e-mail, number or name",
    which: "Change which one",
    keep: "Keep as it is",
  },
  vi: {
    open: "Điền biểu mẫu",
    cancel: "Huỷ",
    hintCustomer: "số điện thoại, e-mail, mã số hoặc tên",
    which: "Sửa mục nào",
    keep: "Giữ nguyên",
  },
});

/** More answers than this are typed, not picked. */
const CHOICES_SHOWN = 8;

/** The card that asks for what is still needed: a whole form, or its next question, as the platform can. */
export async function formCard(
  command: Command,
  draft: Draft,
  locale: Locale,
  learned: Learned,
): Promise<Card> {
  const say = words[locale];
  const fields = await Promise.all(
    command.arguments.map((argument) => formField(argument, draft, locale, learned)),
  );
  const asked = fields.find((field) => field.name === draft.asking);
  const asking = asked ?? whichField(fields, locale);
  const form: Form = {
    draft: draft.id,
    title: command.title(locale),
    fields,
    asking,
    choices: asked
      ? (asked.choices ?? []).map((choice) => answerButton(draft, asked, choice))
      : [...fields.map((field) => askButton(draft, field)), button(say.keep, ":answer", { draft: draft.id })],
    open: button(say.open, ":fill", { draft: draft.id }, { style: "primary" }),
    cancel: button(say.cancel, ":cancel", { draft: draft.id }),
  };
  return {
    title: command.title(locale),
    tone: Object.keys(draft.wrong).length > 0 ? "bad" : "plain",
    audience: "private",
    blocks: [{ kind: "form", form }],
  };
}

/** Where nothing is missing, a step-by-step reader says first what to change. */
function whichField(fields: readonly FormField[], locale: Locale): FormField {
  const choices = fields.map(({ name, label }) => ({ label, value: name }));
  return { name: "", label: words[locale].which, kind: "choice", required: false, choices };
}

function askButton(draft: Draft, { name, label }: FormField): Button {
  return button(label, ":ask", { draft: draft.id, field: name });
}

function answerButton(draft: Draft, asking: FormField, choice: Choice): Button {
  return button(choice.label, ":answer", { draft: draft.id, field: asking.name, value: choice.value });
}

async function formField(
  argument: CommandArgument,
  draft: Draft,
  locale: Locale,
  learned: Learned,
): Promise<FormField> {
  const { name, kind, required } = argument;
  const value = draft.args[name];
  const error = draft.wrong[name];
  const choices = await choicesFor(argument, locale, learned);
  // A value that is not among those learned can still be typed where nothing is learned yet, so it stays a line.
  const offered =
    choices.length > 0 && (value === undefined || choices.some((choice) => choice.value === value));
  return {
    name,
    label: argument.label[locale],
    kind: offered ? "choice" : kind === "lines" ? "lines" : "line",
    required: required || name === draft.asking,
    ...(value === undefined ? {} : { value: shownValue(argument, value, locale) }),
    ...(kind === "customer" ? { hint: words[locale].hintCustomer } : {}),
    ...(offered ? { choices } : {}),
    ...(error === undefined ? {} : { error }),
  };
}

async function choicesFor(argument: CommandArgument, locale: Locale, learned: Learned): Promise<Choice[]> {
  if (argument.values) return argument.values.map((value) => ({ value, label: choiceNames[locale](value) }));
  if (argument.learned === undefined) return [];
  const values = await learned.values(argument.learned, CHOICES_SHOWN);
  return values.map((value) => ({ value, label: value }));
}
