import { createObjectIds, type MakeObjectId } from "./object-ids.ts";
import type { Random } from "./random.ts";

/** What creates records: the world's clock and the part's own random numbers. */
export interface PartOptions {
  now: () => number;
  random: Random;
}

/**
 * A part of the world that is generated at its first use, so that a demo starts fast. It has its own random numbers, so
 * its content does not depend on which part is used first.
 */
export abstract class LazyPart {
  readonly random: Random;
  protected readonly now: () => number;
  protected readonly objectId: MakeObjectId;
  private fill: (() => void) | undefined;

  constructor({ now, random }: PartOptions) {
    this.now = now;
    this.random = random;
    this.objectId = createObjectIds(random);
  }

  /** Sets the generator, which runs at the first use. */
  fillLater(fill: () => void): void {
    this.fill = fill;
  }

  /** Call this before any use of the records. */
  protected fillNow(): void {
    const { fill } = this;
    this.fill = undefined;
    fill?.();
  }
}
