import type { Card } from "../../cards/card.ts";
import type { Period } from "../../digests/period.ts";
import type { DigestKind, DigestScene } from "./scene.ts";

export interface DigestOptions {
  /** A period in which nothing happened makes no card. */
  skipEmpty?: boolean;
}

/**
 * What a digest says of a period, for everybody in a chat: customers are masked, no full phone or e-mail stands in it.
 * @returns null only where `skipEmpty` is asked and nothing happened
 * @throws AppError as `scene.crm` does: a digest that cannot be read in full is not told at all
 */
export type ComposeDigest = (
  kind: DigestKind,
  period: Period,
  scene: DigestScene,
  options?: DigestOptions,
) => Promise<Card | null>;
