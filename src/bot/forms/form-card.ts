import {
  type Button,
  button,
  type Card,
  type Choice,
  type Form,
  type FormField,
  type StepButton,
} from "../../cards/card.ts";
import { commonMessages } from "../../i18n/common-messages.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import type { Learned } from "../../settings/settings.ts";
import { fold } from "../../understanding/fold.ts";
import { type ArgumentKind, ASKED, CLEAR } from "../../understanding/grammar.ts";
import { saysNone } from "../../understanding/says-none.ts";
import type { Command, CommandArgument } from "../command.ts";
import { choiceNames } from "./choice-names.ts";
import type { Draft } from "./draft.ts";
import { learnedChoices, shownValue } from "./values.ts";

const labels = defineMessages({
  en: { back: "Back", skip: "Skip", keep: "Keep", finish: "Done" },
  vi: { back: "Quay lại", skip: "Bỏ qua", keep: "Giữ nguyên", finish: "Xong" },
});

const TYPED: readonly (readonly [FormStep, ReadonlySet<string>])[] = [
  ["back", new Set(["quay lai", "lui", "back"])],
  ["skip", new Set(["bo qua", "giu nguyen", "skip", "keep"])],
  ["finish", new Set(["xong", "done", "finish"])],
];

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
    date: "like 15/03/1990",
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
    date: "ví dụ 15/03/1990",
    amount: "ví dụ 1.500.000 hoặc 1,5tr",
    "deal-lines": "mỗi dòng một loại: 2 x TIVI01 giá 4.520.000 giảm 10%",
  },
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
    ...turned(fields.map(ask), "", drawing),
    button(formCardMessages[locale].keep, ":answer", { draft: draft.id }),
  ];
}

/** Returns buttons with the offered answers, and one that clears the value. */
function answers(asked: FormField, drawing: FormDrawing): Button[] {
  const { command, draft, locale } = drawing;
  const answer = (label: string, value: string) =>
    button(label, ":answer", { draft: draft.id, field: asked.name, value });
  const offered = (asked.choices ?? []).map(({ label, value }) => answer(label, value));
  const clear = isHeld(asked, command) ? [answer(formCardMessages[locale].clear, CLEAR)] : [];
  return [...turned(offered, asked.name, drawing), ...clear];
}

/** Returns the current page of choices, and buttons to the pages before and after it. */
function turned(all: readonly Button[], field: string, { draft, page }: FormDrawing): Button[] {
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
function isHeld({ name, value }: FormField, { edits, asked }: Command): boolean {
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

function hintFor({ name, kind, clearable, hint }: CommandArgument, { command, draft, locale }: FormDrawing) {
  const held = draft.args[name] !== undefined;
  const edit =
    command.edits && held && (clearable ? formCardMessages[locale].clearable : formCardMessages[locale].kept);
  const all = [hint?.[locale] ?? hints[locale][kind], edit].filter(
    (one) => one !== undefined && one !== false,
  );
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

/** The alternatives to answering a question. The text on the button may also be typed. */
type FormStep = StepButton["step"];

/** Returns the steps that are possible at the question that a draft asks. */
function stepsOf(command: Command, draft: Draft): FormStep[] {
  const asked = command.asked.find(({ name }) => name === draft.asking);
  if (asked === undefined) return [];
  const { args } = draft;
  const isComplete = command.asked.every(({ name, required }) => !required || args[name] !== undefined);
  const holds = args[asked.name] !== undefined && draft.wrong[asked.name] === undefined;
  const steps: FormStep[] = [];
  // If nothing was asked before and nothing is missing, "back" goes to the list of fields.
  if (draft.trail.length > 0 || (isComplete && !draft.walks)) steps.push("back");
  if (draft.walks ? holds || !asked.required : holds) steps.push("skip");
  if (draft.walks && isComplete) steps.push("finish");
  return steps;
}

function stepButtons(command: Command, draft: Draft, locale: Locale): StepButton[] {
  const t = labels[locale];
  const field = draft.asking ?? "";
  const label = {
    back: t.back,
    skip: draft.args[field] === undefined ? t.skip : t.keep,
    finish: t.finish,
  };
  return stepsOf(command, draft).map((step) => ({
    ...button(label[step], `:${step}`, { draft: draft.id, field }),
    step,
  }));
}

/** Returns the step that a typed answer asks for, if the question has it: `"quay lại"`, `"Bo qua"`, `"xong"`. */
export function typedStep(text: string, command: Command, draft: Draft): FormStep | null {
  const said = fold(text).trim();
  const step =
    TYPED.find(([, spellings]) => spellings.has(said))?.[0] ??
    (leavesOut(text, command, draft) ? "skip" : undefined);
  return step !== undefined && stepsOf(command, draft).includes(step) ? step : null;
}

const IS_TEXT: ReadonlySet<ArgumentKind> = new Set(["line", "lines"]);

/** True if the answer says that the field has no value: "khách không có email". */
export function leavesOut(text: string, { asked }: Command, { asking, args }: Draft): boolean {
  const field = asked.find(({ name }) => name === asking);
  if (field === undefined || field.required || args[field.name] !== undefined) return false;
  const { name, label, alsoCalled = [], kind } = field;
  return saysNone(text, { names: [name, label.vi, label.en, ...alsoCalled], isText: IS_TEXT.has(kind) });
}

/** Words around a field's name: "sửa tiêu đề đi". */
const AROUND = /(?<!\p{L})(?:sua|doi|muc|phan|change|edit|the|di|nhe|nha|a|giup|em|please|pls)(?!\p{L})/gu;

/** Returns the field that a text names where the form asks which one to change: "tiêu đề"; else null. */
export function typedField(text: string, { asked }: Command, { asking }: Draft): string | null {
  if (asking !== null) return null;
  const plain = (words: string) => fold(words).replace(/[^\p{L}\p{N}]/gu, "");
  const said = plain(fold(text).replace(AROUND, ""));
  const isNamed = ({ name, label, alsoCalled = [] }: CommandArgument) =>
    [name, label.vi, label.en, ...alsoCalled].some((called) => plain(called) === said);
  return asked.find(isNamed)?.name ?? null;
}
