import { type Answer, json, plainText } from "./http.ts";
import { REFUSAL_SHAPES, type RefusalShape, type World } from "./world.ts";

/**
 * Says no, in one of four shapes, since what the real API answers to a used code or a balance too low is not
 * documented (section 6). `writeFailedRow` puts a line with `status` 0 in the point history, for the shape that is the
 * most treacherous: a plain success whose failure only the history tells. Where there is no history, three are left.
 */
export function refuse(message: string, world: World, writeFailedRow?: () => void): Answer {
  const shape = world.refusalShape ?? world.random.pick(REFUSAL_SHAPES);
  if (shape === "failed-row" && writeFailedRow !== undefined) {
    writeFailedRow();
    return json({ success: 1 });
  }
  return sayNo(message, shape);
}

function sayNo(message: string, shape: RefusalShape): Answer {
  switch (shape) {
    case "json-400":
      return json({ success: false, error: { message } }, 400);
    case "text-400":
      return plainText(message, 400);
    case "success-0":
    case "failed-row":
      return json({ success: 0, message });
  }
}
