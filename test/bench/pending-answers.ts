import type { Question } from "./questions.ts";

const TIMEOUT_MS = 20_000;

/** Questions that were asked and not answered yet, each under the address where its answer arrives. */
export interface PendingAnswers {
  /**
   * Waits for the final card.
   * @throws Error when none came within 20 s; the message quotes the last message
   */
  wait(address: string, question: Question): Promise<void>;
  /** Takes a message; ends the wait when the message is the complete card that was asked for. */
  receive(address: string, message: string): void;
  /** Drops a question that could not be asked. */
  forget(address: string): void;
}

interface Waiting {
  question: Question;
  last: string;
  resolve: () => void;
  timer: NodeJS.Timeout;
}

export function createPendingAnswers(): PendingAnswers {
  const waiting = new Map<string, Waiting>();
  return {
    wait: (address, question) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          const last = waiting.get(address)?.last ?? "";
          waiting.delete(address);
          reject(
            new Error(
              `"${question.text}" was not answered by a card of ${question.name}; last came: ${last}`,
            ),
          );
        }, TIMEOUT_MS);
        waiting.set(address, { question, last: "nothing", resolve, timer });
      }),
    receive(address, message) {
      const one = waiting.get(address);
      if (one === undefined) return;
      one.last = message;
      if (!isFinal(message, one.question)) return;
      waiting.delete(address);
      clearTimeout(one.timer);
      one.resolve();
    },
    forget(address) {
      clearTimeout(waiting.get(address)?.timer);
      waiting.delete(address);
    },
  };
}

/** Returns false for another question's card, and for a card whose parts are still loading. */
export function isFinal(message: string, { name }: Pick<Question, "name">): boolean {
  return message.includes(name) && !message.includes("đang tải");
}
