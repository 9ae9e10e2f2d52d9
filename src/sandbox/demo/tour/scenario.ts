import type { Stage } from "./stage.ts";

/** A part of the story: a title, its place, and what happens in it. */
export interface Scenario {
  title: string;
  where: string;
  story: string;
  /** One line of English for people who do not read Vietnamese. */
  english: string;
  run(stage: Stage): Promise<void>;
}
