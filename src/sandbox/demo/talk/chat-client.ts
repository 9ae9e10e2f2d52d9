import type { SeenView } from "../../slack/person/eyes.ts";
import type { Drawing } from "../drawing.ts";

/** Something of the bot's that appeared in front of a person. */
export interface Shown {
  drawing: Drawing;
  /** Who sees it, e.g. `"🔒 chỉ Lan thấy · only Lan sees this"`. */
  audience: string;
  /** It stands beside the conversation, such as the copy of a receipt; the answer is elsewhere. */
  isAside: boolean;
  /**
   * Presses one of its buttons, by the id in the drawing.
   * @returns what the platform itself said, such as a toast; mostly nothing
   */
  click(buttonId: string): Promise<string | undefined>;
  form?: FormShown;
}

/** A form that waits to be filled. */
export interface FormShown {
  view: SeenView;
  /** Answers by block_id; what is not named stays as it stands. */
  submit(values: Readonly<Record<string, string>>): Promise<undefined>;
  close(): Promise<unknown>;
}

/** A person at one platform: what can be done there, and what is seen. */
export interface ChatClient {
  readonly person: string;
  readonly platform: "Telegram" | "Slack";
  /** Where typed lines go, e.g. `"#cskh, /crm"`. */
  readonly place: string;
  /** @returns what the platform itself said, such as a failure; mostly nothing */
  says(text: string): Promise<string | undefined>;
  /** Calls back for everything the bot shows this person, until the sandbox stops. */
  watch(show: (shown: Shown) => void): void;
  /** What stands there now, a line a message: the proof of who sees what. */
  view(): readonly string[];
}

/** As long as a timer can run: the wait ends with the sandbox, not by the clock. */
export const NO_TIMEOUT_MS = 2 ** 31 - 1;

/** One thing after the other, until the waiting is ended from outside. */
export async function repeat<T>(next: () => Promise<T>, take: (thing: T) => void): Promise<void> {
  try {
    for (;;) take(await next());
  } catch {
    // The sandbox was stopped: nobody looks any more.
  }
}
