import type { Question } from "./questions.ts";

/** A platform as the load driver simulates it. */
export interface PlatformSide {
  /** The environment that connects a program to this platform. */
  env: Readonly<Record<string, string>>;
  /**
   * Asks the program on this port as one agent. Resolves when the final card has arrived. An agent asks one question at
   * a time.
   * @throws Error when the program did not take the event, or the card did not come
   */
  ask(port: number, agent: number, question: Question): Promise<void>;
  close(): void;
}
