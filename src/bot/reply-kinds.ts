import type { Operation } from "../operations/operation.ts";
import type { ReadingContext, Understanding } from "../understanding/grammar.ts";
import { type Args, isComplete } from "./command.ts";
import type { OpenQuestion } from "./open-questions.ts";
import type { Registry } from "./registry.ts";

/** What a text says to an open question. */
export type Reply =
  /** "Never mind": the question is dropped. */
  | { kind: "cancel"; question: OpenQuestion }
  /** "Ok", an emoji: no answer to a form, and no confirmation. The question stays open. */
  | { kind: "courtesy"; said: "assent" | "thanks"; question: OpenQuestion }
  | { kind: "change"; operation: Operation; args: Args }
  /** "Nhầm khách": the question is withdrawn, and the bot asks for whom it is. `args` has no customer. */
  | { kind: "wrong-customer"; operation: Operation; args: Args }
  /** A change that could not be read. */
  | { kind: "unclear-change"; operation: Operation }
  /**
   * The question stays open, and the answer says so. `cancel`: a denial that other questions may be meant by; `time`: the
   * person only wants time, "để em hỏi lại khách đã".
   */
  | { kind: "pending"; wants: "cancel" | "time"; operation: Operation };

export interface ReplyPorts {
  registry: Registry;
  reading(): ReadingContext;
}

export function isDenial(understood: Understanding): boolean {
  return understood.kind === "nothing" && (understood.act === "denial" || understood.act === "cancel");
}

/** True for a complete request that is not about the record of the question: "huỷ đơn 3503", "xem phiếu 17464". */
export function isAboutOtherRecord(
  understood: Understanding,
  { kind, args }: Pick<Operation, "kind" | "args">,
  registry: Registry,
): boolean {
  if (understood.kind !== "command") return false;
  const values = Object.values(understood.args);
  if (!isComplete(registry.get(understood.command), understood.args)) return false;
  if (values.length === 0) return understood.command !== kind && understood.ignored === undefined;
  const held = new Set(Object.values(args));
  return values.some((value) => !held.has(value));
}
