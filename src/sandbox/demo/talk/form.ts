import type { SeenView } from "../../slack/person/client-view.ts";
import { type Field, fieldsOf } from "../fields.ts";
import { normalized } from "./console-commands.ts";

/** Returns the fields to ask for: those with errors, or all when there are no errors. */
export function questionsOf(view: SeenView): Field[] {
  const fields = fieldsOf(view);
  const invalid = fields.filter(({ error }) => error !== undefined);
  return invalid.length > 0 ? invalid : fields;
}

/**
 * Returns a typed line's value for the field: a text, an option's label, or undefined to leave it unchanged.
 * @throws Error when it is none of the options
 */
export function readAnswer({ options }: Field, line: string): string | undefined {
  const text = line.trim();
  if (text === "") return undefined;
  if (options.length === 0) return text;
  const chosen =
    options[Number(text) - 1] ?? options.find((option) => normalized(option) === normalized(text));
  if (chosen === undefined) throw new Error(`chọn 1-${options.length} · choose 1-${options.length}`);
  return chosen;
}

/** How much of a field's current value the prompt shows. */
const CURRENT_SHOWN_MAX = 40;

/** Returns the prompt: `"Độ ưu tiên (1 Khẩn cấp, 2 Cao) [Cao]"`. */
export function promptFor({ label, current, options, optional }: Field): string {
  const choices = options.map((option, at) => `${at + 1} ${option}`).join(", ");
  const [line = "", ...more] = current.split("\n");
  const isCut = more.length > 0 || line.length > CURRENT_SHOWN_MAX;
  return [
    label,
    choices === "" ? "" : ` (${choices})`,
    line === "" ? "" : ` [${line.slice(0, CURRENT_SHOWN_MAX)}${isCut ? "…" : ""}]`,
    optional && current === "" ? " [bỏ trống được · optional]" : "",
  ].join("");
}
