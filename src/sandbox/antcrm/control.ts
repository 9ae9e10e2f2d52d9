import { ZodError } from "zod";
import { type FaultPlan, readFaultRules } from "./faults.ts";
import { type Answer, type ApiCall, json } from "./http.ts";
import type { RequestRecord } from "./request-log.ts";

export const CONTROL_PREFIX = "/__sandbox/";

/**
 * Runs the sandbox's own control calls, for a test or a demo in another process. They need no apikey. `POST
 * /__sandbox/faults` (a rule or a list of them), `DELETE /__sandbox/faults`, `GET /__sandbox/requests`.
 */
export function control(call: ApiCall, faults: FaultPlan, requests: readonly RequestRecord[]): Answer {
  switch (`${call.method} ${call.path}`) {
    case "POST /__sandbox/faults":
      return order(call.body, faults);
    case "DELETE /__sandbox/faults":
      faults.clear();
      return json({ ok: true });
    case "GET /__sandbox/requests":
      return json(requests);
    default:
      return json({ ok: false, error: `no such control call: ${call.method} ${call.path}` }, 404);
  }
}

function order(body: unknown, faults: FaultPlan): Answer {
  try {
    for (const rule of readFaultRules(body)) faults.add(rule);
    return json({ ok: true });
  } catch (thrown) {
    if (!(thrown instanceof ZodError)) throw thrown;
    return json(
      { ok: false, error: thrown.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) },
      400,
    );
  }
}
