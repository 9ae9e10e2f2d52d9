import type { Question } from "./questions.ts";

/** A platform as the load driver plays it. */
export interface PlatformSide {
  /** What a program needs to find this platform and be found by it. */
  env: Readonly<Record<string, string>>;
  /**
   * One agent asks the program on this port; resolves when the final card is there. An agent asks one thing at a time.
   * @throws Error the program did not take the event, or the card did not come
   */
  ask(port: number, agent: number, question: Question): Promise<void>;
  close(): void;
}
