import { type Answer, json, plainText } from "./http.ts";
import { REFUSAL_SHAPES, type RefusalShape, type World } from "./world.ts";

/**
 * Returns a refusal in one of four shapes, because the real one is not documented (src/crm/API.md#post-redeem).
 * `failed-row` answers a success; only a row of `status` 0 in the point history shows the failure. Without
 * `writeFailedRow` there are three shapes.
 */
export function refuse(message: string, world: World, writeFailedRow?: () => void): Answer {
  const shape = world.refusalShape ?? world.random.pick(REFUSAL_SHAPES);
  if (shape === "failed-row" && writeFailedRow !== undefined) {
    writeFailedRow();
    return json({ success: 1 });
  }
  return refusalOf(message, shape);
}

function refusalOf(message: string, shape: RefusalShape): Answer {
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
