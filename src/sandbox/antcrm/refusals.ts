import { type Answer, json, plainText } from "./http.ts";
import { REFUSAL_SHAPES, type World } from "./world.ts";

/**
 * Says no to points, in one of four shapes, since what the real API answers to a used code or a balance too low is not
 * documented (section 6). `writeFailedRow` puts a line with `status` 0 in the history, for the shape that is the most
 * treacherous: a plain success whose failure only the history tells.
 */
export function refuse(message: string, world: World, writeFailedRow: () => void): Answer {
  const shape = world.refusalShape ?? world.random.pick(REFUSAL_SHAPES);
  switch (shape) {
    case "success-0":
      return json({ success: 0, message });
    case "json-400":
      return json({ success: false, error: { message } }, 400);
    case "text-400":
      return plainText(message, 400);
    case "failed-row":
      writeFailedRow();
      return json({ success: 1 });
  }
}
