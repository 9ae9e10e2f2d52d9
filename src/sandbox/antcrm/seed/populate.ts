import type { World } from "../world.ts";

/** Fills the world beyond its cast; nobody else lives in it yet. */
export function populate(_world: World): void {}
