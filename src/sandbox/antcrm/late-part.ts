import { createObjectIds, type MakeObjectId } from "./object-ids.ts";
import type { Random } from "./random.ts";

/** What records are born with: the world's clock, and chance of the part's own. */
export interface Births {
  now: () => number;
  random: Random;
}

/**
 * A part of the world that is invented when somebody first asks for it, so that a demo answers before thousands of
 * calls exist which nobody may want. Its chance is its own: what it holds does not depend on who asked first.
 */
export abstract class LatePart {
  readonly random: Random;
  protected readonly now: () => number;
  protected readonly objectId: MakeObjectId;
  private fill: (() => void) | undefined;

  constructor({ now, random }: Births) {
    this.now = now;
    this.random = random;
    this.objectId = createObjectIds(random);
  }

  /** Puts the filling off until the first look. */
  fillLater(fill: () => void): void {
    this.fill = fill;
  }

  /** To be called before any look at the records. */
  protected fillNow(): void {
    const { fill } = this;
    this.fill = undefined;
    fill?.();
  }
}
