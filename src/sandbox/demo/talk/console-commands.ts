/** A typed line that controls the demo itself; all other lines are for the bot. */
export type ConsoleCommand =
  | { kind: "platform"; platform: "Telegram" | "Slack" }
  | { kind: "colleague" }
  /** A customer rates one star in the CRM, so that an alert can be seen. */
  | { kind: "low-rating" }
  | { kind: "help" }
  | { kind: "leave" }
  | { kind: "click"; number: number }
  /** There is no button with that number, and no question that a number could answer. */
  | { kind: "no-button"; number: number }
  | { kind: "text"; text: string };

const CONSOLE_COMMANDS: Readonly<Record<string, ConsoleCommand>> = {
  slack: { kind: "platform", platform: "Slack" },
  telegram: { kind: "platform", platform: "Telegram" },
  "dong nghiep": { kind: "colleague" },
  colleague: { kind: "colleague" },
  "khach cham 1 sao": { kind: "low-rating" },
  "rate 1 star": { kind: "low-rating" },
  "?": { kind: "help" },
  thoat: { kind: "leave" },
  quit: { kind: "leave" },
  exit: { kind: "leave" },
};

/**
 * Reads a typed line; a number clicks the button with that number, if there is one.
 * @param buttons  how many buttons can be clicked now
 * @param isAsked  a question is open, which a number may answer
 */
export function readConsoleCommand(line: string, buttons: number, isAsked: boolean): ConsoleCommand {
  const text = line.trim();
  const number = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= buttons) return { kind: "click", number };
  if (number > buttons && buttons > 0 && !isAsked) return { kind: "no-button", number };
  return CONSOLE_COMMANDS[normalized(text)] ?? { kind: "text", text };
}

/** Removes accents and capitals: `"Đồng nghiệp"` → `"dong nghiep"`. */
export function normalized(text: string): string {
  return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d").trim();
}
