import { button, type StepButton } from "../../cards/card.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import { fold } from "../../understanding/fold.ts";
import { TEXTS } from "../../understanding/grammar.ts";
import { saysNone } from "../../understanding/says-none.ts";
import type { Command, CommandArgument } from "../command.ts";
import type { Draft } from "./draft.ts";

/** The alternatives to answering a question. The text on the button may also be typed. */
type FormStep = StepButton["step"];

const stepMessages = defineMessages({
  en: { back: "Back", skip: "Skip", keep: "Keep", finish: "Done" },
  vi: { back: "Quay lại", skip: "Bỏ qua", keep: "Giữ nguyên", finish: "Xong" },
});

const SPELLINGS: readonly (readonly [FormStep, ReadonlySet<string>])[] = [
  ["back", new Set(["quay lai", "lui", "back"])],
  ["skip", new Set(["bo qua", "giu nguyen", "skip", "keep"])],
  ["finish", new Set(["xong", "done", "finish"])],
];

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

/** Returns the buttons of the steps that are possible. */
export function stepButtons(command: Command, draft: Draft, locale: Locale): StepButton[] {
  const t = stepMessages[locale];
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
    SPELLINGS.find(([, spellings]) => spellings.has(said))?.[0] ??
    (leavesOut(text, command, draft) ? "skip" : undefined);
  return step !== undefined && stepsOf(command, draft).includes(step) ? step : null;
}

/** True if the answer says that the field has no value: "khách không có email". */
export function leavesOut(text: string, { asked }: Command, { asking, args }: Draft): boolean {
  const field = asked.find(({ name }) => name === asking);
  if (field === undefined || field.required || args[field.name] !== undefined) return false;
  return saysNone(text, { ...fieldNames(field), isText: TEXTS.has(field.kind) });
}

/** Returns a field with everything it is called: `["emails", "E-mail", "mail"]`. */
export function fieldNames({ name, label, alsoCalled = [] }: CommandArgument) {
  return { name, names: [name, label.vi, label.en, ...alsoCalled] };
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
