import { Script } from "node:vm";
import { AppError } from "../errors.ts";
import type { Intents } from "./understand.ts";

/** Shorter texts are read without a limit, which costs a thread for each call, about 0.1 ms. */
const LIMITED_FROM_CHARS = 400;
/** A text of 4,000 characters takes a few milliseconds. */
const READ_WITHIN_MS = 250;

/** Thrown if a text could not be read in time. */
export class UnreadText extends AppError {
  constructor(chars: number, withinMs: number) {
    super("invalid", `a text of ${chars} characters was not read within ${withinMs} ms`);
  }
}

/**
 * Returns the same reader with a time limit for long texts.
 * @param withinMs  250 if absent
 */
export function withTimeLimit(intents: Intents, withinMs = READ_WITHIN_MS): Intents {
  const limited = <Result>(text: string, work: () => Result): Result =>
    text.length < LIMITED_FROM_CHARS ? work() : runWithin(withinMs, text.length, work);
  return {
    understand: (text, context) => limited(text, () => intents.understand(text, context)),
    readArguments: (command, text, context) =>
      limited(text, () => intents.readArguments(command, text, context)),
    readAll: (command, text, context) => limited(text, () => intents.readAll(command, text, context)),
    furtherIn: (command, text, args) => limited(text, () => intents.furtherIn(command, text, args)),
    isRequest: (text, isOfRow) => limited(text, () => intents.isRequest(text, isOfRow)),
  };
}

/** A script can only reach global values. */
const WORK = Symbol.for("antcrm-chatops.work-within-time");
const script = new Script(`globalThis[Symbol.for("${WORK.description}")]()`);

/**
 * Runs synchronous work, and stops it if it takes too long, even in the middle of a regular expression.
 * @see https://nodejs.org/docs/latest-v20.x/api/vm.html#scriptruninthiscontextoptions
 * @throws UnreadText
 */
function runWithin<Result>(withinMs: number, chars: number, work: () => Result): Result {
  const scope = globalThis as { [WORK]?: () => Result };
  scope[WORK] = work;
  try {
    return script.runInThisContext({ timeout: withinMs });
  } catch (thrown) {
    if (codeOf(thrown) === "ERR_SCRIPT_EXECUTION_TIMEOUT") throw new UnreadText(chars, withinMs);
    throw thrown;
  } finally {
    delete scope[WORK];
  }
}

function codeOf(thrown: unknown): unknown {
  return thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
}
