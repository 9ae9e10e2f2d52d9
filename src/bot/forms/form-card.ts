import { type Button, button, type Card, type Choice, type Form, type FormField } from "../../cards/card.ts";
import { commonMessages } from "../../i18n/common-messages.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import type { Learned } from "../../settings/settings.ts";
import { type ArgumentKind, ASKED, CLEAR } from "../../understanding/grammar.ts";
import type { Command, CommandArgument } from "../command.ts";
import { choiceNames } from "./choice-names.ts";
import type { Draft } from "./draft.ts";
import { stepButtons } from "./steps.ts";
import { learnedChoices, shownValue } from "./values.ts";

const formCardMessages = defineMessages({
  en: {
    open: "Fill in the form",
    which: "Change which one",
    keep: "Keep as it is",
    clear: "Leave it empty",
    clearable: "empty it, or type -, to take the value away",
    kept: "empty keeps what is there",
    fresh: (label: string) => `New ${label.toLowerCase()}`,
  },
  vi: {
    open: "Điền biểu mẫu",
    which: "Sửa mục nào",
    keep: "Giữ nguyên",
    clear: "Để trống",
    clearable: "xoá trống, hoặc gõ -, để bỏ giá trị này",
    kept: "để trống = giữ nguyên",
    fresh: (label) => `${label} mới`,
  },
});

/** How to type a value, if its label does not say it. */
const hints = defineMessages<Partial<Record<ArgumentKind, string>>>({
  en: {
    customer: "phone, e-mail, number or name",
    person: "@lan, slack:U0123 or telegram:456",
    phones: "with commas between them",
    emails: "with commas between them",
    list: "with commas between them",
    choices: "several: with commas between them",
    schedule: "daily 08:30, weekly mon 09:00, monthly 1 08:00",
    date: "like 31/12",
    amount: "like 1.500.000 or 1,5tr",
    "deal-lines": "one a line: 2 x TIVI01 giá 4.520.000 giảm 10%",
  },
  vi: {
    customer: "số điện thoại, e-mail, mã số hoặc tên",
    person: "@lan, slack:U0123 hoặc telegram:456",
    phones: "cách nhau bằng dấu phẩy",
    emails: "cách nhau bằng dấu phẩy",
    list: "cách nhau bằng dấu phẩy",
    choices: "nhiều mục: cách nhau bằng dấu phẩy",
    schedule: "mỗi ngày 8h30, thứ hai hằng tuần 9h, ngày 1 hằng tháng 8h",
    date: "ví dụ 31/12",
    amount: "ví dụ 1.500.000 hoặc 1,5tr",
    "deal-lines": "mỗi dòng một loại: 2 x TIVI01 giá 4.520.000 giảm 10%",
  },
});

const pastDateHint = defineMessages({
  en: { hint: "like 15/03/1990" },
  vi: { hint: "ví dụ 15/03/1990" },
});

/** The most answers of one page; others are on the next page. A phone shows no more without scrolling. */
const CHOICES_A_PAGE = 8;
/** The most options of a Slack menu: https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element */
const CHOICES_MAX = 100;
/** Kinds whose answer may be typed beside the offered values: another value, or for `choices` several at once. */
const TAKES_OTHERS: ReadonlySet<ArgumentKind> = new Set(["line", "choices"]);
const ISO_DATE = /^\d{4}-\d\d-\d\d$/;

/** The form to draw, its language, and the page of its choices. */
interface FormDrawing {
  command: Command;
  draft: Draft;
  locale: Locale;
  learned: Learned;
  /** True if customers can be suggested while the person types: there is an index. */
  suggests: boolean;
  /** Which page of choices is shown, from 1. */
  page: number;
}

/** Builds the card that asks for what is still needed. The platform shows the whole form or only its next question. */
export async function formCard(drawing: FormDrawing): Promise<Card> {
  const { command, draft, locale } = drawing;
  const t = formCardMessages[locale];
  const fields = await Promise.all(command.asked.map((argument) => formField(argument, drawing)));
  const asked = fields.find((field) => field.name === draft.asking);
  const isFresh = asked !== undefined && draft.args[ASKED] === asked.name;
  const asking = isFresh ? { ...asked, label: t.fresh(asked.label) } : (asked ?? whichField(fields, locale));
  const form: Form = {
    draft: draft.id,
    title: command.title(locale),
    fields,
    prompt: asking,
    choices: asked ? answers(asked, drawing) : menu(fields, drawing),
    steps: stepButtons(command, draft, locale),
    open: button(t.open, ":fill", { draft: draft.id }, { style: "primary" }),
    cancel: button(commonMessages[locale].cancel, ":cancel", { draft: draft.id }),
  };
  return {
    title: command.title(locale),
    tone: Object.keys(draft.wrong).length > 0 ? "bad" : "plain",
    audience: "private",
    blocks: [{ kind: "form", form }],
  };
}

/** If nothing is missing, a step-by-step form first asks which field to change. */
function whichField(fields: readonly FormField[], locale: Locale): FormField {
  const choices = fields.map(({ name, label }) => ({ label, value: name }));
  return { name: "", label: formCardMessages[locale].which, kind: "choice", required: false, choices };
}

function menu(fields: readonly FormField[], drawing: FormDrawing): Button[] {
  const { draft, locale } = drawing;
  const ask = ({ name, label }: FormField) => button(label, ":ask", { draft: draft.id, field: name });
  return [
    ...pageOf(fields.map(ask), "", drawing),
    button(formCardMessages[locale].keep, ":answer", { draft: draft.id }),
  ];
}

/** Returns buttons with the offered answers, and one that clears the value. */
function answers(asked: FormField, drawing: FormDrawing): Button[] {
  const { command, draft, locale } = drawing;
  const answer = (label: string, value: string) =>
    button(label, ":answer", { draft: draft.id, field: asked.name, value });
  const offered = (asked.choices ?? []).map(({ label, value }) => answer(label, value));
  const clear = mayClear(asked, command) ? [answer(formCardMessages[locale].clear, CLEAR)] : [];
  return [...pageOf(offered, asked.name, drawing), ...clear];
}

/** Returns the current page of choices, and buttons to the pages before and after it. */
function pageOf(all: readonly Button[], field: string, { draft, page }: FormDrawing): Button[] {
  const last = Math.max(1, Math.ceil(all.length / CHOICES_A_PAGE));
  const now = Math.min(page, last);
  const to = (label: string, number: number) =>
    button(label, ":ask", { draft: draft.id, field, page: String(number) });
  return [
    ...all.slice((now - 1) * CHOICES_A_PAGE, now * CHOICES_A_PAGE),
    ...(now > 1 ? [to("◀", now - 1)] : []),
    ...(now < last ? [to("▶", now + 1)] : []),
  ];
}

/** True if the record holds a value here that may be cleared. */
function mayClear({ name, value }: FormField, { edits, asked }: Command): boolean {
  const argument = asked.find((one) => one.name === name);
  return edits && argument?.clearable === true && value !== undefined && value !== CLEAR;
}

async function formField(argument: CommandArgument, drawing: FormDrawing): Promise<FormField> {
  const { draft, locale, suggests } = drawing;
  const { name, required } = argument;
  const value = draft.args[name];
  const error = draft.wrong[name];
  const choices = await choicesFor(argument, drawing);
  const kind = fieldKind(argument, choices, { value, isWrong: error !== undefined, suggests });
  const hint = hintFor(argument, drawing);
  const isCanonical = kind === "choice" || kind === "date" || kind === "customer";
  const text = value === undefined ? undefined : (draft.shown[name] ?? shownValue(argument, value, locale));
  return {
    name,
    label: argument.label[locale],
    kind,
    required: required || (name === draft.asking && !draft.walks),
    ...(value === undefined ? {} : { value: isCanonical ? value : (text ?? value) }),
    ...(isCanonical && text !== undefined && text !== value ? { shown: text } : {}),
    ...(hint === undefined ? {} : { hint }),
    ...(kind === "choice" ? { choices } : {}),
    ...(kind === "choice" && TAKES_OTHERS.has(argument.kind) ? { others: true as const } : {}),
    ...(error === undefined ? {} : { error }),
  };
}

/** Returns the kind of the field. A typed text that is not a valid value stays in a line field, to be corrected. */
function fieldKind(
  { kind }: CommandArgument,
  choices: readonly Choice[],
  { value, isWrong, suggests }: { value: string | undefined; isWrong: boolean; suggests: boolean },
): FormField["kind"] {
  if (kind === "customer" && suggests) return "customer";
  const isOffered = value === undefined || kind === "line" || choices.some((one) => one.value === value);
  if (choices.length > 0 && isOffered) return "choice";
  if (kind === "date" && !isWrong && (value === undefined || ISO_DATE.test(value))) return "date";
  return kind === "lines" || kind === "deal-lines" ? "lines" : "line";
}

/** Returns how to type a value, and what an emptied field means in the form of a record. */
function hintFor(argument: CommandArgument, { command, draft, locale }: FormDrawing): string | undefined {
  const t = formCardMessages[locale];
  const { name, kind, clearable, past, hint } = argument;
  const held = draft.args[name] !== undefined;
  const usual = past ? pastDateHint[locale].hint : hints[locale][kind];
  const edit = command.edits && held ? (clearable ? t.clearable : t.kept) : undefined;
  const all = [hint?.[locale] ?? usual, edit].filter((one) => one !== undefined);
  return all.length === 0 ? undefined : all.join(" · ");
}

async function choicesFor(argument: CommandArgument, { locale, learned }: FormDrawing): Promise<Choice[]> {
  const fixed = (argument.values ?? []).map((value) => ({ value, label: choiceNames[locale](value) }));
  // A list takes several values, so it is typed. A menu of its learned values would take only one.
  if (argument.learned === undefined || argument.kind === "list") return fixed;
  const known = learnedChoices(await learned.values(argument.learned, CHOICES_MAX));
  const others = known.filter(({ value }) => !fixed.some((one) => one.value === value));
  return [...fixed, ...others].slice(0, CHOICES_MAX);
}
