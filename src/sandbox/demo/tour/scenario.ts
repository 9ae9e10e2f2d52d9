import type { Stage } from "./stage.ts";

/** A piece of the story: a title, where it happens, and what is played there. */
export interface Scenario {
  title: string;
  where: string;
  story: string;
  /** One line of English for those who do not read Vietnamese. */
  english: string;
  run(stage: Stage): Promise<void>;
}
