/** A button under a message, and what it takes to press it. */
export interface Button {
  label: string;
  press: unknown;
}

/** A message of the bot as it is now. An edit or a replacement is the same message. */
export interface Shown {
  /** Where it came: the chat on Telegram, the path of a `response_url` or of a posting method on Slack. */
  place: string;
  /** Unique for each message. */
  id: string;
  text: string;
  buttons: readonly Button[];
}

/** One delivery of an event. */
interface Delivery {
  /** Where the answer comes. */
  place: string;
  /** @throws Error when the process at this port did not acknowledge it within 3 s */
  to(port: number): Promise<void>;
}

/**
 * An event of a person: each call prepares another delivery of it. Telegram repeats the same update. Slack repeats no
 * command and no press, so the person types or presses again.
 */
export type PersonEvent = () => Delivery;

/** A platform as many people see it. */
export interface ChatSide {
  env: Readonly<Record<string, string>>;
  says(agent: number, text: string): PersonEvent;
  presses(agent: number, on: Shown, button: Button): PersonEvent;
  /** Called for each message and each change of one. */
  onShown(listener: (shown: Shown) => void): void;
  close(): void;
}

/** Slack shows an error after this time. */
export const ACKNOWLEDGED_WITHIN_MS = 3_000;
