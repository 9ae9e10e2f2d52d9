import { setTimeout as wait } from "node:timers/promises";
import type { FaultRule } from "./faults.ts";
import { type Answer, json, plainText } from "./http.ts";

/** The outcome of a call: an answer, a cut connection, or none. */
export type Outcome = Answer | "cut" | "hang";

/**
 * Does the work of a call with the injected fault.
 * @param work    does the call and changes the world
 * @param stopped ends the waiting of a `delay` when the sandbox stops
 */
export async function perform(
  fault: FaultRule | undefined,
  work: () => Answer,
  stopped: AbortSignal,
): Promise<Outcome> {
  if (fault === undefined) return work();
  if (fault.kind === "truncated") return truncate(work());
  if (fault.kind === "unreadable") {
    work();
    return plainText("not json");
  }
  const done = fault.commit === "after" ? work() : undefined;
  if (fault.kind === "delay") {
    await wait(fault.ms ?? 0, undefined, { signal: stopped });
    return done ?? work();
  }
  return failureOf(fault);
}

function failureOf(fault: FaultRule): Outcome {
  const retryAfter = (seconds: number) => ({ "retry-after": String(seconds) });
  switch (fault.kind) {
    case "429":
      return {
        ...json({ success: 0, message: "Too many requests" }, 429),
        headers: retryAfter(fault.retryAfter ?? 1),
      };
    case "503": {
      const answer = json({ success: 0, message: "Request limit exceeded" }, 503);
      return fault.retryAfter === undefined ? answer : { ...answer, headers: retryAfter(fault.retryAfter) };
    }
    case "html":
      return { status: 502, contentType: "text/html", text: BAD_GATEWAY };
    case "cut":
    case "hang":
      return fault.kind;
    default:
      return json({ success: 0, message: "Internal Server Error" }, 500);
  }
}

/** Returns a complete HTTP answer whose JSON is cut in the middle. */
function truncate(answer: Answer): Answer {
  return { ...answer, text: answer.text.slice(0, Math.ceil(answer.text.length / 2)) };
}

const BAD_GATEWAY = `<html>
<head><title>502 Bad Gateway</title></head>
<body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body>
</html>
`;
