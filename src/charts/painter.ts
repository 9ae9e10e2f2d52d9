import type { Chart, Picture } from "./chart.ts";

/** Draws charts, in a thread of its own that exists only while there is something to draw. */
export interface Painter {
  /**
   * @throws AppError `unavailable` it could not be drawn, or not in time: what it belongs to goes out without it
   */
  draw(chart: Chart): Promise<Picture>;
  close(): Promise<void>;
}
