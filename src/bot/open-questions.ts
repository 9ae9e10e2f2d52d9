import * as z from "zod";
import type { Journal } from "../operations/journal.ts";
import type { Operation } from "../operations/operation.ts";
import { type Amendment, isClearChange, readAmendment } from "../understanding/amendment.ts";
import { asksForValue, saysWrongCustomer } from "../understanding/amendment-words.ts";
import {
  assents,
  beforeKeptRest,
  behindHold,
  declines,
  isEmojiOnly,
  stops,
} from "../understanding/answers-to-question.ts";
import { corrected } from "../understanding/correction.ts";
import { withoutDropped } from "../understanding/dropped-fields.ts";
import {
  type ArgumentKind,
  type CommandGrammar,
  type ReadingContext,
  TEXTS,
  type Understanding,
} from "../understanding/grammar.ts";
import { asksForTime, beginsWithWait, isTimeAlone, putsOff } from "../understanding/putting-off.ts";
import { isQuotedByLines } from "../understanding/quotation.ts";
import { leavesBlank, saidToHaveNone } from "../understanding/says-none.ts";
import type { Intents } from "../understanding/understand.ts";
import { courtesyOf } from "../understanding/word-lists.ts";
import { type Call, placeKey } from "./call.ts";
import { type Args, customerArgument, isComplete } from "./command.ts";
import type { Draft, Drafts } from "./forms/draft.ts";
import { fieldNames, leavesOut } from "./forms/steps.ts";
import type { Registry } from "./registry.ts";
import { sparesOther } from "./spared.ts";
import { askedIn, calledIn, valuesOf } from "./writes/asked.ts";

/** What the bot has asked a person in one place and still waits for. */
export type OpenQuestion = { kind: "form"; draft: Draft } | { kind: "confirmation"; operation: Operation };

/** The open questions of a person in one place, of each kind the newest. */
export interface OpenQuestions {
  draft: Draft | null;
  operation: Operation | null;
}

/** What a text says to an open question. */
export type Heard =
  /** "Never mind": the question is dropped. */
  | { kind: "cancel"; question: OpenQuestion }
  /** "Ok", an emoji: no answer to a form, and no confirmation. */
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

const Place = z.object({
  platform: z.enum(["slack", "telegram", "terminal"]),
  chat: z.string(),
  thread: z.string().optional(),
  shared: z.boolean(),
});

export interface OpenQuestionsPorts {
  drafts: Pick<Drafts, "asking">;
  journal: Pick<Journal, "proposedTo">;
  clock: { now(): Date };
}

/** Finds what is open for the caller, from the store: another process may have asked it. */
export async function openQuestionsOf(
  { person, place }: Pick<Call, "person" | "place">,
  { drafts, journal, clock }: OpenQuestionsPorts,
): Promise<OpenQuestions> {
  const here = placeKey(place);
  const [draft, proposed] = await Promise.all([
    drafts.asking(person, here),
    journal.proposedTo(person, clock.now()),
  ]);
  return { draft, operation: proposed.find((one) => isIn(one, here)) ?? null };
}

function isIn({ place }: Operation, here: string): boolean {
  const read = Place.safeParse(place === "" ? null : JSON.parse(place));
  if (!read.success) return false;
  const { thread, ...asked } = read.data;
  return placeKey(thread === undefined ? asked : { ...asked, thread }) === here;
}

/** Returns the question that was asked last. */
export function newestOf({ draft, operation }: OpenQuestions): OpenQuestion | null {
  const isForm = draft !== null && (operation === null || draft.askedAt >= operation.at);
  if (isForm) return { kind: "form", draft };
  return operation && { kind: "confirmation", operation };
}

/** Kinds whose answer may be any words: "ok" may be part of it. */
const IS_TEXT: ReadonlySet<ArgumentKind> = new Set([...TEXTS, "list", "deal-lines"]);

/** Kinds that accept almost any text. Only a text that says nothing but stop is no answer to them. */
const TAKES_ANY: ReadonlySet<ArgumentKind> = new Set([...IS_TEXT, "customer", "person", "code", "product"]);

/** A longer text is no person's name. */
const NAME_WORDS = 4;

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
): Extract<Heard, { kind: "cancel" }> | null {
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

interface HearingPorts {
  registry: Registry;
  reading(): ReadingContext;
}

/**
 * Returns what a text says to the open question that was asked last; null if it is an answer, or asks for something else.
 * @param understood what the text asks for as a request of its own
 * @param ports      `answeredAt`: when a card was last shown that asks for no confirmation, in milliseconds
 */
export function heard(
  text: string,
  open: OpenQuestions,
  understood: Understanding,
  ports: HearingPorts & { answeredAt: number },
): Heard | null {
  const question = newestOf(open);
  if (question === null) return null;
  if (question.kind === "form") return heardByForm(text, question, understood, ports);
  const said = heardByConfirmation(text, question.operation, understood, ports);
  const { operation } = question;
  const isCovered = ports.answeredAt > operation.at.getTime() + ASKED_WITHIN_MS;
  const isWithdrawn = said?.kind === "cancel" || said?.kind === "wrong-customer";
  return isWithdrawn && isCovered ? { kind: "pending", wants: "cancel", operation } : said;
}

/** A confirmation is shown at most so long after it was stored. */
const ASKED_WITHIN_MS = 3_000;

function heardByForm(
  text: string,
  question: Extract<OpenQuestion, { kind: "form" }>,
  understood: Understanding,
  { registry, reading }: HearingPorts,
): Heard | null {
  const { draft } = question;
  if (namesRightCustomer(text, draft, { registry, reading })) return null;
  const asked = registry.get(draft.command).asked.find(({ name }) => name === draft.asking);
  const stays: Heard = { kind: "courtesy", said: "assent", question };
  const denied = beforeKeptRest(text);
  if (denied !== null && stops(denied)) return stays;
  const isAnyText = asked !== undefined && TAKES_ANY.has(asked.kind);
  const isDropped = stops(text, isAnyText) || isDenial(understood);
  if (isDropped && sparesOther(text, draft)) return stays;
  if (asked === undefined) {
    if (stops(text)) return { kind: "cancel", question };
    return assents(text) ? stays : null;
  }
  // "K có sđt, email là hoa@shop.vn": the rest is read as a value.
  const [first = ""] = text.split(/[,;]/, 1);
  const behind = text.slice(first.length);
  if (behind !== "" && !stops(behind, true) && leavesOut(first, registry.get(draft.command), draft))
    return null;
  // What is required cannot be left empty. The question for it stays.
  if (asked.required && leavesBlank(text)) return stays;
  if (stops(text, isAnyText)) return { kind: "cancel", question };
  // "Không" leaves out a value that is not required.
  if (asked.required && declines(text)) return { kind: "cancel", question };
  const isText = IS_TEXT.has(asked.kind);
  if (isEmojiOnly(text) || (isText ? courtesyOf(text) === "assent" : assents(text, true))) {
    return stays;
  }
  // A note may be any words, also these.
  if (isText) return asksForTime(text) || (asked.kind === "line" && beginsWithWait(text)) ? stays : null;
  // "Tomorrow" is the day that is asked for.
  const off = asked.kind === "date" && isTimeAlone(text) ? null : putsOff(text);
  if (off === "later") return { kind: "cancel", question };
  if (off === "time") return stays;
  if (understood.kind !== "nothing") return null;
  // Without its accents, "đừng" is the name Dung.
  if (isDenial(understood) && text.trim().split(/\s+/).length > NAME_WORDS)
    return { kind: "cancel", question };
  return understood.act === "thanks" ? { kind: "courtesy", said: "thanks", question } : null;
}

/** True if a text names another customer than the form has: "không phải anh An, chị Bình nha". */
function namesRightCustomer(text: string, draft: Draft, { registry, reading }: HearingPorts): boolean {
  const whom = customerArgument(registry.get(draft.command));
  const command = registry.grammars.find(({ name }) => name === draft.command);
  if (command === undefined || whom === undefined || draft.args[whom] === undefined) return false;
  const change = readAmendment(text, { command, args: draft.args, context: reading() });
  const isSure = change.kind === "values" && change.isCorrection && !change.isGuess;
  return isSure && change.args[whom] !== undefined;
}

function heardByConfirmation(
  text: string,
  operation: Operation,
  understood: Understanding,
  { registry, reading }: HearingPorts,
): Heard | null {
  const command = registry.grammars.find(({ name }) => name === operation.kind);
  if (command === undefined) return null;
  // Somebody else's words: they neither change the question nor drop it.
  if (isQuotedByLines(text)) return { kind: "pending", wants: "time", operation };
  // "Đổi quà … cho 0867123456 à nhầm 0900000001" says all of it again, and corrects itself.
  const isSaidAgain = understood.kind === "command" && understood.command === operation.kind;
  if (isSaidAgain && corrected(text) !== text && isAboutOtherRecord(understood, operation, registry))
    return null;
  const question: OpenQuestion = { kind: "confirmation", operation };
  const args = valuesOf(operation);
  const asked = { args, said: askedIn(operation) };
  const standing = { command, args, called: calledIn(operation), context: reading() };
  const others = withoutCustomer(text, standing);
  if (others !== null) return { kind: "wrong-customer", operation, args: others };
  const none = saidToHaveNone(text, registry.get(operation.kind).asked.map(fieldNames));
  if (none !== null)
    return args[none.name] === undefined
      ? { kind: "courtesy", said: "assent", question }
      : { kind: "unclear-change", operation };
  const left = withoutDropped(text, standing);
  if (left === "unclear") return { kind: "unclear-change", operation };
  if (left !== null) return { kind: "change", operation, args: left };
  const kept = beforeKeptRest(text);
  if (kept !== null) return changeBesideRest(kept, operation, standing);
  const held = changeBehindHold(text, standing);
  if (held !== null) return { kind: "change", operation, args: { ...args, ...held } };
  const amendment = readAmendment(text, standing);
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
  if (isSure) return { kind: "change", operation, args: { ...args, ...amendment.args } };
  if (isOther) return null;
  if (isStop)
    return sparesOther(text, asked)
      ? { kind: "pending", wants: "cancel", operation }
      : { kind: "cancel", question };
  if (isAssent) return { kind: "courtesy", said: "assent", question };
  if (isRead) return { kind: "change", operation, args: { ...args, ...amendment.args } };
  if (putsOff(text) === "later" && sparesOther(text, asked))
    return { kind: "pending", wants: "cancel", operation };
  return withoutAnswer(text, operation, understood) ?? unclearChange(amendment, operation);
}

function unclearChange({ kind }: Amendment, operation: Operation): Heard | null {
  return kind === "unclear" ? { kind: "unclear-change", operation } : null;
}

/** Reads what puts the answer off, or denies something: "để mai đổi", "để em hỏi lại khách đã". */
function withoutAnswer(text: string, operation: Operation, understood: Understanding): Heard | null {
  const off = putsOff(text);
  if (off === "later") return { kind: "cancel", question: { kind: "confirmation", operation } };
  if (off === "time") return { kind: "pending", wants: "time", operation };
  return isDenial(understood) ? { kind: "pending", wants: "cancel", operation } : null;
}

function isDenial(understood: Understanding): boolean {
  return understood.kind === "nothing" && (understood.act === "denial" || understood.act === "cancel");
}

/** Returns the values without the customer, if the text says that it is the wrong one; else null. */
function withoutCustomer(text: string, { command, args }: Parameters<typeof readAmendment>[1]): Args | null {
  const whom = command.arguments.find(({ kind, name }) => kind === "customer" && args[name] !== undefined);
  if (whom === undefined || !saysWrongCustomer(text) || asksForValue(text)) return null;
  const { [whom.name]: _, ...others } = args;
  return others;
}

/** Reads "khoan, ưu tiên cao thôi": the words behind it change the question. "Khoan, không gấp nữa" still stops it. */
function changeBehindHold(text: string, standing: Parameters<typeof readAmendment>[1]): Args | null {
  const rest = behindHold(text);
  if (rest === null || stops(rest)) return null;
  const amendment = readAmendment(rest, standing);
  const isSure = amendment.kind === "values" && !amendment.isGuess;
  return isSure && isClearChange(rest, amendment.args, standing.command) ? amendment.args : null;
}

/**
 * Returns what a text asks for, if need be behind its first words: "khoan đã, xem phiếu 17464" asks for that ticket.
 */
export function understoodBehindHold(
  text: string,
  { intents, reading, registry }: HearingPorts & { intents: Intents },
): Understanding {
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

/** Reads what stands before "còn lại ok". It drops nothing: what cannot be read is asked. */
function changeBesideRest(
  said: string,
  operation: Operation,
  standing: Parameters<typeof readAmendment>[1],
): Heard {
  const amendment = readAmendment(said, standing);
  const isSure = amendment.kind === "values" && !amendment.isGuess;
  return isSure
    ? { kind: "change", operation, args: { ...standing.args, ...amendment.args } }
    : { kind: "unclear-change", operation };
}

function changesLines(args: Args, { arguments: all }: CommandGrammar): boolean {
  return all.some(({ name, kind }) => kind === "deal-lines" && args[name] !== undefined);
}

function namesDeal(understood: Understanding): boolean {
  return understood.kind === "command" && understood.args.deal !== undefined;
}

/** True for a complete request that is not about the record of the question: "huỷ đơn 3503", "xem phiếu 17464". */
function isAboutOtherRecord(
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
