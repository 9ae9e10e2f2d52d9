import type { Operation } from "../operations/operation.ts";
import { isClearChange, readAmendment } from "../understanding/amendment.ts";
import type { Proposal } from "../understanding/amendment-instead.ts";
import { asksForValue, saysWrongCustomer } from "../understanding/amendment-words.ts";
import {
  assents,
  beforeKeptRest,
  behindHold,
  isEmojiOnly,
  stops,
} from "../understanding/answers-to-question.ts";
import { corrected } from "../understanding/correction.ts";
import { withoutDropped } from "../understanding/dropped-fields.ts";
import type { CommandGrammar, Understanding } from "../understanding/grammar.ts";
import { putsOff } from "../understanding/putting-off.ts";
import { isQuotedByLines } from "../understanding/quotation.ts";
import { saidToHaveNone } from "../understanding/says-none.ts";
import type { Args } from "./command.ts";
import { fieldNames } from "./forms/steps.ts";
import type { Registry } from "./registry.ts";
import { isAboutOtherRecord, isDenial, type Reply, type ReplyPorts } from "./reply-kinds.ts";
import { sparesOther } from "./spared.ts";
import { askedIn, calledIn, valuesOf } from "./writes/asked.ts";

/**
 * Returns what a text says to a question for a confirmation; null if it asks for something else.
 * @param understood what the text asks for as a request of its own
 */
export function readReplyToConfirmation(
  text: string,
  operation: Operation,
  understood: Understanding,
  { registry, reading }: ReplyPorts,
): Reply | null {
  const command = registry.grammars.find(({ name }) => name === operation.kind);
  if (command === undefined) return null;
  // Somebody else's words: they neither change the question nor drop it.
  if (isQuotedByLines(text)) return { kind: "pending", wants: "time", operation };
  // "Đổi quà … cho 0867123456 à nhầm 0900000001" says all of it again, and corrects itself.
  const isSaidAgain = understood.kind === "command" && understood.command === operation.kind;
  if (isSaidAgain && corrected(text) !== text && isAboutOtherRecord(understood, operation, registry))
    return null;
  const proposal = { command, args: valuesOf(operation), called: calledIn(operation), context: reading() };
  return (
    readPlainChange(text, operation, understood, proposal, registry) ??
    readOtherReply(text, operation, understood, proposal, registry)
  );
}

/** Reads a change in words that can mean nothing else: "nhầm khách", "ko có mail", "khỏi ghi chú", "…, còn lại ok". */
function readPlainChange(
  text: string,
  operation: Operation,
  understood: Understanding,
  proposal: Proposal,
  registry: Registry,
): Reply | null {
  const { args } = proposal;
  const others = withoutCustomer(text, proposal);
  if (others !== null) return { kind: "wrong-customer", operation, args: others };
  const none = saidToHaveNone(text, registry.get(operation.kind).asked.map(fieldNames));
  if (none?.behind === "")
    return args[none.field.name] === undefined
      ? { kind: "courtesy", said: "assent", question: { kind: "confirmation", operation } }
      : { kind: "unclear-change", operation };
  const besideNone = none === null ? null : readBehindNone(none.behind, operation, proposal);
  if (besideNone !== null && !isAboutOtherRecord(understood, operation, registry)) return besideNone;
  const left = withoutDropped(text, proposal);
  if (left === "unclear") return { kind: "unclear-change", operation };
  if (left !== null) return { kind: "change", operation, args: left };
  const kept = beforeKeptRest(text);
  if (kept !== null) return readBesideRest(kept, operation, proposal);
  const held = changeBehindHold(text, proposal);
  return held && { kind: "change", operation, args: { ...args, ...held } };
}

/** Reads a change, a stop, an assent or a wish for time. The first that is sure counts. */
function readOtherReply(
  text: string,
  operation: Operation,
  understood: Understanding,
  proposal: Proposal,
  registry: Registry,
): Reply | null {
  const { command, args } = proposal;
  const question = { kind: "confirmation", operation } as const;
  const pending: Reply = { kind: "pending", wants: "cancel", operation };
  const amendment = readAmendment(text, proposal);
  const isStop = stops(text);
  const isAssent = !isStop && (assents(text) || isEmojiOnly(text));
  const isOther = !isAssent && isAboutOtherRecord(understood, operation, registry);
  const isRead = amendment.kind === "values" && (amendment.isCorrection || !asksForValue(text));
  // "Thêm 1 cái TIVI01 nữa" would be an order of its own.
  const isOfLines = isRead && changesLines(amendment.args, command) && !namesDeal(understood);
  // "Người nhận là Tuấn, 0777 888 123" is read whole as a change. As a request, words of it are left over.
  const isPartOnly = understood.kind === "command" && understood.ignored !== undefined;
  const isSure =
    isRead &&
    !amendment.isGuess &&
    (amendment.isCorrection || isOfLines || !(isStop || (isOther && !isPartOnly)));
  const change: Reply | null = isRead
    ? { kind: "change", operation, args: { ...args, ...amendment.args } }
    : null;
  if (isSure) return change;
  if (isOther) return null;
  const isSpared = () => sparesOther(text, { args, said: askedIn(operation) });
  if (isStop) return isSpared() ? pending : { kind: "cancel", question };
  if (isAssent) return { kind: "courtesy", said: "assent", question };
  if (change !== null) return change;
  const off = putsOff(text);
  if (off === "later") return isSpared() ? pending : { kind: "cancel", question };
  if (off === "time") return { kind: "pending", wants: "time", operation };
  if (isDenial(understood)) return pending;
  return amendment.kind === "unclear" ? { kind: "unclear-change", operation } : null;
}

/** Returns the values without the customer, if the text says that it is the wrong one; else null. */
function withoutCustomer(text: string, { command, args }: Proposal): Args | null {
  const whom = command.arguments.find(({ kind, name }) => kind === "customer" && args[name] !== undefined);
  if (whom === undefined || !saysWrongCustomer(text) || asksForValue(text)) return null;
  const { [whom.name]: _, ...others } = args;
  return others;
}

/** Reads "khoan, ưu tiên cao thôi": the words behind it change the question. "Khoan, không gấp nữa" still stops it. */
function changeBehindHold(text: string, proposal: Proposal): Args | null {
  const rest = behindHold(text);
  if (rest === null || stops(rest)) return null;
  const amendment = readAmendment(rest, proposal);
  const isSure = amendment.kind === "values" && !amendment.isGuess;
  return isSure && isClearChange(rest, amendment.args, proposal.command) ? amendment.args : null;
}

/** Reads what stands before "còn lại ok". It drops nothing: what cannot be read is asked. */
function readBesideRest(said: string, operation: Operation, proposal: Proposal): Reply {
  const amendment = readAmendment(said, proposal);
  const isSure = amendment.kind === "values" && !amendment.isGuess;
  return isSure
    ? { kind: "change", operation, args: { ...proposal.args, ...amendment.args } }
    : { kind: "unclear-change", operation };
}

/** Reads what stands behind "không có mail". Null if it drops the question, which the whole text then does. */
function readBehindNone(said: string, operation: Operation, proposal: Proposal): Reply | null {
  const off = putsOff(said);
  if (off === "time") return { kind: "pending", wants: "time", operation };
  return stops(said) || off === "later" ? null : readBesideRest(said, operation, proposal);
}

function changesLines(args: Args, { arguments: all }: CommandGrammar): boolean {
  return all.some(({ name, kind }) => kind === "deal-lines" && args[name] !== undefined);
}

function namesDeal(understood: Understanding): boolean {
  return understood.kind === "command" && understood.args.deal !== undefined;
}
