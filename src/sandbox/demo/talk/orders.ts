/** What a typed line means to the demo itself; all other lines are for the bot. */
export type Order =
  | { kind: "platform"; platform: "Telegram" | "Slack" }
  | { kind: "colleague" }
  | { kind: "words" }
  | { kind: "leave" }
  | { kind: "press"; number: number }
  /** There is no button of that number, and nothing that a number could answer. */
  | { kind: "no-button"; number: number }
  | { kind: "say"; text: string };

const PLAIN_ORDERS: Readonly<Record<string, Order>> = {
  slack: { kind: "platform", platform: "Slack" },
  telegram: { kind: "platform", platform: "Telegram" },
  "dong nghiep": { kind: "colleague" },
  colleague: { kind: "colleague" },
  "?": { kind: "words" },
  thoat: { kind: "leave" },
  quit: { kind: "leave" },
  exit: { kind: "leave" },
};

/**
 * Reads a typed line; a number presses a button while there is one of that number.
 * @param buttons  how many buttons can be pressed now
 * @param isAsked  a question is open, which a number may answer
 */
export function readOrder(line: string, buttons: number, isAsked: boolean): Order {
  const text = line.trim();
  const number = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= buttons) return { kind: "press", number };
  if (number > buttons && buttons > 0 && !isAsked) return { kind: "no-button", number };
  return PLAIN_ORDERS[bare(text)] ?? { kind: "say", text };
}

/** Without accents and capitals: `"Đồng nghiệp"` → `"dong nghiep"`. */
export function bare(text: string): string {
  return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d").trim();
}
