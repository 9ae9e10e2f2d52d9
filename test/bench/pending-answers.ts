import type { Question } from "./questions.ts";

const TIMEOUT_MS = 20_000;

/** Questions that were asked and not answered yet, each under the address its answer will come to. */
export interface PendingAnswers {
  /** Waits for the final card. @throws Error none came within 20 s; the message quotes what came instead */
  wait(address: string, question: Question): Promise<void>;
  /** A message came: it ends the wait when it is the card that was asked for, and complete. */
  receive(address: string, message: string): void;
  /** The question could not be asked: nobody waits for its answer. */
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

/** Somebody else's card, or one whose parts are still loading, is no answer. */
function isFinal(message: string, { name }: Question): boolean {
  return message.includes(name) && !message.includes("đang tải");
}
