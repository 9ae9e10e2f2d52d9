import type { ScenarioContext } from "./scenario-context.ts";

/** A part of the tour: its title, its place, and what happens in it. */
export interface Scenario {
  title: string;
  where: string;
  story: string;
  /** One line of English for people who do not read Vietnamese. */
  english: string;
  run(context: ScenarioContext): Promise<void>;
}
