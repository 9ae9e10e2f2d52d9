import { type Control, controlsOf } from "../slack/blocks/interactive.ts";
import type { SeenView } from "../slack/person/client-view.ts";

/** One field of a Slack form, as far as a terminal can show it. */
export interface Field {
  blockId: string;
  label: string;
  /** The current value; empty without one. */
  current: string;
  /** Labels to choose from; empty where any text can be typed. */
  options: readonly string[];
  optional: boolean;
  /** The error that Slack or the app shows for it. */
  error: string | undefined;
}

export function fieldsOf({ blocks, errors }: Pick<SeenView, "blocks" | "errors">): Field[] {
  return controlsOf(blocks).flatMap((control) => fieldOf(control, errors));
}

function fieldOf({ blockId, label, element, optional }: Control, errors: SeenView["errors"]): Field[] {
  if (label === undefined) return [];
  const isList = element.type === "static_select";
  const options = isList ? (element.options ?? []).map(({ text }) => text.text) : [];
  const isMenu = isList || element.type === "external_select";
  const chosen = isMenu ? element.initial_option?.text.text : undefined;
  const typed = element.type === "plain_text_input" ? element.initial_value : undefined;
  return [{ blockId, label, current: chosen ?? typed ?? "", options, optional, error: errors[blockId] }];
}
