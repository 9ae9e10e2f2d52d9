import { button, type StepButton } from "../../cards/card.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import { fold } from "../../understanding/fold.ts";
import type { Command } from "../command.ts";
import type { Draft } from "./draft.ts";

/** The ways round a question; what stands on the button may be typed as well. */
type Step = StepButton["step"];

const labels = defineMessages({
  en: { back: "Back", skip: "Skip", keep: "Keep", finish: "Done" },
  vi: { back: "Quay lại", skip: "Bỏ qua", keep: "Giữ nguyên", finish: "Xong" },
});

const TYPED: readonly (readonly [Step, ReadonlySet<string>])[] = [
  ["back", new Set(["quay lai", "lui", "back"])],
  ["skip", new Set(["bo qua", "giu nguyen", "skip", "keep"])],
  ["finish", new Set(["xong", "done", "finish"])],
];

/** The steps that lead somewhere from the question a draft asks. */
function stepsOf(command: Command, draft: Draft): Step[] {
  const asked = command.asked.find(({ name }) => name === draft.asking);
  if (asked === undefined) return [];
  const { args } = draft;
  const isComplete = command.asked.every(({ name, required }) => !required || args[name] !== undefined);
  const holds = args[asked.name] !== undefined && draft.wrong[asked.name] === undefined;
  const steps: Step[] = [];
  // Where nothing was asked before, there is the list of fields to go back to, once nothing is missing.
  if (draft.trail.length > 0 || (isComplete && !draft.walks)) steps.push("back");
  if (draft.walks ? holds || !asked.required : holds) steps.push("skip");
  if (draft.walks && isComplete) steps.push("finish");
  return steps;
}

export function stepButtons(command: Command, draft: Draft, locale: Locale): StepButton[] {
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

/** The step that a typed answer asks for, where the question has it: `"quay lại"`, `"Bo qua"`, `"xong"`. */
export function typedStep(text: string, command: Command, draft: Draft): Step | null {
  const said = fold(text).trim();
  const step = TYPED.find(([, spellings]) => spellings.has(said))?.[0];
  return step !== undefined && stepsOf(command, draft).includes(step) ? step : null;
}
