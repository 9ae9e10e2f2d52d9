import type { SeenView } from "../../slack/person/client-view.ts";
import type { Drawing } from "../drawing.ts";

/** A message or modal of the bot that appeared for a person. */
export interface Shown {
  drawing: Drawing;
  /** Who sees it, e.g. `"🔒 chỉ Lan thấy · only Lan sees this"`. */
  audience: string;
  /** It appears outside the conversation, e.g. the copy of a receipt; the answer is elsewhere. */
  isAside: boolean;
  /**
   * Clicks one of its buttons, by the id in the drawing.
   * @returns a text of the platform itself, such as a toast; usually undefined
   */
  click(buttonId: string): Promise<string | undefined>;
  form?: FormShown;
}

/** A form that is open. */
export interface FormShown {
  view: SeenView;
  /** Answers by block_id; other fields keep their values. */
  submit(values: Readonly<Record<string, string>>): Promise<undefined>;
  close(): Promise<unknown>;
}

/** A person's client of one platform: what they can do there, and what they see. */
export interface ChatClient {
  readonly person: string;
  readonly platform: "Telegram" | "Slack";
  /** The target of typed lines, e.g. `"#cskh, /crm"`. */
  readonly place: string;
  /** @returns a text of the platform itself, such as a failure; usually undefined */
  says(text: string): Promise<string | undefined>;
  /** Calls back for everything the bot shows this person, until the sandbox stops. */
  watch(show: (shown: Shown) => void): void;
  /** The messages that are visible there now, one line each. It shows who sees what. */
  view(): readonly string[];
}

/** The longest time-out of a timer: the wait ends when the sandbox stops. */
export const NO_TIMEOUT_MS = 2 ** 31 - 1;

/** Passes each item to `take`, until `next` rejects. */
export async function repeat<T>(next: () => Promise<T>, take: (thing: T) => void): Promise<void> {
  try {
    for (;;) take(await next());
  } catch {
    // The sandbox was stopped.
  }
}
