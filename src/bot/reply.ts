import { stops } from "../understanding/answers-to-question.ts";
import type { Understanding } from "../understanding/grammar.ts";
import { putsOff } from "../understanding/putting-off.ts";
import type { Draft } from "./forms/draft.ts";
import { newestOf, type OpenQuestions } from "./open-questions.ts";
import type { Registry } from "./registry.ts";
import { isAboutOtherRecord, isDenial, type Reply, type ReplyPorts } from "./reply-kinds.ts";
import { readReplyToConfirmation } from "./reply-to-confirmation.ts";
import { readReplyToForm } from "./reply-to-form.ts";
import { sparesOther } from "./spared.ts";

/** A confirmation is shown at most so long after it was stored. */
const SHOWN_WITHIN_MS = 3_000;

/**
 * Returns what a text says to the open question that was asked last; null if it is an answer, or asks for something else.
 * @param understood what the text asks for as a request of its own
 * @param ports      `answeredAt`: when a card was last shown that asks for no confirmation, in milliseconds
 */
export function readReply(
  text: string,
  open: OpenQuestions,
  understood: Understanding,
  ports: ReplyPorts & { answeredAt: number },
): Reply | null {
  const question = newestOf(open);
  if (question === null) return null;
  if (question.kind === "form") return readReplyToForm(text, question.draft, understood, ports);
  const { operation } = question;
  const reply = readReplyToConfirmation(text, operation, understood, ports);
  // Another card was shown since. The text may be about that one, so the question is not dropped.
  const isCovered = ports.answeredAt > operation.at.getTime() + SHOWN_WITHIN_MS;
  const isWithdrawn = reply?.kind === "cancel" || reply?.kind === "wrong-customer";
  return isWithdrawn && isCovered ? { kind: "pending", wants: "cancel", operation } : reply;
}

/**
 * Returns the request to drop the write that a card offers in spite of an earlier one, if the text says so and nothing was
 * asked since.
 * @param repeat the draft of the card's button
 */
export function droppedRepeat(
  text: string,
  repeat: Draft,
  open: OpenQuestions,
  understood: Understanding,
  registry: Registry,
): Extract<Reply, { kind: "cancel" }> | null {
  const newest = newestOf(open);
  const since = newest?.kind === "form" ? newest.draft.askedAt : newest?.operation.at;
  if (since !== undefined && since > repeat.askedAt) return null;
  const { command: kind, args } = repeat;
  if (isAboutOtherRecord(understood, { kind, args }, registry)) return null;
  const isDropped = stops(text) || putsOff(text) === "later" || isDenial(understood);
  return isDropped && !sparesOther(text, { args })
    ? { kind: "cancel", question: { kind: "form", draft: repeat } }
    : null;
}
