import { behindHold } from "../understanding/answers-to-question.ts";
import type { Understanding } from "../understanding/grammar.ts";
import { answerToChoice, answerToQuestion, nextPage } from "./answer-to-card.ts";
import { answerToForm, stepInForm } from "./answer-to-form.ts";
import type { Call } from "./call.ts";
import { type Conversation, inForm } from "./conversation.ts";
import { isOfferedChoice } from "./forms/answers.ts";
import { type Draft, gone } from "./forms/draft.ts";
import { namedCustomer } from "./named-customer.ts";
import { openQuestionsOf } from "./open-questions.ts";
import { asUnderstood, ownRequest, pointing } from "./own-request.ts";
import { understandPointing } from "./pointing.ts";
import type { Request, RequestPorts } from "./request-kinds.ts";
import type { TypedMessage } from "./typed-message.ts";
import { understandUnfollowing } from "./unfollowing.ts";

/**
 * Understands a typed message: as an answer to what the bot has asked, else as a request of its own.
 * @param fresh true for the text beside a file, which is no answer to a form
 */
export async function understandText(
  call: Call,
  { text, fresh }: { text: string; fresh?: boolean },
  ports: RequestPorts,
): Promise<Request> {
  const [found, recalled] = await Promise.all([
    openQuestionsOf(call, ports),
    ports.conversations.recall(call),
  ]);
  const open = fresh ? { ...found, draft: null } : found;
  const step = open.draft && stepInForm(text, open.draft, ports);
  if (step) return step;
  const repeat = await repeatOffered(call, recalled, ports);
  const message = messageOf({ call, text, open, repeat, recalled }, ports);
  const answer =
    answerToChoice(message, ports) ??
    nextPage(message, ports) ??
    answerToQuestion(message, ports) ??
    answerToForm(message, ports);
  const asked = answer ?? ownRequest(message, ports);
  const request = (message.leaves ? null : await namedCustomer(text, asked, ports)) ?? asked;
  return answer !== null && request.kind === "command" ? { ...request, dependsOnOthers: true } : request;
}

/** Returns the write that a card offers in spite of an earlier one, unless it was asked for or cancelled meanwhile. */
async function repeatOffered(
  { person }: Call,
  { goOn }: Conversation,
  { drafts }: RequestPorts,
): Promise<Draft | null> {
  return goOn && drafts.find(goOn.draft, person).catch(gone);
}

function messageOf(
  {
    call,
    text,
    open,
    repeat,
    recalled,
  }: Pick<TypedMessage, "call" | "text" | "open" | "repeat"> & { recalled: Conversation },
  ports: RequestPorts,
): TypedMessage {
  const { draft } = open;
  const isName = ports.registry.isName(text);
  // "Đánh giá" is a command's name, and a choice of a digest's contents.
  const isChoice = draft !== null && isOfferedChoice(draft, text, ports);
  const leaves = text.startsWith("/") || (isName && !isChoice);
  const conversation = draft === null ? recalled : inForm(recalled, ports.registry.get(draft.command), draft);
  const pointed =
    leaves || call.source !== undefined
      ? null
      : (understandUnfollowing(text, conversation, pointing(ports)) ??
        understandPointing(text, conversation, pointing(ports)));
  const understood = pointed === null ? understoodBehindHold(text, ports) : asUnderstood(pointed);
  const { answeredAt } = recalled;
  return { call, text, open, repeat, leaves, isName, conversation, answeredAt, pointed, understood };
}

/** Returns what a text asks for, if need be behind its first words: "khoan đã, xem phiếu 17464" asks for that ticket. */
function understoodBehindHold(text: string, { intents, reading, registry }: RequestPorts): Understanding {
  const whole = intents.understand(text, reading());
  const rest = whole.kind === "command" ? null : behindHold(text);
  if (rest === null) return whole;
  const behind = intents.understand(rest, reading());
  if (behind.kind !== "command") return whole;
  // "Khoan tích mã TIVI01" asks to wait with it.
  if (whole.kind === "nothing" && registry.get(behind.command).effect === "write") return whole;
  const values = Object.values(behind.args);
  // Any words may be a name: "thôi, khách đổi ý rồi".
  return values.length > 0 && !values.some((value) => value.startsWith("name:")) ? behind : whole;
}
